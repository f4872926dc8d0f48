"""What a member means to ask at a meeting, and the answer where they sent it before."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from csc_tracker.people.sight import EVERYTHING, note_with_right, sight
from inspections.models.committees import Meeting
from inspections.models.erasing import erasure_field
from priorities.models import Plan, Post, Priority, SeenForeignKey, SeenManager

# The longest question that a member writes, and the longest answer, in characters.
LONGEST_QUESTION, LONGEST_ANSWER = 1_000, 4_000


class MemberQuestionManager(SeenManager, models.Manager):
    """Those that may be seen now, of meetings that were not withdrawn.

    What may hold exempt words is there only for who may read the exempt matter of its plan now.
    """

    def get_queryset(self):
        questions = super().get_queryset().filter(meeting__withdrawn_on=None)
        seen = sight()
        return questions if seen is EVERYTHING else questions.filter(Q(may_hold_exempt=False) | Q(plan__in=seen))


class MemberQuestion(models.Model):
    """A question that a member means to ask at a meeting: theirs alone until they send it, then answered once.

    It is a suggested question of the briefing (`rule`) or one in their own words. A suggested one keeps no words before
    it is sent: it is worded for whoever reads it, on the day, so that nothing exempt is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, help_text="Tells nobody how many.")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, blank=True, help_text="Of the suggested question; empty: their own words.")
    words = models.TextField(max_length=LONGEST_QUESTION, blank=True)
    priority = models.ForeignKey(
        Priority, models.PROTECT, related_name="+", null=True, blank=True, help_text="Whose lead it goes to."
    )
    may_hold_exempt = models.BooleanField(
        default=False, help_text="Who wrote or sent it could read the plan’s exempt matter then."
    )
    recorded_on = models.DateField(help_text="The tracker’s date at the time.")
    recorded_at = models.DateTimeField(help_text="The exact time of recording.")
    sent_on = models.DateField(null=True, blank=True, help_text="Empty: only the member sees it.")
    sent_to = SeenForeignKey(
        Post, models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: the programme officers."
    )
    answer = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    answered_post = SeenForeignKey(
        Post, models.PROTECT, verbose_name="post at the time", related_name="+", null=True, blank=True
    )
    erasure = erasure_field()

    exempt_by = ("meeting__exemption", "priority__exemption")
    objects = MemberQuestionManager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        default_permissions = ()
        permissions = [
            ("ask_question", "Can keep and send questions for a meeting"),
            ("answer_question", "Can answer the questions that members sent to a post that they hold"),
            ("answer_any_question", "Can answer every question that members sent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "meeting", "plan", "rule", "may_hold_exempt"],
                condition=~Q(rule="") & Q(sent_on=None), name="member_question_marked_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, words="") & ~Q(rule="")
                | Q(rule="") & ~Q(words="")
                | Q(sent_on__isnull=False) & ~Q(words=""),
                name="member_question_has_words_unless_suggested",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_to=None)
                | Q(sent_on__isnull=False, sent_on__gte=F("recorded_on")),
                name="member_question_sent_after_it_was_recorded",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None, answered_by=None, answered_post=None)
                | ~Q(answer="")
                & Q(sent_on__isnull=False, answered_on__isnull=False, answered_by__isnull=False)
                & Q(answered_on__gte=F("sent_on")),
                name="member_question_answered_by_somebody_once_sent",
            ),
        ]  # fmt: skip

    def __str__(self):
        """Without its words, which are the member’s."""
        return f"Question for {self.meeting}"

    @classmethod
    def from_db(cls, db, field_names, values):
        question = super().from_db(db, field_names, values)
        question.note_read()
        return question

    def note_read(self) -> None:
        """Let the page that shows it say that it may show something exempt; `Prepared` does not."""
        if self.__dict__.get("may_hold_exempt"):
            note_with_right(self.plan_id)

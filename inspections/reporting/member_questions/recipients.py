"""Who answers a question that a member sends: whoever holds the lead post of its priority, else programme officers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from csc_tracker.models import User
from csc_tracker.pages.wording import in_a_row
from csc_tracker.people.sight import note_exempt, note_with_right
from inspections.models import MemberQuestion
from priorities.models import ExemptReader, Plan, Post, PostHolding, Priority

ANSWER, ANSWER_ANY, ADMINISTER = (
    "inspections.answer_question", "inspections.answer_any_question", "csc_tracker.administer",
)  # fmt: skip


@dataclass(frozen=True)
class Recipients:
    """Who would get a question of a plan on a day: by the key of the lead post, and where nobody holds that."""

    of_posts: dict[int, list[User]]
    officers: list[User]
    on: date

    def of(self, priority: Priority | None) -> tuple[Post | None, list[User]]:
        """The post that a question about this priority goes to, and who reads it; None: the programme officers."""
        lead = priority.lead if priority else None
        if lead and (holders := self.of_posts.get(lead.pk)):
            return lead, holders
        return None, self.officers

    def in_words(self, priority: Priority | None) -> str:
        """To whom a question about this priority goes: “Director (Ann Lee)”."""
        post, people = self.of(priority)
        if post is None:
            return "the programme officers"
        return f"{post.titled_on(self.on)} ({in_a_row(person.named_on(self.on) for person in people)})"


def recipients(plan: Plan, on: date, *, may_hold_exempt: bool) -> Recipients:
    """Who would get a question of the plan that is sent on the day `on`.

    Where it may hold exempt words, only people who may read the exempt matter of the plan. At most four queries.
    """
    people = User.objects.filter(is_active=True).order_by("pk")
    if may_hold_exempt:
        readers = ExemptReader.objects.filter(plan=plan, ended_on=None).order_by().values("user")
        people = people.filter(reads_exempt=True, pk__in=readers)
    leads = Priority.objects.filter(plan=plan).order_by().values("lead")
    held = PostHolding.objects.on(on).filter(post__in=leads, user__in=_with(people, ANSWER))
    of_posts: dict[int, list[User]] = defaultdict(list)
    for holding in held.select_related("user"):
        if holding.user not in of_posts[holding.post_id]:
            of_posts[holding.post_id].append(holding.user)
    officers = list(_with(people, ANSWER_ANY))
    admins = set(_with(people, ADMINISTER))
    return Recipients(dict(of_posts), [each for each in officers if each not in admins] or officers, on)


def _with(people: QuerySet[User], permission: str) -> QuerySet[User]:
    """Those of these people who have the permission by a role."""
    return people.filter(pk__in=User.objects.with_perm(permission, include_superusers=False).order_by().values("pk"))


def may_answer(person: User, on: date) -> Q:
    """The condition that a question is this person's to answer on the day `on`, once it is sent."""
    if person.has_perm(ANSWER_ANY):
        return Q(sent_on__isnull=False)
    if not person.has_perm(ANSWER):
        return Q(pk=None)
    held = PostHolding.objects.on(on).filter(user=person).order_by().values("post")
    return Q(sent_on__isnull=False, sent_to__in=held)


def waiting_for(person: User, on: date) -> int:
    """How many questions wait for this person's answer on the day `on`; a page that says so notes what is exempt of it.

    One query.
    """
    waiting = MemberQuestion.objects.filter(may_answer(person, on), answered_on=None).order_by()
    rows = waiting.values_list("plan", "may_hold_exempt", "meeting__exemption", "priority__exemption")
    for plan, may_hold_exempt, *exemptions in rows:
        if may_hold_exempt:
            note_with_right(plan)
        for exemption in exemptions:
            note_exempt(exemption)
    return len(rows)

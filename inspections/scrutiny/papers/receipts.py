"""Receipts as the pages show them: only from papers that the reader may see, in the order of the papers."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from inspections.scrutiny.meetings.schedule import meeting_of_plan

OPEN_PUBLICATION = "Part 1"


def may_read_exempt(user) -> bool:
    """Whether this person may read papers that are exempt from publication."""
    return user.has_perm("csc_tracker.administer")


class CitationQuerySet(QuerySet):
    """Receipts, ready to be drawn by inspections/_receipts.html."""

    def in_place(self):
        """Those of open papers, each with its passage and paper; the oldest paper first.

        Annotates `under`: the number of the last numbered passage up to the cited one, which a bullet stands under;
        `accepted` and `accepted_by`: the keys of its acceptance and of who accepted it; nobody did so by command.
        """
        passages = self.model._meta.get_field("passage").related_model.objects
        numbered = (
            passages.filter(report=OuterRef("passage__report"), order__lte=OuterRef("passage__order"))
            .exclude(number="")
            .order_by("-order")
        )
        return (
            self.filter(passage__report__publication=OPEN_PUBLICATION)
            .select_related("passage__report__item__meeting")
            .annotate(
                under=Subquery(numbered.values("number")[:1]),
                accepted=F("proposal__acceptance"),
                accepted_by=F("proposal__acceptance__by"),
            )
            .order_by(F("passage__report__dated").asc(nulls_last=True), "passage__report__slug", "passage__order", "pk")
        )


class ReportQuerySet(QuerySet):
    """Papers, by plan and by who reads them."""

    def of_plan(self, plan):
        """The papers of the plan's meetings; a paper of no meeting belongs to every plan but a practice plan."""
        theirs = meeting_of_plan(plan, "item__meeting__")
        return self.filter(theirs if plan.practice else theirs | Q(item=None))

    def open(self):
        """Those that are not exempt from publication."""
        return self.filter(publication=OPEN_PUBLICATION)

    def readable_by(self, user):
        """Every paper for who may read exempt ones; for anyone else those that are not exempt."""
        return self if may_read_exempt(user) else self.open()


def each_passage_once(citations):
    """The receipts, one for each passage: an action, its period and its update often come from the same words."""
    return list({citation.passage_id: citation for citation in reversed(citations)}.values())[::-1]

"""What each digest says, made when it is sent: what was closed since, or is no longer wanted, is not in it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from actions.lists.my_actions import Group
from actions.models import Action, FrozenPosition
from actions.positions.status import Status
from csc_tracker.mail.digests import stop_address, wants
from csc_tracker.mail.letters import DIGESTS, DigestKind, HowOften
from csc_tracker.mail.sending import SAYINGS, Listed, Said
from csc_tracker.models import Digest, Email
from csc_tracker.pages.addresses import query_of
from csc_tracker.pages.wording import count_of, in_words
from csc_tracker.people.sight import NOTHING, seeing
from inspections.models import Meeting
from inspections.reporting.briefing.parts import NEVER_CONSIDERED
from priorities.models import Plan

MOST_LINES = 40  # that an email lists; it says how many more there are

Say = Callable[[Digest], Said | None]


def add_to_the_letters() -> None:
    """Give the letters of digests what they say."""
    for kind, read in ((DigestKind.OFFICER, _officers), (DigestKind.CHASE, _chase), (DigestKind.POSITION, _positions)):
        SAYINGS[DIGESTS[kind]] = _saying(read)


def _saying(read: Callable[[Sequence[Digest]], Say]) -> Callable[[Sequence[Email]], Callable[[Email], Said | None]]:
    def of(emails: Sequence[Email]) -> Callable[[Email], Said | None]:
        for email in emails:
            if email.digest:
                email.digest.person = email.person
        with seeing(NOTHING):
            say = read([email.digest for email in emails if email.digest])

        def one(email: Email) -> Said | None:
            digest = email.digest
            return say(digest) if digest and wants(email.person, DigestKind(digest.kind)) else None

        return one

    return of


def _address(view: str, *args: str, **query: str) -> str:
    path = settings.ADDRESS + reverse(view, args=args)
    return f"{path}?{query_of(query)}" if query else path


def _open(keys: Iterable[int]) -> set[int]:
    """Which of these actions (keys) are open to everybody now. One query."""
    return set(Action.objects.filter(pk__in={*keys}).order_by().values_list("pk", flat=True))


def _stop(digest: Digest) -> str:
    return stop_address(digest.person_id, DigestKind(digest.kind))


def _officers(digests: Sequence[Digest]) -> Say:
    still = _open(
        line[0] for digest in digests for name in ("followed", "lines") for line in digest.facts.get(name, [])
    )
    titles = {plan.slug: str(plan) for plan in Plan.objects.all()}

    def say(digest: Digest) -> Said | None:
        lines = [line for line in digest.facts["lines"] if line[0] in still]
        followed = [line for line in digest.facts.get("followed", []) if line[0] in still]
        if not lines and not followed:
            return None
        plans = list(dict.fromkeys([line[-1] for line in lines] + [plan for _, _, plan, _ in followed]))
        number, day = len(lines), in_words(date.fromisoformat(digest.facts["on"]))
        subject = "1 action needs you" if number == 1 else f"{number} actions need you"
        first = f"{subject}, as the plan is on {day}."
        if not lines:
            subject = first = f"{count_of(len(followed), 'action')} that you follow changed"
            first = f"{first}."
        often = "every day" if digest.person.officer_digest == HowOften.DAILY else "once a week at most"
        facts = {
            "subject": subject,
            "first": first,
            "more": f"You get this email {often}, when something needs you. Change that under “Your account”.",
        }
        lists, room = [], MOST_LINES
        for plan in plans:
            for group in Group:
                theirs = [line for line in lines if line[-1] == plan and line[2] == group]
                if not theirs:
                    continue
                heading = f"{group.label} ({len(theirs)})"
                if len(plans) > 1:
                    heading = f"{titles.get(plan, plan)}: {heading}"
                listed = [_line(*line) for line in theirs[:room]]
                if len(theirs) > len(listed):
                    listed.append((f"and {len(theirs) - len(listed)} more", ""))
                room -= len(listed)
                lists.append(Listed(heading, listed))
        if followed:
            listed = [_line_of_followed(*line) for line in followed[:MOST_LINES]]
            if len(followed) > len(listed):
                listed.append((f"and {len(followed) - len(listed)} more", ""))
            lists.append(Listed(f"What colleagues changed in what you follow ({len(followed)})", listed))
        return Said(facts, _address("my_actions", **_plan_of(plans)), _stop(digest), lists)

    return say


def _plan_of(plans: list[str]) -> dict[str, str]:
    return {"plan": plans[0]} if len(plans) == 1 else {}


def _line(_key: int, reference: str, group: str, status: str, due: str | None, plan: str) -> tuple[str, str]:
    words = f"{reference}: {Status(status).label}"
    if group == Group.OLD:
        words += ", out of date"
    if due:
        words += f", due {in_words(date.fromisoformat(due))}"
    return words, _address("action", reference, plan=plan)


def _line_of_followed(_key: int, reference: str, plan: str, number: int) -> tuple[str, str]:
    return f"{reference}: {count_of(number, 'update')}", _address("action", reference, plan=plan)


def _chase(digests: Sequence[Digest]) -> Say:
    facts = [digest.facts for digest in digests]
    still = _open(key for each in facts for key in [*each["nobody"], *(k for _, keys in each["people"] for k in keys)])
    meetings = set(Meeting.objects.filter(pk__in={each["meeting"] for each in facts}).values_list("pk", flat=True))

    def say(digest: Digest) -> Said | None:
        about: dict[str, Any] = digest.facts
        people = [(name, len(still.intersection(keys))) for name, keys in about["people"]]
        people = [(name, number) for name, number in people if number]
        nobody = len(still.intersection(about["nobody"]))
        waiting = len(still.intersection([*about["nobody"], *(key for _, keys in about["people"] for key in keys)]))
        if about["meeting"] not in meetings or not waiting:
            return None
        day = date.fromisoformat(about["papers"])
        wait = f"{count_of(waiting, 'action')} {'waits' if waiting == 1 else 'wait'} for an update"
        facts = {
            "subject": f"{wait} before papers are due",
            "first": f"{wait}. Papers for a committee are due on {day:%A} {in_words(day)}.",
            "more": f"For {count_of(nobody, 'action')} there is nobody to remind." if nobody else "",
        }
        lines = [(f"{name}: {count_of(number, 'action')}", "") for name, number in people[:MOST_LINES]]
        if len(people) > MOST_LINES:
            lines.append((f"and {count_of(len(people) - MOST_LINES, 'more person', 'more people')}", ""))
        lists = [Listed("Who still owes updates", lines)] if lines else []
        return Said(facts, _address("chase", plan=about["plan"], meeting=about["slug"]), _stop(digest), lists)

    return say


def _positions(digests: Sequence[Digest]) -> Say:
    asked = {digest.facts["position"] for digest in digests}
    there = set(FrozenPosition.objects.filter(pk__in=asked).order_by().values_list("pk", flat=True))

    def say(digest: Digest) -> Said | None:
        about: dict[str, Any] = digest.facts
        if about["position"] not in there:
            return None
        late, day = about["late"], in_words(date.fromisoformat(about["on"]))
        first = f"The position on {day} was frozen for a meeting of a committee that you sit on."
        if late is None:
            subject, more = "A position was frozen for your committee", NEVER_CONSIDERED if about["first"] else ""
        else:
            newly = f"{count_of(late, 'action') if late else 'No action'} {'are' if late > 1 else 'is'} newly late"
            subject, more = f"{newly} since you last met", f"{newly} since you last met."
        facts = {"subject": subject, "first": first, "more": more}
        return Said(facts, _address("position", about["code"]), _stop(digest))

    return say

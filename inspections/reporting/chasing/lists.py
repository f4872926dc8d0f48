"""What the page of chasing lists: the people who owe an update, whom nobody can remind, and the actions by post."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, Value
from django.utils.safestring import SafeString

from actions.lists.tables import due_in_words
from actions.models import Action, action_status
from actions.pages.page_context import PageContext
from actions.positions.status import OPEN, StatusWithReason, ago
from csc_tracker.models import Email, User
from csc_tracker.pages.addresses import cached_reverse
from csc_tracker.pages.markup import html, link
from csc_tracker.pages.wording import count_of, in_a_row, in_words, raised
from inspections.models import Meeting, Reminder, ReminderAction
from inspections.reporting.chasing.owing import NOBODY, NOT_HELD, SOMEBODY, Holder, Owed, owed_and_openly
from inspections.reporting.chasing.reminding import Due, reminders_due
from priorities.models import Post

NO_POST = "No owner or lead"
NO_POST_WORDS = "These actions have no owner, and their priority has no lead."
NOT_RECORDED = "No holder of this post is recorded."
EMPTY = "Nobody holds this post."
CLOSED = "The account of its holder is closed."


@dataclass(frozen=True, slots=True)
class Reminders:
    """How many reminders there were, and the day of the last; those that did not arrive are counted apart."""

    number: int = 0
    last: date | None = None
    not_arrived: int = 0
    last_not_arrived: date | None = None

    @property
    def in_words(self) -> str:
        """“2 reminders, the last on 7 January 2020”, and what did not arrive since."""
        return f"{self._sent_in_words}. {failed}" if (failed := self._failed_in_words) else self._sent_in_words

    @property
    def _failed_in_words(self) -> str:
        """“1 reminder did not arrive, on 9 January 2020”; empty where the last one arrived."""
        if self.last_not_arrived is None or (self.last and self.last >= self.last_not_arrived):
            return ""
        last = "the last on" if self.not_arrived > 1 else "on"
        return f"{count_of(self.not_arrived, 'reminder')} did not arrive, {last} {in_words(self.last_not_arrived)}"

    @property
    def _sent_in_words(self) -> str:
        if self.last is None:
            return "No reminder yet"
        if self.number == 1:
            return f"1 reminder, on {in_words(self.last)}"
        return f"{count_of(self.number, 'reminder')}, the last on {in_words(self.last)}"


@dataclass(frozen=True, slots=True)
class Line:
    """An action that waits: its status, when an officer last updated it, when it is due, and its reminders."""

    action: Action
    shown: StatusWithReason
    officer_said: date | None
    days: int | None
    due: str
    reminders: Reminders

    @property
    def said_in_words(self) -> str:
        """“9 days ago, on 5 January 2020”."""
        if self.officer_said is None or self.days is None:
            return "No officer has updated it"
        return f"{raised(ago(self.days))}, on {in_words(self.officer_said)}"


@dataclass(frozen=True, slots=True)
class Group:
    """A post, or none, with the actions that it is to update; `refusal` says why nobody can be reminded, else empty.

    `address` opens exactly its actions; `way_out` and `way_out_words` are a link to who or what may change that.
    """

    title: str
    holders: str
    lines: list[Line]
    address: str
    refusal: str = ""
    way_out: str = ""
    way_out_words: str = ""

    @property
    def number(self) -> str:
        """How many actions it is to update: “3 actions”."""
        return count_of(len(self.lines), "action")


@dataclass(frozen=True, slots=True)
class Owing:
    """A person who is to update actions, from the posts that they hold; `refusal` says why they get no reminder."""

    person: User
    name: str
    posts: str
    number: str
    address: str
    preview: str
    refusal: str
    way_out: str
    way_out_words: str
    reminders: Reminders
    is_reminded: bool


@dataclass
class Chase:
    """The whole page."""

    sentence: SafeString
    people: list[Owing] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def nobody(self) -> list[Group]:
        """The posts of which nobody can be reminded."""
        return [group for group in self.groups if group.refusal]

    @property
    def may_remind(self) -> bool:
        """Whether a reminder could be sent to anybody now."""
        return any(not each.refusal and not each.is_reminded for each in self.people)


def read_chase(page_context: PageContext, meeting: Meeting | None) -> Chase:
    """Who owes an update on the day of the page. At most three queries; one more for who sees exempt matter."""
    every, openly = owed_and_openly(page_context)
    of_actions, of_people = _reminders(page_context, every)
    groups = _groups(page_context, every, of_actions)
    people = _people(page_context, every, reminders_due(page_context, (every, openly)), of_people, meeting)
    return Chase(_sentence(page_context, every, people), people, groups)


def _sentence(page_context: PageContext, every: Owed, people: list[Owing]) -> SafeString:
    """“12 of 25 open actions wait for an update from 5 people.”, each number a link to what it counts.

    Where there is nobody to remind of some, it says of how many.
    """
    of = link(_list_address(page_context, status=list(OPEN)), count_of(every.of, "open action"))
    if not every.of:
        return html("The plan has no open action.")
    if not every.number:
        return html(f"None of {of} waits for an update.")
    hidden = '<span class="vh"> that wait</span>'
    waiting = link(_list_address(page_context, waits="yes"), html(f"{every.number}{hidden}"))
    verb = "waits" if every.number == 1 else "wait"
    if not people:
        return html(f"{waiting} of {of} {verb} for an update, and there is nobody to remind.")
    of_whom, theirs = link("#people", count_of(len(people), "person", "people")), every.of_somebody
    if theirs == every.number:
        return html(f"{waiting} of {of} {verb} for an update from {of_whom}.")
    some = link(_list_address(page_context, waits=SOMEBODY), count_of(theirs, "action"))
    others = link(_list_address(page_context, waits=NOT_HELD), count_of(every.number - theirs, "action"))
    return html(
        f"{waiting} of {of} {verb} for an update: {some} from {of_whom}. For {others} there is nobody to remind."
    )


def _list_address(page_context: PageContext, **filters: Any) -> str:
    return page_context.address(cached_reverse("actions"), **filters)


def _groups(page_context: PageContext, every: Owed, reminders: dict[int, Reminders]) -> list[Group]:
    """By post, most actions first, those of nobody last; `reminders` are those of actions, by their keys."""
    groups = []
    for key, actions in every.actions.items():
        lines = [_line(page_context, action, reminders.get(action.pk, Reminders())) for action in actions]
        post = every.posts[key] if key else None
        groups.append(_group(page_context, post, every.holders.get(key or 0, []), lines))
    return sorted(groups, key=lambda group: (group.title == NO_POST, -len(group.lines), group.title))


def _line(page_context: PageContext, action: Action, reminders: Reminders) -> Line:
    shown = action_status(action, page_context.on, page_context.plan.update_interval_days)
    position: Any = action.position  # each action here has one
    said = position.officer_said
    days = (page_context.on - said).days if said else None
    return Line(action, shown, said, days, due_in_words(action), reminders)


def _group(page_context: PageContext, post: Post | None, holders: list[Holder], lines: list[Line]) -> Group:
    if post is None:
        address = _list_address(page_context, waits="yes", waits_for=NOBODY)
        return Group(NO_POST, "", lines, address, NO_POST_WORDS, address, "Set the owners of these actions")
    title, names = post.titled_on(page_context.on), in_a_row(holder.name for holder in holders)
    address = _list_address(page_context, waits="yes", waits_for=post.pk)
    if any(holder.has_account for holder in holders):
        return Group(title, names, lines, address)
    if not holders:
        refusal = NOT_RECORDED if post.holders == "[]" else EMPTY
    elif any(holder.user is None for holder in holders):
        refusal = f"The holder has no account here: {names}."
    else:
        refusal = CLOSED
    way_out, words = _way_out(page_context, "admin:priorities_post_change", "priorities.change_post", post.pk)
    return Group(title, names, lines, address, refusal, way_out, words)


def _way_out(page_context: PageContext, screen: str, permission: str, key: int) -> tuple[str, str]:
    """The address, and its words, where this is put right; for who may not, where it says who may."""
    reader: Any = page_context.reader
    if reader.is_staff and reader.has_perm(permission):
        return cached_reverse(screen, key), "Correct it in Django admin"
    return cached_reverse("help_roles"), "See who can correct this"


def _people(
    page_context: PageContext, every: Owed, dues: list[Due], reminders: dict[int, Reminders], meeting: Meeting | None
) -> list[Owing]:
    theirs = every.by_person()
    posts: dict[int, list[str]] = defaultdict(list)
    for key, holders in every.holders.items():
        for holder in holders:
            if holder.user is not None:
                posts[holder.user.pk].append(every.posts[key].titled_on(page_context.on))
    people = []
    for due in dues:
        if due.person not in theirs:
            continue  # owes nothing as this reader sees it
        person, sent = due.person, reminders.get(due.person.pk, Reminders())
        way_out, words = "", ""
        if due.refusal:
            screen = "admin:csc_tracker_user_change"
            way_out, words = _way_out(page_context, screen, "csc_tracker.change_user", person.pk)
        people.append(
            Owing(
                person=person,
                name=person.named_on(page_context.on),
                posts=in_a_row(posts[person.pk]),
                number=count_of(len(theirs[person]), "action"),
                address=_list_address(page_context, waits="yes", holder=person.pk),
                preview=page_context.address(cached_reverse("chase_remind"), **before(meeting), person=person.pk),
                refusal=due.refusal,
                way_out=way_out,
                way_out_words=words,
                reminders=sent,
                is_reminded=sent.last == page_context.today,
            )
        )
    return people


def before(meeting: Meeting | None) -> dict[str, str]:
    """What an address says of the meeting before which it is chased; nothing for none."""
    return {"meeting": meeting.slug} if meeting else {}


def _reminders(page_context: PageContext, every: Owed) -> tuple[dict[int, Reminders], dict[int, Reminders]]:
    """The reminders about the actions that wait, and those to each person, by their keys. One query."""
    keys, on = [action.pk for actions in every.actions.values() for action in actions], page_context.on
    about = ReminderAction.objects.filter(action__in=keys, reminder__on__lte=on).order_by()
    to = Reminder.objects.filter(plan=page_context.plan, on__lte=on).order_by()
    of_actions = about.values(of=F("action"), whose=Value(0)).annotate(**_counted("reminder__"))
    of_people = to.values(of=F("to"), whose=Value(1)).annotate(**_counted())
    both: tuple[dict[int, Reminders], dict[int, Reminders]] = {}, {}
    row: Any
    for row in of_actions.union(of_people, all=True):
        whose, key = row.pop("whose"), row.pop("of")
        both[whose][key] = Reminders(**row)
    return both


def _counted(path: str = "") -> dict[str, Any]:
    """What `Reminders` has, as aggregates; `path` leads to the reminder."""
    failed = Q(**{f"{path}email__state__in": Email.NOT_ARRIVED})
    return {
        "number": Count("pk", filter=~failed), "last": Max(f"{path}on", filter=~failed),
        "not_arrived": Count("pk", filter=failed), "last_not_arrived": Max(f"{path}on", filter=failed),
    }  # fmt: skip

"""Somebody leaves: what their posts own is shown and handed over, and their account is closed, in one step."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import Q
from django.utils.formats import date_format

from actions.models import Action
from actions.positions.as_at import has_status
from actions.positions.status import OPEN, Status
from csc_tracker.audit.entries import Act
from csc_tracker.audit.recording import record_act
from csc_tracker.database.writing import writing
from csc_tracker.models import User
from csc_tracker.people.accounts import LAST_ADMIN, is_last_admin
from csc_tracker.today import today
from priorities.models import Post, PostHolding, Priority

_TO_DO = (*OPEN, Status.AWAITING)


@dataclass(frozen=True)
class Duty:
    """A post that somebody holds: the actions to be done that it owns and the priorities that it leads."""

    post: Post
    actions: list[Action]
    priorities: list[Priority]


def duties_of(person: User, on: date) -> list[Duty]:
    """The posts that a person holds on a day or later, as far as whoever asks may see them."""
    posts = Post.objects.filter(holdings__in=holdings_of(person, on)).distinct().order_by("council", "title")
    return [
        Duty(
            post,
            list(
                Action.objects.filter(owner=post)
                .select_related("priority__plan")
                .as_at(on)
                .filter(has_status(*_TO_DO))
                .order_by("priority__plan", "priority__number", "number")
            ),
            list(Priority.objects.filter(lead=post).select_related("plan").order_by("plan", "number")),
        )
        for post in posts
    ]


def holdings_of(person: User, on: date) -> Any:
    """What a person holds on a day, or will hold."""
    return PostHolding.objects.filter(Q(last_day__gte=on) | Q(last_day=None), user=person)


def has_left(person: User, last_day: date) -> bool:
    """Whether their account is closed and they hold nothing after a day."""
    return not person.is_active and not holdings_of(person, last_day + timedelta(days=1)).exists()


class LeavingForm(forms.Form):
    """The last day, and for each post who takes it over."""

    last_day = forms.DateField(
        widget=AdminDateWidget, help_text="Their last day in these posts. The account is closed at once."
    )

    def __init__(self, *args: Any, person: User, duties: list[Duty], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person, self.duties = person, duties
        self.shown = " ".join(str(duty.post.pk) for duty in duties)  # goes along unseen, of the page as it is now
        self.fields["last_day"].initial = today()
        people = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("last_name", "first_name")
        for duty in duties:
            self.fields[f"next_{duty.post.pk}"] = forms.ModelChoiceField(
                people,
                required=False,
                label=f"Who is {duty.post} then?",
                empty_label="Nobody yet: it stays empty",
            )
            self.fields[f"acting_{duty.post.pk}"] = forms.BooleanField(
                required=False, label=f"They are acting {duty.post} until the post is filled"
            )

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if last_day > today():
            raise forms.ValidationError("This day is still to come. Come back then: the account is closed at once.")
        for holding in holdings_of(self.person, last_day).filter(first_day__gt=last_day, first_day__lte=today()):
            began = date_format(holding.first_day)
            raise forms.ValidationError(f"They became {holding.post} on {began}. Give that day or a later one.")
        return last_day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if is_last_admin(self.person):
            raise forms.ValidationError(LAST_ADMIN)
        if self.data.get("shown", "") != self.shown:
            raise forms.ValidationError(
                "The posts that they hold have changed since you opened this page. Nothing has been saved. Say who "
                "holds each of these."
            )
        for duty in self.duties:
            acting = f"acting_{duty.post.pk}"
            if values.get(acting) and not values.get(f"next_{duty.post.pk}"):
                self.add_error(acting, f"Say who is acting {duty.post}, or take this tick away.")
        return values

    def successors(self) -> dict[Post, tuple[User | None, bool]]:
        """For each post who takes it over (None: nobody yet), and whether they are only acting."""
        said = self.cleaned_data
        return {duty.post: (said[f"next_{duty.post.pk}"], said[f"acting_{duty.post.pk}"]) for duty in self.duties}


@writing()
def leave(
    person: User, last_day: date, successors: dict[Post, tuple[User | None, bool]], *, by: User | None = None
) -> None:
    """End what a person holds after their last day (included), let others hold it from the next, close the account.

    What they were to hold from a day still to come is withdrawn; whoever takes it over holds it from that day. Nothing
    happens where somebody else has seen to all of it meanwhile.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if has_left(person, last_day):
        return
    begins = dict.fromkeys(successors, last_day + timedelta(days=1))
    for holding in holdings_of(person, last_day).filter(post__in=successors).select_related("post"):
        if holding.first_day and holding.first_day > last_day:
            begins[holding.post] = holding.first_day
            holding.withdrawn_on, words = today(), f"{person} leaves before they take it up."
        else:
            holding.last_day, words = last_day, f"{person} leaves. Last day {last_day:%Y-%m-%d}."
        holding.save()
        record_act(Act.CHANGED, by=by, about=holding, words=words)
    for post, (successor, acting) in successors.items():
        if successor is not None:
            _take_over(post, successor, begins[post], acting, words=f"Takes over from {person}.", by=by)
    person.is_active = False
    person.save()


def _take_over(post: Post, person: User, first_day: date, acting: bool, *, words: str, by: User | None) -> None:
    """Let somebody hold a post from a day on, up to when they hold it anyway; nothing where they hold it already."""
    theirs = PostHolding.objects.filter(post=post, user=person)
    if theirs.on(first_day).exists():
        return
    later = theirs.filter(first_day__gt=first_day).order_by("first_day").values_list("first_day", flat=True).first()
    last_day = later and later - timedelta(days=1)
    taken = PostHolding.objects.create(post=post, user=person, first_day=first_day, last_day=last_day, acting=acting)
    record_act(Act.ADDED, by=by, about=taken, words=words)

"""Numbers, days and lists in English, the same in pages, files, emails and commands."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone


def plural(number: int, one: str, several: str = "") -> str:
    """The noun for a number of things: “action” for 1, “actions” for any other; `several` where it adds no “s”."""
    return one if number == 1 else several or f"{one}s"


def count_of(number: int, one: str, several: str = "") -> str:
    """A number with its noun: “1 action”, “2 actions”, “1,200 actions”; `several` where the noun adds no “s”."""
    return f"{number:,} {plural(number, one, several)}"


def in_a_row(words: Iterable[str], last: str = "and") -> str:
    """Words as a list within a sentence: “a”, “a and b”, “a, b and c”; empty for none. `last` is “and” or “or”."""
    *before, end = [str(each) for each in words] or [""]
    return f"{', '.join(before)} {last} {end}" if before else end


def in_words(day):
    """A day as every page writes it: 14 January 2020."""
    return f"{day.day} {day:%B %Y}"


def moment_in_words(at):
    """A time here as “14 January 2020 at 09:30”."""
    here = timezone.localtime(at)
    return f"{in_words(here.date())} at {here:%H:%M}"


def signed(by: Any, post: Any, on: date) -> str:
    """Who stated something, from which post (if any), and when: “Ann Other, Director, 3 April 2020”."""
    return f"{spoken_by(by, post, on)}, {in_words(on)}"


def spoken_by(by: Any, post: Any, on: date) -> str:
    """Who said something on a day, from which post (if any), with the name and the title of that day."""
    return f"{by.named_on(on)}, {post.titled_on(on)}" if post else by.named_on(on)


def sentence(words: str) -> str:
    """Words as a sentence: a capital at the start and a full stop at the end, neither twice; empty stays empty."""
    words = raised(words.strip())
    return words if not words or words[-1] in ".!?…" else f"{words}."


def raised(words: str) -> str:
    """Words with a capital at the start, the rest as they are."""
    return words[:1].upper() + words[1:]


def lowered(words: str) -> str:
    """A label inside a sentence: “Part answered” is “part answered”; what begins with capitals or a figure stays."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words

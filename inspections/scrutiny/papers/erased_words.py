"""The words that an erasure takes away, and where copies of them are."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models

from actions.models import ProgressUpdate
from inspections.models import Answer, Citation, Passage
from inspections.models.papers import RECORDS

# Words as short as these are in other papers too, and are no copy.
_SHORTEST = 16
_SHORTEST_OF_ACTION = 4
# What is cut off without a sign is cut at so many characters at the least: the length of a short name.
_CUT = 90
# What says no more than when, where or in what: it is in many records and stays, as numbers do.
_STAYS = ("number", "council", "committee_words", "date_words", "unit", "holders")


class ErasedWords:
    """The words that are erased, so that their copies are known: frozen, in the audit ledger, in earlier words."""

    def __init__(self):
        self._texts, self._addresses, self._about, self._of_actions = set(), set(), set(), set()
        self._shared = Counter()  # how much of the beginning of each text others that stay have too

    def add(self, *texts):
        self._texts |= {plain for text in texts if len(plain := comparable(text or "")) >= _SHORTEST}

    def add_about(self, record, text):
        """Words that are a copy, however short, where an entry of the audit ledger about this record says them."""
        self._about.add((record._meta.label_lower, str(record.pk), comparable(text)))

    def add_of_action(self, action, *texts):
        """Words that are a copy, however short, in a frozen record of this action or one that names it."""
        for text in texts:
            if len(plain := comparable(text or "")) >= _SHORTEST_OF_ACTION:
                self._of_actions.add((action.priority.plan_id, comparable(action.reference), plain))

    def add_all_of_action(self, action):
        """Whatever was frozen with the name of an action, where the words themselves are gone already."""
        self._of_actions.add((action.priority.plan_id, comparable(action.reference), comparable(action.reference)))

    def add_address(self, address):
        """A part of addresses that names what is erased: “reports/a-name”."""
        self._addresses.add(f"/{address}/")

    def drop_what_stands(self):
        """Forget the words that a paper or a record says still: what is frozen of them is no copy of what goes."""
        if not self._texts:
            return
        for plain in map(comparable, _standing()):
            self._texts.discard(plain)
            for each in self._texts:
                if plain[:_SHORTEST] == each[:_SHORTEST]:
                    self._shared[each] = max(self._shared[each], _alike(plain, each))

    def are_in(self, *texts):
        """Whether any of these texts holds a copy of any of them: all of it, or its beginning where it was cut off."""
        return any(self._is_in(comparable(text)) for text in texts if text)

    def _is_in(self, plain):
        return any(each in plain or _is_cut(each, plain, self._shared[each]) for each in self._texts) or any(
            address in plain for address in self._addresses
        )

    def are_in_entry(self, entry):
        """Whether an entry of the audit ledger holds a copy."""
        texts = list(texts_in(json.loads(entry.details)))
        about = entry.about_kind, entry.about_key
        return self.are_in(*texts) or any((*about, comparable(text)) in self._about for text in texts)

    def are_frozen_in(self, record):
        """Whether a frozen record holds a copy."""
        texts = [record.key, *texts_in(json.loads(record.content))]
        if self.are_in(*texts):
            return True
        short = [each for plan, *each in self._of_actions if plan == record.position.plan_id]
        whole = comparable("\n".join(texts)) if short else ""
        return any(
            reference in whole and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", whole) for reference, words in short
        )


def _alike(one, other):
    """How many characters two texts have alike at their beginning."""
    both = zip(one, other, strict=False)
    return next((number for number, (mine, its) in enumerate(both) if mine != its), min(len(one), len(other)))


def _is_cut(words, plain, shared):
    """Whether a text holds the beginning of words that was cut off there, and more than is `shared` with others."""
    start = plain.find(words[:_SHORTEST])
    while start >= 0:
        sign = plain.find("…", start)
        beginning = plain[start : sign if sign >= 0 else len(plain)].rstrip()
        if len(beginning) >= max(_SHORTEST if sign >= 0 else _CUT, shared + 1) and words.startswith(beginning):
            return True
        start = plain.find(words[:_SHORTEST], start + 1)
    return False


def comparable(text):
    """A text as it is compared: without capitals, and with one space for any white space."""
    return " ".join(text.casefold().split())


def _standing() -> Iterator[str]:
    """All that papers, and records that came from papers or were entered by hand, say now."""
    yield from Passage._base_manager.filter(erasure=None).values_list("words", flat=True).iterator(chunk_size=2_000)
    for name in RECORDS:
        model: Any = Citation._meta.get_field(name).related_model
        if model in (ProgressUpdate, Answer):
            continue
        fields = [field.name for field in model._meta.concrete_fields if holds_words(field)]
        for row in model._base_manager.values_list(*fields).iterator(chunk_size=2_000):
            yield from filter(None, row)


def holds_words(field):
    """Whether a field of a record holds words that an erasure takes away."""
    return isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in _STAYS


def texts_in(value: Any) -> Iterator[str]:
    """Every text within a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)

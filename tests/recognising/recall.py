"""Prints, for each paper beside it that has its expected proposals, how many were found and how many were false.

`python tests/recognising/recall.py [part of a paper's name]`. Beside `<paper>.expected.json` stands the paper:
{"paper": file, "date": the paper's day or none, "expected": [{"kind", "text": its words or how they begin, "fields":
{…}}], "complete_for": [kinds of which every proposal is expected]}; a Word file or a PDF is made by made_papers.py. An expected proposal is *found* where one of its
kind begins with its words, and *right* where its fields are those expected (periods as [role, first day, last day]).
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PAPERS = Path(__file__).parent / "papers"
sys.path.insert(0, str(Path(__file__).parents[2]))

from inspections.loading.reading.reader import read  # noqa: E402
from inspections.loading.recognising.paper import recognise  # noqa: E402
from tests.recognising.made_papers import made  # noqa: E402


@dataclass
class Result:
    """What was found of one paper: counts by kind, and each difference as a sentence."""

    expected: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    false: Counter = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def plain(words: str) -> str:
    """Words without what writers vary: case, quotes, spaces."""
    return " ".join(words.replace("’", "'").replace("“", '"').replace("”", '"').lower().split())


def differing(fields: dict, wanted: dict) -> list[str]:
    """The fields that are not as expected."""
    wrong = []
    for name, value in wanted.items():
        given = fields.get(name)
        if name == "periods":
            given = sorted([[p["role"], p["first_day"], p["last_day"]] for p in given or []], key=str)
            value = sorted(value, key=str)
        if given != value:
            wrong.append(f"{name} is {given!r}, expected {value!r}")
    return wrong


def compare(expectation: Path) -> Result:
    """Read one paper and compare what it gives with what is expected beside it."""
    said = json.loads(expectation.read_text())
    given = date.fromisoformat(said["date"]) if said.get("date") else None
    beside = expectation.parent / said["paper"]
    proposals = recognise(read(beside.read_bytes() if beside.exists() else made(beside.name)), given)
    result, left = Result(), list(proposals)
    for one in said["expected"]:
        kind = one["kind"]
        result.expected[kind] += 1
        like = [p for p in left if p.kind == kind and plain(p.text).startswith(plain(one["text"]))]
        if not like:
            result.differences.append(f"missed {kind}: {one['text']}")
            continue
        best = min(like, key=lambda p: len(differing(p.fields, one.get("fields", {}))))
        left.remove(best)
        result.found[kind] += 1
        if wrong := differing(best.fields, one.get("fields", {})):
            result.differences.append(f"wrong {kind}: {one['text']}: {'; '.join(wrong)}")
        else:
            result.right[kind] += 1
    for proposal in left:
        if proposal.kind in said.get("complete_for", said.get("none_of", [])):
            result.false[str(proposal.kind)] += 1
            result.differences.append(f"false {proposal.kind}: {proposal.text[:90]} ({proposal.reason})")
    return result


def main(part: str = "") -> None:
    """Print the figures of every paper."""
    total = Result()
    print(f"{'paper':44} {'kind':12} expected found right false")
    for expectation in sorted(PAPERS.glob("*.expected.json")):
        if part not in expectation.name:
            continue
        result = compare(expectation)
        for kind in sorted(result.expected | result.false):
            counts = [getattr(result, name)[kind] for name in ("expected", "found", "right", "false")]
            print(
                f"{expectation.name.removesuffix('.expected.json'):44} {kind:12} {counts[0]:8} {counts[1]:5} {counts[2]:5} {counts[3]:5}"
            )
        for name in ("expected", "found", "right", "false"):
            getattr(total, name).update(getattr(result, name))
        for difference in result.differences:
            print(f"    {difference}")
    for kind in sorted(total.expected | total.false):
        print(
            f"{'all':44} {kind:12} {total.expected[kind]:8} {total.found[kind]:5} {total.right[kind]:5} {total.false[kind]:5}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:2])

"""Prints what the reader would propose for a paper, and saves nothing."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...reading.passages import CannotRead
from ...reading.reader import read
from ...recognising.paper import recognise


def _day(words):
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise CommandError(f"“{words}” is not a day. Write it as 2020-01-14.") from None


class Command(BaseCommand):
    """Read a paper and print its proposals."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--date", type=_day, help="the paper's day, as 2020-01-14, where it does not give its own")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, file, date, json: bool, **options):
        try:
            paper = read(file.read_bytes())
        except OSError as wrong:
            raise CommandError(f"{file} cannot be opened: {wrong.strerror}.") from None
        except CannotRead as wrong:
            raise CommandError(str(wrong)) from None
        found = recognise(paper, date)
        self.stdout.write(_as_json(paper, found) if json else _as_text(paper, found))


def _as_json(paper, found):
    passages = {passage.order: passage for passage in paper.passages}
    return json.dumps(
        [
            {
                "kind": one.kind,
                "text": one.text,
                "passage": {
                    "number": passages[one.passage].number,
                    "order": one.passage,
                    "text": passages[one.passage].text,
                },
                "fields": one.fields,
                "confidence": one.confidence,
                "reason": one.reason,
            }
            for one in found
        ],
        ensure_ascii=False,
        indent=2,
    )


def _as_text(paper, found):
    return "\n".join(f"{one.kind}  {one.text}  {one.fields}  [{one.passage}; {one.reason}]" for one in found)

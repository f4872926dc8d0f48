"""Sending the digests that are due on a day: each kind by itself, so that one that fails does not stop the others."""

import logging
from collections.abc import Iterator
from datetime import date

from csc_tracker.mail.digests import Outcome, outcome_of, send_lost_again, write_digests
from csc_tracker.mail.letters import DigestKind
from inspections.reporting.digests.due import DUE

logger = logging.getLogger(__name__)


def send_digests(on: date, *, dry_run: bool = False) -> Iterator[tuple[DigestKind, Outcome | None]]:
    """Write what is due on a day and have the worker send it: each kind with what became of it; None where it failed.

    It may run again: what was written is not written twice. With `dry_run` nothing is written.
    """
    for kind, due in DUE.items():
        try:
            dues = due(on)
            outcome = outcome_of(dues) if dry_run else write_digests(dues, on)
            if not dry_run:
                send_lost_again(kind)
            yield kind, outcome
        except Exception:
            logger.exception("The digests “%s” failed.", kind.label)
            yield kind, None

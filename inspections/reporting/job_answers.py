"""What a job in the background was asked, as its row keeps it: plain data out, and the typed answers back."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from inspections.models import BackgroundJob
from inspections.reporting.freezing import Agreement


@dataclass(frozen=True, slots=True)
class PositionAnswers:
    """For a frozen position: who agreed, the sequence of the last update that it takes in, and the form’s number."""

    agreement: Agreement
    up_to: int
    submission: str = ""

    def to_data(self) -> dict:
        """The values in types that JSON has."""
        agreement = self.agreement
        return {
            "name": agreement.name,
            "post": agreement.post,
            "agreed_on": agreement.on.isoformat(),
            "up_to": self.up_to,
            "submission": self.submission,
        }

    @classmethod
    def from_data(cls, data: dict) -> Self:
        """The answers again, from their `to_data()`."""
        agreed_on = date.fromisoformat(data["agreed_on"])
        return cls(Agreement(data["name"], data["post"], agreed_on), data["up_to"], data.get("submission", ""))


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """For a file of the live briefing: the page that it was asked for on. `reported` is a FrozenPosition's key."""

    today: date
    as_reported: bool
    up_to: int | None
    reported: int | None

    def to_data(self) -> dict:
        """The values in types that JSON has."""
        return {
            "today": self.today.isoformat(),
            "as_reported": self.as_reported,
            "up_to": self.up_to,
            "reported": self.reported,
        }

    @classmethod
    def from_data(cls, data: dict) -> Self:
        """The answers again, from their `to_data()`."""
        today = date.fromisoformat(data["today"])
        return cls(today, data["as_reported"], data["up_to"], data.get("reported"))


def is_exempt(job: BackgroundJob) -> bool:
    """Whether the job was done with exempt matter in sight, so that whoever opens the result needs that right too."""
    return bool(job.answers.get("exempt"))


def mark_exempt(job: BackgroundJob) -> None:
    """Keep with the job that it is done with exempt matter in sight."""
    job.answers = job.answers | {"exempt": True}
    job.save(update_fields=["answers"])

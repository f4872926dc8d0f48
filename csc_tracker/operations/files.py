"""Files that are kept, compared with the checksums that were recorded when they came."""

from collections.abc import Iterator

from actions.models import EvidenceFile
from csc_tracker.people.sight import seeing_everything
from inspections.models import PaperFile, Report
from inspections.scrutiny.papers.files import is_as_it_came, path_of


def changed_files() -> list[str]:
    """The files that are gone or no longer what came, a sentence each."""
    with seeing_everything():
        return [*_stored(), *_of_updates(), *_in_the_folder()]


def _stored() -> Iterator[str]:
    for file in PaperFile.objects.filter(erasure=None).order_by("pk").iterator(chunk_size=10):
        if not is_as_it_came(bytes(file.content), file.sha256):
            yield f"“{file.name}” is not as it came."


def _of_updates() -> Iterator[str]:
    for file in EvidenceFile.objects.filter(removed_on=None).order_by("pk").iterator(chunk_size=10):
        if not is_as_it_came(bytes(file.content), file.sha256):
            yield f"The evidence file {file.pk}, “{file.name}”, is not as it came."


def _in_the_folder() -> Iterator[str]:
    for paper in Report.objects.exclude(file="").order_by("pk"):
        path = path_of(paper)  # of the fixtures' papers the text alone is here
        if path is not None and not is_as_it_came(path.read_bytes(), paper.sha256):
            yield f"{paper.file} is not as it came."

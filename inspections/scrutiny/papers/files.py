"""The file of a paper that lies in the folder for files, which anybody who reaches the machine could change."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from inspections.models import Report


def path_of(paper: Report) -> Path | None:
    """Where the paper's file lies; None if it is missing or would be outside the folder."""
    if not paper.file:
        return None
    try:
        path = Path(safe_join(settings.MEDIA_ROOT, paper.file))
    except SuspiciousFileOperation:
        return None
    return path if path.is_file() else None


def is_as_it_came(content: bytes, sha256: str) -> bool:
    """Whether this is what was recorded, by its checksum, when it came."""
    return hashlib.sha256(content).hexdigest() == sha256

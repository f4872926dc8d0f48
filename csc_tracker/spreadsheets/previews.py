"""Spreadsheets between their preview and their import: kept as files, for an hour at the most."""

import json
import time
import uuid
from pathlib import Path

from django.conf import settings
from import_export.tmp_storages import BaseStorage

LONGEST = 60 * 60  # seconds


def remove_previews(older_than: float = 0) -> None:
    """Remove every such file that is as old as so many seconds."""
    for path in _folder().iterdir():
        if time.time() - path.stat().st_mtime >= older_than:
            path.unlink(missing_ok=True)


def keep_for(person: int, name: str, content: bytes) -> uuid.UUID:
    """Keep the content of a file for a person (key) alone, and return its key. `name` is that of the file."""
    remove_previews(LONGEST)
    key = uuid.uuid4()
    _path_for(person, key).write_bytes(json.dumps(name).encode() + b"\n" + content)
    return key


def kept_for(person: int, key: uuid.UUID) -> tuple[str, bytes] | None:
    """The name and the content of a file that is kept for a person; None where there is none any more."""
    try:
        name, _, content = _path_for(person, key).read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    return json.loads(name), content


def forget(person: int, key: uuid.UUID) -> None:
    """Remove a file that is kept for a person."""
    _path_for(person, key).unlink(missing_ok=True)


def _path_for(person, key):
    return _folder() / f"{key.hex}-{int(person)}"


class PreviewStorage(BaseStorage):
    """Keeps a spreadsheet until it is imported. One that nobody imported goes when the next one comes."""

    def save(self, data):
        remove_previews(LONGEST)
        self.name = uuid.uuid4().hex
        self._path.write_bytes(data if isinstance(data, bytes) else data.encode(self.encoding or "utf-8"))

    def read(self):
        data = self._path.read_bytes()
        return data if "b" in self.read_mode else data.decode(self.encoding or "utf-8")

    def remove(self):
        self._path.unlink(missing_ok=True)

    @property
    def _path(self):
        return _folder() / Path(self.name).name


def _folder():
    folder = Path(settings.MEDIA_ROOT) / "previews"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

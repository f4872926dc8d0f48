"""Spreadsheets between their preview and their import: kept as files, for an hour at the most."""

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

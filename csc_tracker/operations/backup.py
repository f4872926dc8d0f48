"""One encrypted file with all that the service keeps: the database, the files, and what proves that both came whole.

The file is a tar within age (https://age-encryption.org), so that the age program opens it too. It is encrypted for
public keys: who makes it need not be able to read it.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from csc_tracker.operations.engines import DATABASE, copy_in, copy_out
from csc_tracker.operations.records import Digests, differences, digests

MANIFEST, FILES = "manifest.json", "files"
_PIECE = 1 << 20  # bytes


def new_key(path: Path) -> str:
    """Write a new private key to the file, which nobody else may read, and give the public key to encrypt for."""
    identity = pyrage.x25519.Identity.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def back_up(path: Path, keys: list[str]) -> dict[str, Any]:
    """Write the file, while the service runs, and give what its manifest says.

    CommandError where there is a file already or a key is none; what is begun and fails leaves nothing behind.
    """
    if path.exists():
        raise CommandError(f"{path} is there already. Name another: a copy is never written over.")
    recipients = [_recipient(key) for key in keys]
    if not recipients:
        raise CommandError("Nobody could open the copy. Name a public key by --to or in CSC_BACKUP_KEYS.")
    unfinished = path.with_name(f"{path.name}.unfinished")
    with _folder() as folder:
        try:
            manifest = _pack(folder / "copy.tar", folder)
            with (folder / "copy.tar").open("rb") as packed, unfinished.open("xb") as file:
                os.chmod(unfinished, 0o600)
                pyrage.encrypt_io(packed, file, recipients)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return manifest


def restore(path: Path, key: Path) -> dict[str, Any]:
    """Fill an empty database and an empty folder for files from the copy, and give what its manifest says.

    CommandError, before anything is written, where the key does not open it, anything in it is not as the manifest
    says, or either is not empty; and after it, where the rows are not those that were copied.
    """
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise CommandError(f"{media} is not empty. A copy is restored into an empty folder alone: name another.")
    with _folder() as folder:
        manifest = _unpack(path, key, folder)
        if manifest["engine"] != connection.vendor:
            raise CommandError(f"The copy is of {manifest['engine']}, and this database is {connection.vendor}.")
        if lacking := _known_migrations() - set(manifest["migrations"]):
            raise CommandError(
                f"The copy is of an earlier version ({manifest['version']}), without {', '.join(sorted(lacking))}. "
                "Restore it with that version, then upgrade."
            )
        copy_in(folder / DATABASE[connection.vendor])
        for name in manifest["files"]:
            if name.startswith(f"{FILES}/"):
                to = media / name.removeprefix(f"{FILES}/")
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(folder / name, to)
    kept: Digests = {table: (count, total) for table, (count, total) in manifest["tables"].items()}
    if wrong := differences(digests(), kept):
        raise CommandError("What was restored is not what was copied.\n" + "\n".join(wrong))
    return manifest


def _pack(path: Path, folder: Path) -> dict[str, Any]:
    """Write the tar. The database comes first: a file that it names is then in the copy, or was erased meanwhile."""
    database = folder / DATABASE[connection.vendor]
    tables = copy_out(database)
    media = Path(settings.MEDIA_ROOT)
    members = {database.name: database}
    members |= {f"{FILES}/{each.relative_to(media)}": each for each in sorted(media.rglob("*")) if each.is_file()}
    checksums = {}
    with tarfile.open(path, "w") as tar:
        for name, source in members.items():
            try:
                tar.add(source, name, recursive=False)
                checksums[name] = _checksum(source)
            except FileNotFoundError:
                continue  # erased meanwhile
        manifest = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": _version(),
            "engine": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
            "tables": tables,
            "files": checksums,
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        tar.add(folder / MANIFEST, MANIFEST)
    return manifest


def _unpack(path: Path, key: Path, folder: Path) -> dict[str, Any]:
    """Open the copy into the folder; CommandError unless it holds what its manifest says, no less and no more."""
    identities = _identities(key)
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    try:
        with path.open("rb") as file, (folder / "copy.tar").open("xb") as packed:
            pyrage.decrypt_io(file, packed, identities)
    except (pyrage.DecryptError, OSError) as refused:
        raise CommandError(f"{path} cannot be opened with this key, or it is not whole: {refused}.") from refused
    try:
        with tarfile.open(folder / "copy.tar") as tar:
            names = {_take_out(tar, member, folder) for member in tar} - {MANIFEST}
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, tarfile.TarError, ValueError) as broke:
        raise CommandError(f"{path} is not a copy of this service: {broke}.") from broke
    finally:
        (folder / "copy.tar").unlink(missing_ok=True)
    wrong = names ^ set(manifest["files"])
    wrong |= {name for name in names & set(manifest["files"]) if _checksum(folder / name) != manifest["files"][name]}
    if wrong:
        raise CommandError(f"{path} is not whole. Not as it was written: {', '.join(sorted(wrong))}.")
    return manifest


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write a member below the folder and give its name; ValueError where it is no file, or would be elsewhere."""
    path = folder / member.name
    content = tar.extractfile(member) if member.isfile() else None
    if content is None or ".." in path.parts or folder not in path.parents:
        raise ValueError(f"“{member.name}” is no file within it")
    path.parent.mkdir(parents=True, exist_ok=True)
    with content, path.open("xb") as file:
        shutil.copyfileobj(content, file)
    return member.name


def _known_migrations() -> set[str]:
    """The migrations of this version, those left out that others stand for."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).graph.nodes}


def _recipient(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key.strip())
    except pyrage.RecipientError as refused:
        raise CommandError(f"“{key}” is no public key. It begins with age1; backup --new-key makes one.") from refused


def _identities(path: Path) -> list[Any]:
    try:
        lines = path.read_text(encoding="ascii").split()
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, ValueError, pyrage.IdentityError) as refused:
        raise CommandError(f"{path} holds no key that can be read: {refused}.") from refused


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version() -> str:
    try:
        return version("csc-tracker")
    except PackageNotFoundError:
        return ""


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that nobody else may read, gone at the end with what is in it."""
    with tempfile.TemporaryDirectory(prefix="csc-copy-") as folder:
        yield Path(folder)

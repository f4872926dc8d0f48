"""The names of files that people send."""

from pathlib import PurePosixPath, PureWindowsPath


def plain_name(name: str, otherwise: str = "paper") -> str:
    """The last part of a file's name, whatever system it comes from, without signs that no name needs.

    `otherwise` where nothing is left of it. At most 200 characters.
    """
    last = PurePosixPath(PureWindowsPath(name or "").as_posix()).name
    printable = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"/\\|?*').strip(" .")
    return printable[-200:] or otherwise

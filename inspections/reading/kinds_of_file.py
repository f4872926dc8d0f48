"""What type a file is, by its content; its name is never asked."""

import re

from .passages import CannotRead

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*"
    r"(?:<!doctype\s+html|<(?:html|head|body|meta|title|div|section|article|main|table|h1|script|style)\b)",
    re.I | re.S,
)


def is_html(text: str) -> bool:
    """Whether a text is a page of HTML."""
    return _HTML.match(text[:20_000]) is not None


def refuse_other_kinds(content: bytes) -> None:
    """Raise CannotRead where a file is of a type that gives no words here."""
    if not content.strip():
        raise CannotRead("The file is empty. Check that it was saved and give it again.")


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF: its mark stands within the first kilobyte, as readers of PDF accept."""
    return b"%PDF-" in content[:1024]


def is_word(content: bytes) -> bool:
    """Whether a file is a Word file of today's kind: a zip with Word's part in it."""
    return content.startswith(b"PK") and b"word/" in content

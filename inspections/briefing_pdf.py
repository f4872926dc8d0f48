"""The briefing as PDF: tagged, after PDF/UA-1 as far as the checkers of the tests show, made without a network."""

import json
from functools import cache
from pathlib import Path

import font_lato
import typst
from django.conf import settings

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "inspections" / "briefing.typ"
STANDARD = "ua-1"


def pdf(data, details, **how) -> bytes:
    """The PDF of a briefing's data (`Briefing.as_data()`) and its details (`PriorityDetail.as_data()` each).

    A function of the data alone. `how` goes to the compiler: `format="png"` gives the pages as pictures.
    """
    told = json.dumps({"briefing": data, "details": list(details)}, ensure_ascii=False)
    kind = how or {"format": "pdf", "pdf_standards": STANDARD}
    return typst.compile(
        str(TEMPLATE), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"briefing": told}, **kind
    )


@cache
def _fonts():
    """The typeface, from its package: no font of the machine is used."""
    return [font_lato.font_directory]

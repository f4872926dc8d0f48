"""The frameworks of inspections of children's services that papers name, with their scales.

Source: Ofsted's own names and scales. The lines that are judged are taken from the papers, as they put them.
"""

from dataclasses import dataclass
from datetime import date

_FOUR = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")


@dataclass(frozen=True, slots=True)
class Known:
    """A framework: its slug, name and short name, and the grades of its scale, the best first."""

    slug: str
    name: str
    short_name: str
    grades: tuple[str, ...] = ()


ILACS_2018 = Known("ilacs-2018", "Inspecting Local Authority Children’s Services, from 2018", "ILACS 2018", _FOUR)
ILACS_2023 = Known("ilacs-2023", "Inspecting Local Authority Children’s Services, from 2023", "ILACS 2023", _FOUR)
SIF = Known("sif", "Single Inspection Framework", "SIF", ("Outstanding", "Good", "Requires improvement", "Inadequate"))
JTAI = Known("jtai", "Joint targeted area inspection", "JTAI")
AREA_SEND = Known("area-send", "Area special educational needs and disabilities inspection", "Area SEND")
# From 2023 care leavers have a judgement of their own.
_CARE_LEAVERS_APART = date(2023, 1, 1)


def framework_of(name: str | None, first_day: date) -> Known | None:
    """The framework that a paper names (sif, ilacs, jtai, area_send) for an inspection that began on a day."""
    if name == "ilacs":
        return ILACS_2023 if first_day >= _CARE_LEAVERS_APART else ILACS_2018
    return {"sif": SIF, "jtai": JTAI, "area_send": AREA_SEND}.get(name or "")

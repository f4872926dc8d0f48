"""Words of the papers' own kind and length, so that no page is measured on easy texts.

They are pieces of the fixtures' texts, put together anew: no two actions read alike, lengths are those of the papers,
and the abbreviations of the glossary stand in them.
"""

import json
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
# What the searches look for: a word of one action alone, and one of many.
RARE, COMMON = "Kingfisher", "practice"
# The fixtures' glossary is short; councils' own have about twice as many.
MORE_TERMS = (
    ("EHCP Education, Health and Care Plan", "The plan of a child with special educational needs."),
    ("CAMHS Child and Adolescent Mental Health Services", "The NHS services for children’s mental health."),
    ("LADO Local Authority Designated Officer", "Oversees allegations against people who work with children."),
    ("IRO Independent Reviewing Officer", "Chairs the reviews of children who are looked after."),
    ("UASC Unaccompanied Asylum Seeking Children", "Children who came to the country without a parent."),
    ("PLO Public Law Outline", "The steps before and during care proceedings."),
    ("SEND Special Educational Needs and Disabilities", "Needs that call for more than schools provide to all."),
    ("NEET Not in Education, Employment or Training", "Young people of 16 and over without a place."),
    ("SGO Special Guardianship Order", "An order that places a child with a guardian for good."),
    ("ASYE Assessed and Supported Year in Employment", "A social worker’s first year in practice."),
    ("QA Quality Assurance", "Audits of casework, and what is learnt from them."),
    ("YOS Youth Offending Service", "Works with young people who have offended."),
)


class Words:
    """Texts by what they are for; `chance` is a `random.Random`."""

    def __init__(self, chance):
        self.chance = chance
        self._actions = _texts("20_actions", "actions.action")
        self._updates = _texts("90_practice_plan", "actions.progressupdate")
        self._passages = [text for text in _texts("50_papers", "inspections.passage") if len(text) > 40]
        self._findings = _texts("30_inspections", "inspections.finding")
        self._resolutions = _texts("40_committees", "inspections.resolution")

    def action(self):
        """An action: the beginning of one and the end of another, as long as they are."""
        return _joined(self.chance.choice(self._actions), self.chance.choice(self._actions))

    def update(self):
        """An officer's note: one to four sentences, now and then with a piece of a paper."""
        sentences = self.chance.sample(self._updates, self.chance.choice((1, 1, 2, 2, 3, 4)))
        if self.chance.random() < 0.3:
            sentences.append(self.passage()[:300])
        return " ".join(sentences)

    def passage(self):
        """A paragraph or bullet of a paper."""
        return self.chance.choice(self._passages)

    def finding(self, number):
        """The words of a finding; the fixtures have 42."""
        return self._findings[number % len(self._findings)]

    def resolution(self):
        """What a committee decided or asked."""
        return _joined(self.chance.choice(self._resolutions), self.chance.choice(self._resolutions))


def terms():
    """The glossary: (term, meaning) of each entry."""
    own = [(row["term"], row["meaning"]) for row in _rows("50_papers", "inspections.glossaryterm")]
    return [*own, *MORE_TERMS]


def _joined(first, second):
    begins, ends = first.split(), second.split()
    return " ".join([*begins[: (len(begins) + 1) // 2], *ends[len(ends) // 2 :]])


def _rows(fixture, model):
    rows = json.loads((FIXTURES / f"{fixture}.json").read_text(encoding="utf-8"))
    return [row["fields"] for row in rows if row["model"] == model]


def _texts(fixture, model):
    return [row["words"] for row in _rows(fixture, model) if row.get("words")]

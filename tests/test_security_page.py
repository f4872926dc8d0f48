"""docs/security.md against ASVS 5.0: every requirement of levels 1 and 2 once, and what it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
# The requirements of ASVS 5.0.0 at levels 1 and 2: of each section the numbers.
LEVEL_2 = {
    "1.1": (1, 2), "1.2": range(1, 10), "1.3": range(1, 12), "1.4": (1, 2, 3), "1.5": (1, 2),
    "2.1": (1, 2, 3), "2.2": (1, 2, 3), "2.3": range(1, 5), "2.4": (1,),
    "3.2": (1, 2), "3.3": range(1, 5), "3.4": range(1, 7), "3.5": range(1, 6), "3.7": (1, 2),
    "4.1": (1, 2, 3), "4.2": (1,), "4.3": (1, 2), "4.4": range(1, 5),
    "5.1": (1,), "5.2": (1, 2, 3), "5.3": (1, 2), "5.4": (1, 2, 3),
    "6.1": (1, 2, 3), "6.2": range(1, 13), "6.3": range(1, 5), "6.4": range(1, 5), "6.5": range(1, 6),
    "6.6": (1, 2, 3), "6.8": range(1, 5),
    "7.1": (1, 2, 3), "7.2": range(1, 5), "7.3": (1, 2), "7.4": range(1, 6), "7.5": (1, 2), "7.6": (1, 2),
    "8.1": (1, 2), "8.2": (1, 2, 3), "8.3": (1,), "8.4": (1,),
    "9.1": (1, 2, 3), "9.2": range(1, 5),
    "10.1": (1, 2), "10.2": (1, 2), "10.3": range(1, 5), "10.4": range(1, 12), "10.5": range(1, 6), "10.6": (1, 2),
    "10.7": (1, 2, 3),
    "11.1": (1, 2), "11.2": (1, 2, 3), "11.3": (1, 2, 3), "11.4": range(1, 5), "11.5": (1,), "11.6": (1,),
    "12.1": (1, 2, 3), "12.2": (1, 2), "12.3": range(1, 5),
    "13.1": (1,), "13.2": range(1, 6), "13.3": (1, 2), "13.4": range(1, 6),
    "14.1": (1, 2), "14.2": range(1, 5), "14.3": (1, 2, 3),
    "15.1": (1, 2, 3), "15.2": (1, 2, 3), "15.3": range(1, 8),
    "16.1": (1,), "16.2": range(1, 6), "16.3": range(1, 5), "16.4": (1, 2, 3), "16.5": (1, 2, 3),
    "17.1": (1,), "17.2": range(1, 5), "17.3": (1, 2),
}  # fmt: skip
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| \*\*([^*|]+)\*\*: ([^|]+) \|$", re.MULTILINE)
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]+|[\w-]+\.(?:toml|lock))`")
# What the page itself holds.
OF_THE_PAGE = {"the table of keys and algorithms below", "the table of logs below"}
TEST = re.compile(r"`(test_\w+)`")


def rows():
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def functions_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_of_levels_1_and_2_is_there_once():
    wanted = [f"{section}.{number}" for section, numbers in LEVEL_2.items() for number in numbers]
    assert [number for number, *_ in rows()] == wanted
    assert len(wanted) == 253


def test_the_page_counts_its_states_rightly():
    states = [state for _, _, state, _ in rows()]
    assert set(states) == {"Met", "Not applicable", "Open"}
    number = {state: states.count(state) for state in states}
    said = (
        f"Of the 253 requirements, {number['Met']} are met, {number['Not applicable']} are not applicable and "
        f"{number['Open']} are open."
    )
    assert said in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("row", [row for row in rows() if row[2] == "Met"], ids=lambda row: row[0])
def test_what_is_met_names_what_is_there(row):
    number, _, _, words = row
    paths = [ROOT / name for name in PATH.findall(words)]
    assert paths or words in OF_THE_PAGE, number
    for path in paths:
        assert path.exists(), path
    named = TEST.findall(words)
    there = {name for path in paths if path.suffix == ".py" for name in functions_in(path)}
    assert set(named) <= there, number

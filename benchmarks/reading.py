"""Measure reading a 200-page report and recognising what it holds, in each format, in a child as the site does it.

    python benchmarks/reading.py [--pages 200]

Prints seconds and the most memory that the child held. The report is made here, of invented words: numbered paragraphs,
bullets, and action tables whose rows run over pages.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from inspections.loading.reading.passages import Passage, PassageKind  # noqa: E402
from inspections.loading.recognising.child import read_and_recognise  # noqa: E402

SAYING = (
    "the service will review its threshold document with partners so that families get help early and staff know what "
    "good looks like across teams while leaders see progress each month and hear what children say"
)
WORDS = SAYING.split()
COLUMNS = ["What are the issues", "What have we done so far", "What else we have planned through 2025"]
# Passages on a page of the made report, found by making it.
A_PAGE = 27


def report(pages: int) -> list[Passage]:
    """The passages of a report of about so many pages."""
    chance = random.Random(1)
    passages: list[Passage] = []

    def add(kind: PassageKind, text: str, **places) -> None:
        passages.append(Passage(len(passages) + 1, kind, text, **places))

    def sentence(least: int, most: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(chance.randint(least, most))).capitalize() + "."

    section = table = 0
    while len(passages) < pages * A_PAGE:
        section += 1
        add(PassageKind.HEADING, sentence(3, 6).rstrip("."), number=str(section), level=1)
        for paragraph in range(1, 6):
            add(PassageKind.PARAGRAPH, sentence(40, 90), number=f"{section}.{paragraph}")
            for _ in range(chance.randint(0, 4)):
                add(PassageKind.BULLET, sentence(8, 25), level=1)
        table += 1
        for column, heading in enumerate(COLUMNS, 1):
            add(PassageKind.CELL, heading, table=table, row=1, column=column, header=True)
        for row in range(2, 8):
            for column in (1, 2, 3):
                for _ in range(chance.randint(1, 5)):
                    add(PassageKind.CELL, sentence(8, 30), table=table, row=row, column=column, item=column > 1)
    return passages


def make(pages: int, folder: Path) -> None:
    """Put the report into a folder in each format."""
    from tests.reading.making_papers import html_of, pdf_of, word_of

    passages = report(pages)
    (folder / "1 PDF").write_bytes(pdf_of(passages))
    (folder / "2 PDF without lines").write_bytes(pdf_of(passages, ruled=False))
    (folder / "3 Word").write_bytes(word_of(passages))
    (folder / "4 HTML").write_bytes(html_of(passages))
    (folder / "5 text").write_text("\n\n".join(f"{p.number} {p.text}" for p in passages), encoding="utf-8")


def measure(path: Path) -> None:
    """Read one file as the site does, and print what that took."""
    content = path.read_bytes()
    start = time.perf_counter()
    paper, proposals = read_and_recognise(content)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    name, size = path.name[2:], f"{len(content) / 1_000_000:.1f}"
    row = f"{name:18}{size:>8}{paper.pages or '':>8}{len(paper.passages):>10}{len(proposals):>10}"
    print(f"{row}{seconds:>10.1f}{memory:>10.0f}")


def main() -> None:
    """Make the report in each format, and read each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.pages, options.make)
    elif options.read:
        measure(options.read)
    else:
        # A child begins with its parent's memory counted as its own, so parents that read are kept small.
        with tempfile.TemporaryDirectory() as folder:
            again = [sys.executable, __file__, "--pages", str(options.pages)]
            subprocess.run([*again, "--make", folder], check=True)
            heads = ("MB", 8), ("pages", 8), ("passages", 10), ("found", 10), ("seconds", 10), ("peak MB", 10)
            print(" " * 18 + "".join(f"{head:>{width}}" for head, width in heads), flush=True)
            for path in sorted(Path(folder).iterdir()):
                subprocess.run([*again, "--read", str(path)], check=True)


if __name__ == "__main__":
    main()

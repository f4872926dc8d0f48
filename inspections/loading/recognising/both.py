"""In the child: reading a file and recognising what it holds. All that this takes is imported with this module."""

from dataclasses import asdict
from datetime import date

from inspections.loading.reading.child import paper_data
from inspections.loading.reading.reader import read
from inspections.loading.recognising.paper import recognise


def both(content: bytes, given: str) -> dict:
    """The paper and its proposals as plain data; `given` is an ISO day or empty."""
    paper = read(content)
    proposals = recognise(paper, date.fromisoformat(given) if given else None)
    return {**paper_data(paper), "proposals": [asdict(one) for one in proposals]}

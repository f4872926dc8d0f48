"""Switch each compiled pattern of the recogniser off in turn, and list those whose loss no paper of the tests notices.

    python tests/recognising/unnoticed.py [MODULE ...]

It reads the invented papers and the fixtures' papers once, keeps which patterns match in which paper, and then reads each
of those papers again without the pattern. What is listed can go, or wants a paper or a test that needs it. Patterns
that are in tuples are not tried, nor those that only tests of single sentences need: look for these before you delete.
It takes some minutes.
"""

import importlib
import os
import pkgutil
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402

django.setup()

from inspections.loading import recognising  # noqa: E402
from inspections.loading.reading.reader import read  # noqa: E402
from inspections.loading.recognising.paper import recognise  # noqa: E402

_ASKED = ("search", "match", "fullmatch")
_MANY = ("finditer", "findall")


class Watched:
    """A pattern that tells whether it matched, and that can be switched off."""

    def __init__(self, pattern: re.Pattern):
        self._pattern, self.matched, self.off = pattern, False, False

    def __getattr__(self, name):
        does = getattr(self._pattern, name)
        if name in _ASKED:
            return lambda *given: self._seen(None if self.off else does(*given))
        if name in _MANY:
            as_asked = iter if name == "finditer" else list
            return lambda *given: as_asked(self._seen([] if self.off else list(does(*given))))
        if name == "sub":
            return lambda new, text, *given, **named: text if self.off else self._sub(new, text, *given, **named)
        if name == "split":
            return lambda text, *given, **named: [text] if self.off else self._seen(does(text, *given, **named))
        return does

    def _seen(self, found):
        several = isinstance(found, list)
        self.matched = self.matched or (bool(found) if not several else len(found) > 0)
        return found

    def _sub(self, new, text, *given, **named):
        changed = self._pattern.sub(new, text, *given, **named)
        self.matched = self.matched or changed != text
        return changed


def watch() -> dict[str, Watched]:
    """Put a watched one in the place of each compiled pattern, in every module that uses it."""
    modules = [
        importlib.import_module(f"{recognising.__name__}.{each.name}")
        for each in pkgutil.iter_modules(recognising.__path__)
    ]
    watched: dict[int, Watched] = {}
    names: dict[str, Watched] = {}
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                if id(value) not in watched:
                    watched[id(value)] = Watched(value)
                    names[f"{module.__name__.rpartition('.')[2]}.{name}"] = watched[id(value)]
                setattr(module, name, watched[id(value)])
    return names


def proposals_of(paper):
    """What is read in a paper, for comparing."""
    return [(one.kind, one.text, one.passage, one.also, str(sorted(one.fields.items()))) for one in recognise(paper)]


def main(modules: list[str]) -> None:
    """Print the patterns that nothing notices, and how many were tried."""
    files = [*Path(__file__).parent.glob("papers/*.*"), *(ROOT / "fixtures" / "papers").iterdir()]
    papers = [read(path.read_bytes()) for path in sorted(files) if path.suffix != ".json"]
    names = watch()
    names = {name: one for name, one in names.items() if not modules or name.partition(".")[0] in modules}
    whole, matched_in = [], defaultdict(list)
    for at, paper in enumerate(papers):
        for one in names.values():
            one.matched = False
        whole.append(proposals_of(paper))
        for name, one in names.items():
            if one.matched:
                matched_in[name].append(at)
    unnoticed = []
    for name, one in names.items():
        one.off = True
        if all(proposals_of(papers[at]) == whole[at] for at in matched_in[name]):
            unnoticed.append(name)
            print(
                f"{name}: matches in {len(matched_in[name])} papers, and none reads differently without it", flush=True
            )
        one.off = False
    print(f"{len(unnoticed)} of {len(names)} patterns are noticed by none of {len(papers)} papers.")


if __name__ == "__main__":
    main(sys.argv[1:])

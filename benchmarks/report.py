"""The figures of a run as Markdown."""

from benchmarks import aims
from benchmarks.aims import ADMIN_LIST, EMPTY, cpu

SETS = {
    "100": "100 actions",
    "1000": "1,000 actions",
    "10000": "10,000 actions",
    "beside": "1,000 actions beside 1,000 other plans",
    "100000": "100,000 actions",
}
PAGE_HEADS = (
    "page", "CPU", "of it the database", "times the empty page", "of admin’s list", "SQL", "queries", "KB sent",
    "KB unpacked",
)  # fmt: skip
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HOW = """Every figure in this file is of one run, that of {date}; `make bench` makes the whole file anew.

- **Machine**: {processor}, {cores} cores, {system}. Python {python}, Django {django}, SQLite {sqlite}, {postgresql}.
- **CPU** is of one request, in milliseconds: of the process that answers and of the database's server together. A
  page is asked of the WSGI application itself, by a person with a session, through every middleware and with
  connections as the settings keep them; no network and no web server. Pages take turns of up to 20 requests, round
  after round, and the least turn counts. On PostgreSQL the server's part is read from the clocks of the processes that
  serve this database. The garbage collector is on, and collects before each turn.
- **SQL** is the time of executing and fetching, in milliseconds, **queries** their number, both from passes of their
  own. **KB** are of the answer as it is sent, compressed, and unpacked.
- **Settings**: those of the project, `DEBUG` off, today pinned as in the demonstration. PostgreSQL is on the same
  machine, over a socket, does not wait for the disk (`fsync=off`), and is otherwise as it is delivered.
- **Yardsticks**: *{empty}* is the view that asks which plan and day, and the base template with nothing in it.
  *{admin_list}* is `/admin/actions/action/` as the project registers it: {a_page} rows a page, with their priority,
  stage and due date, its filters, its search box and its counts. *{group_by}* is one statement over an open connection:
  how many actions have each status in each priority.
- **Data**: 12 priorities; words made from the papers' own; about {an_action:.0f} updates an action, a fifth of them
  entered late, with moved and corrected dates, withdrawals, blanked words, “no change”, sign-off, stopped and not yet
  reported actions. Round it 50 findings with links confirmed and removed, 13 meetings of two committees, three frozen
  positions, 24 matters decided or promised, 24 measures, commentary, 13 papers of 240 passages, a receipt for each
  action and a glossary. “As reported” is read by a member whose plan shows what was last reported. The officer of “My
  actions” has 40. The plans beside have 200 actions each, with about two updates, receipts and links to findings. The
  plan of 100,000 actions stands alone; of it only the SQL of a past day is measured."""


def markdown(figures):
    """The whole of RESULTS.md."""
    return "\n".join(_lines(figures))


def _lines(figures):
    yield "# What the pages cost"
    yield ""
    updates = max(took["updates"] / took["actions"] for sets in figures["fill"].values() for took in sets.values())
    made = {"postgresql": "no PostgreSQL"} | figures["made"]
    yield HOW.format(**made, an_action=updates, empty=EMPTY, admin_list=ADMIN_LIST, group_by=aims.GROUP_BY)
    yield from _aims(figures)
    yield from _table("Filling a database", ("database", "plan", "actions", "updates", "seconds", "with all round it"),
                      _fill_rows(figures))  # fmt: skip
    yield from _table("Starting", ("what", "seconds of CPU"), figures.get("start", {}).items())
    yield from _table("Memory of a worker", ("database", "plan", "when", "MB"), _nested(figures.get("memory", {})))
    yield from _table("In the background", ("database", "plan", "what", "seconds", "peak MB"),
                      ((*row, *took) for *row, took in _nested(figures.get("background", {}))))  # fmt: skip
    for database, sets in figures["pages"].items():
        for name, pages in sets.items():
            if pages:
                yield from _table(f"{DATABASES[database]}, {SETS[name]}", PAGE_HEADS, _pages(pages))


def _table(title, heads, rows):
    rows = list(rows)
    if not rows:
        return
    yield f"\n## {title}\n"
    yield f"| {' | '.join(heads)} |"
    yield "|---|" + "---:|" * (len(heads) - 1)
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _aims(figures):
    heads = "aim", "measured", "aim is", "least acceptable", "met?"
    for database in figures["pages"]:
        rows = (
            (aim.words, *(_number(value, aim.unit) for value in (aim.measured, aim.aim, aim.least)), aim.verdict)
            for aim in aims.aims(figures, database)
        )
        rows = list(rows)
        yield from _table(f"The aims on {DATABASES[database]}: {_met(rows)}", heads, rows)


def _met(rows):
    verdicts = [row[-1] for row in rows]
    acceptable = sum(verdict.endswith("acceptable") for verdict in verdicts)
    return f"{verdicts.count('met')} of {len(rows)} met, {acceptable} acceptable"


def _number(value, unit):
    if value is None:
        return ""
    return f"{value:.2f}" if unit == "times" else f"{value:.0f} {unit}"


def _fill_rows(figures):
    for database, sets in figures["fill"].items():
        for name, took in sets.items():
            numbers = (f"{took[what]:,}" for what in ("actions", "updates"))
            yield DATABASES[database], SETS[name], *numbers, took["seconds"], took["with scrutiny"]


def _nested(of_databases):
    """(database, plan, what, figure) of {database: {set: {what: figure}}}."""
    for database, sets in of_databases.items():
        for name, figures in sets.items():
            for what, figure in figures.items():
                yield DATABASES[database], SETS[name], what, figure


def _pages(pages):
    def ratio(page, to):
        return f"{cpu(page) / cpu(pages[to]):.2f}" if to in pages and "application" in page else ""

    for name, page in pages.items():
        measured = "application" in page
        yield (
            name,
            f"{cpu(page):.1f}" if measured else "",
            f"{page['database']:.1f}" if measured else "",
            ratio(page, EMPTY),
            ratio(page, ADMIN_LIST),
            f"{page['sql']:.1f}",
            page["queries"],
            *(f"{page[size] / 1000:.1f}" if size in page else "" for size in ("sent", "plain")),
        )

"""A paper as its page shows it: its passages in blocks, and the records that came from each passage."""

from itertools import groupby

from csc_tracker.database.prepared import PreparedByKeys
from csc_tracker.pages.addresses import cached_reverse
from inspections.models import Citation
from inspections.scrutiny.linked import Linked

HIGHEST, LOWEST = 2, 4  # below the page's own h1


def blocks(passages):
    """The passages in order as blocks: {"kind": heading, paragraph, bullets or table, …}.

    A heading has its `passage` and its `level`, 2 to 4; on the way down no level is skipped. A paragraph has its
    `passage`, and bullets have their `passages`. A table has its `number`, `headings` and `rows`, which are lists of
    (heading of the column, passages).
    """
    parts, level = [], HIGHEST - 1
    highest = min((passage.level for passage in passages if passage.kind == "heading"), default=1)
    for (kind, table), run in groupby(passages, key=lambda passage: (passage.kind, passage.table)):
        run = list(run)
        if kind == "heading":
            for passage in run:
                level = min(passage.level - highest + HIGHEST, level + 1, LOWEST)
                parts.append({"kind": kind, "level": level, "passage": passage})
        elif kind == "paragraph":
            parts += [{"kind": kind, "passage": passage} for passage in run]
        elif kind == "bullet":
            parts.append({"kind": "bullets", "passages": run})
        else:
            parts.append({"kind": "table", "number": table, **_table(run)})
    return parts


def _table(cells):
    """The headings and the rows of one table. Where a row has no cell in a column, the list of passages is empty.

    If the first row holds the headings, its cells have no column heading and all others do.
    """
    columns = sorted({cell.column for cell in cells})
    names = {cell.column: cell.column_heading for cell in reversed(cells) if cell.column_heading}
    rows = [list(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
    top = rows.pop(0) if names and not any(cell.column_heading for cell in rows[0]) else []

    def by_column(row):
        return [(names.get(column, ""), [cell for cell in row if cell.column == column]) for column in columns]

    return {"headings": by_column(top), "rows": [by_column(row) for row in rows]}


# Every record that a citation can cite, with the relations that its name needs.
_CITED = (
    "plan", "priority__plan", "post", "action__priority__plan", "period__action__priority__plan",
    "update__action__priority__plan", "inspection", "judgement__inspection", "judgement__line", "finding__inspection",
    "committee", "meeting__committee", "item__meeting", "resolution", "answer__resolution", "term",
    "measure__priority__plan", "value__measure__priority__plan",
)  # fmt: skip


# Their keys are read first, so that PostgreSQL knows how few rows it joins with all those tables.
_KEYS_OF = PreparedByKeys(lambda passages: Citation.objects.filter(passage__in=passages).order_by().values_list("pk"))
_CITATIONS = PreparedByKeys(lambda keys: Citation.objects.filter(pk__in=keys).select_related(*_CITED))


def set_records(passages, page_context):
    """Give every passage its `records`: a `Linked` for each record that came from it, with its page if it has one.

    One query for each 250 passages, and one for each 250 receipts.
    """
    by_passage = {}
    keys = [key for (key,) in _KEYS_OF.rows([passage.pk for passage in passages])]
    for citation in _CITATIONS.instances(sorted(keys)):
        name, address = _describe_record(citation, page_context)
        by_passage.setdefault(citation.passage_id, {})[name] = Linked(name, address)
    for passage in passages:
        passage.records = list(by_passage.get(passage.pk, {}).values())


def _describe_record(citation, page_context):
    """The name of the record that came from the passage, and the address of its page; empty if it has none."""
    for field, describe in _DESCRIBED_BY.items():
        if getattr(citation, f"{field}_id"):
            return describe(getattr(citation, field), page_context)
    raise ValueError(f"Receipt {citation.key} cites a record that no page describes.")


def _on_plan(page_context, plan, path):
    """The address of a page of `plan`, which may be another than the one asked for."""
    return page_context.address(path) if plan == page_context.plan else f"{path}?plan={plan.slug}"


def _plan(plan, page_context):
    return f"Plan: {plan.title}", _on_plan(page_context, plan, cached_reverse("board"))


def _priority(priority, page_context):
    path = cached_reverse("priority", priority.number)
    return f"Priority {priority.number}: {priority.short_name}", _on_plan(page_context, priority.plan, path)


def _action(action, page_context):
    path = cached_reverse("action", action.reference)
    return f"Action {action.reference}", _on_plan(page_context, action.priority.plan, path)


def _finding(finding, page_context):
    return f"Finding {finding.number}", page_context.address(finding.page())


def _inspection(inspection, page_context):
    return f"Inspection: {inspection.title}", page_context.address(cached_reverse("inspection", inspection.slug))


def _judgement(judgement, page_context):
    path = page_context.address(cached_reverse("inspection", judgement.inspection.slug))
    return f"Judgement: {judgement.line}", f"{path}#judgement-{judgement.order}"


def _meeting(meeting, page_context):
    return f"Meeting: {meeting}", page_context.address(cached_reverse("meeting", meeting.slug))


def _item(item, page_context):
    return f"Agenda item: {item.title}", page_context.address(cached_reverse("meeting", item.meeting.slug))


def _resolution(resolution, page_context):
    path = page_context.address(cached_reverse("resolution", resolution.slug))
    return f"{resolution.get_kind_display()}: {resolution.short}", path


def _answer(answer, page_context):
    path = page_context.address(cached_reverse("resolution", answer.resolution.slug))
    return f"Answer to: {answer.resolution.short}", path


def _term(term, page_context):
    return f"Glossary: {term.term}", f"{page_context.address(cached_reverse('help_glossary'))}#term-{term.order}"


def _measure(measure, page_context):
    _, address = _priority(measure.priority, page_context)
    return f"Measure: {measure.name}", f"{address}#measure-{measure.number}"


_DESCRIBED_BY = {
    "plan": _plan,
    "priority": _priority,
    "post": lambda post, page_context: (f"Post: {post.title}", ""),
    "action": _action,
    "period": lambda period, page_context: _action(period.action, page_context),
    "update": lambda update, page_context: _action(update.action, page_context),
    "inspection": _inspection,
    "judgement": _judgement,
    "finding": _finding,
    "committee": lambda committee, page_context: (
        f"Committee: {committee}",
        page_context.address(cached_reverse("meetings")),
    ),
    "meeting": _meeting,
    "item": _item,
    "resolution": _resolution,
    "answer": _answer,
    "term": _term,
    "measure": _measure,
    "value": lambda value, page_context: _measure(value.measure, page_context),
}

"""What was read, for the command line: as JSON and as lines to read."""

import json

# The fields of each kind, as `read_report --help` documents them.
JSON_HELP = """
The JSON is a list of proposals. Each has:
  kind        report, meeting, inspection, judgement, finding, priority, action, decision, request, promise, referral,
              intention, measure or oddity
  text        the paper's own words; of an oddity a sentence on what is odd
  passage     where it was read: number (the paper's own, or empty), order (from 1), text (the whole passage)
  fields      by kind, see below; days are ISO texts (2020-01-14) or null
  confidence  0 to 1
  reason      what in the paper made it so

Fields:
  report      title, committee, council, class (Part 1, Part 2 or null), contributors, author, item, kind,
              date_as_written, first_day, last_day, exempt_parts
  meeting     committee, item, title, date_as_written, first_day, last_day
  inspection  title, kind (graded, focused, monitoring, joint, adviser, other), framework, inspectors, published_words,
              address, date_as_written, first_day, last_day
  judgement   line, grade (null where there is none), inspection
  finding     kind (strength, area_for_improvement, recommendation, area_for_priority_action), heading, whose_words,
              paragraph, quotations, inspection, quoted_by (numbers of the priorities whose issues quote it)
  priority    number, short_name, words, why, lead, also_named
  action      priority (number), stage (planned, under_way, complete, stopped), periods (a list: role finish, start,
              milestone or completed; date_as_written, first_day, last_day), and of its own finish or completed period
              date_as_written, first_day, last_day (null where there is none); lead, partners, ref, rag (the paper's own
              word), progress, column_heading, due_from (own, heading, plan or null), due_first_day, due_last_day
  decision, request, promise, referral, intention
              committee, date, number, item, by, owed_by, date_as_written, first_day, last_day (when it is due), exempt
  measure     name, value, unit, date_as_written, first_day, last_day
  oddity      what, quoted

Where the plan exists already, only differences are given, each with fields.change: new, reported_done, date_moved,
withdrawn, words_changed, or started (an action that was planned is now under way); of an action that changes in several
ways the first that holds of withdrawn, reported_done, date_moved, started, words_changed, the others in
fields.also_changed. A file that is loaded already gives an empty list.
"""


def as_json(paper, proposals) -> str:
    """The proposals as JSON_HELP says."""
    passages = {passage.order: passage for passage in paper.passages}
    return json.dumps(
        [_plain(proposal, passages[proposal.passage]) for proposal in proposals], ensure_ascii=False, indent=2
    )


def _plain(proposal, passage):
    return {
        "kind": proposal.kind.value,
        "text": proposal.text,
        "passage": {"number": passage.number, "order": passage.order, "text": passage.text},
        "fields": proposal.fields,
        "confidence": round(proposal.confidence, 2),
        "reason": proposal.reason,
    }


def as_lines(paper, proposals) -> str:
    """The proposals as a person reads them: what it is, its words, what was read of it, where and why."""
    passages = {passage.order: passage for passage in paper.passages}
    lines = [f"{len(paper.passages)} passages, read as {paper.format.value}.", *paper.notes, ""]
    for proposal in proposals:
        lines.append(f"{proposal.kind.value.upper()}  {proposal.text}")
        fields = "; ".join(
            f"{name}: {_in_words(value)}" for name, value in proposal.fields.items() if value not in (None, "", [], {})
        )
        if fields:
            lines.append(f"    {fields}")
        lines.append(
            f"    {_where(passages[proposal.passage])}, confidence {proposal.confidence:.0%}: {proposal.reason}"
        )
    lines += ["", _count(proposals)]
    return "\n".join(lines)


def _in_words(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {_in_words(part)}" for name, part in value.items() if part not in (None, ""))
    return " | ".join(map(_in_words, value)) if isinstance(value, list | tuple) else str(value)


def _where(passage):
    if passage.table:
        return f"table {passage.table}, row {passage.row}"
    return f"paragraph {passage.number}" if passage.number else f"passage {passage.order}"


def _count(proposals):
    kinds = [proposal.kind.value for proposal in proposals]
    counts = [f"{kind} {kinds.count(kind)}" for kind in dict.fromkeys(kinds)]
    return ", ".join(counts) if counts else "Nothing was found in it."

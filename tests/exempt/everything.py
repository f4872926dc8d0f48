"""A record of every kind that can be exempt, each with a word of one's choice in it; and all that a person can open."""

import io
import re
import zipfile
from datetime import date
from html import unescape
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from uuid import NAMESPACE_OID, uuid5

from actions.models import PriorityImpact
from csc_tracker.people.sight import seeing_everything
from inspections.loading.reading.reader import read
from inspections.models import Reminder, ReminderAction
from priorities.models import exemption_in_force, made_from
from tests.making import (
    TODAY,
    make_comment,
    make_commentary,
    make_due,
    make_evidence,
    make_exemption,
    make_measure,
    make_period,
    make_post,
    make_priority,
    make_reported_action,
    make_update,
    make_user,
    make_value,
)
from tests.making_loading import make_loading, read_action, read_report
from tests.making_scrutiny import (
    MOMENT,
    link,
    make_answer,
    make_citation,
    make_committee,
    make_finding,
    make_framework,
    make_inspection,
    make_item,
    make_judged_finding,
    make_meeting,
    make_passage,
    make_question,
    make_reminder,
    make_report,
    make_resolution,
    make_term,
)

# A word that no page has by itself.
MARKED = "Quorlwyx"


def make_everything(plan, word, officer, framework=None, first=1, is_open=True):
    """Make a record of every kind for the plan, with the word in it; numbered from `first`. Returns them by name."""
    post = make_post(f"{word} director")
    priority = make_priority(plan, number=first, short_name=f"{word} priority", words=f"{word} is wanted.", lead=post)
    action = make_reported_action(priority, owner=post, words=f"{word} work.")
    committee = make_committee(plan, name=f"{word} Committee")
    meeting = make_meeting(date(2020, 1, 23 + first % 5), committee, considered=plan, date_words=f"{word} January 2020")
    item = make_item(meeting, title=f"{word} item")
    inspection = make_inspection(title=f"{word} inspection", framework=framework or make_framework())
    matter = make_resolution(item, plan=plan, words=f"{word} be noted.", action=action)
    measure = make_measure(priority, name=f"{word} rate")
    report = make_report(item, title=f"{word} paper", dated=TODAY)
    made = {
        "priority": priority, "action": action, "item": item, "inspection": inspection, "framework": inspection.framework,
        "resolution": matter, "measure": measure, "report": report, "plan": plan,
        "finding": make_finding(inspection, words=f"{word} needs work."),
    }  # fmt: skip
    reminder = Reminder.objects.filter(plan=plan).first() or make_reminder(make_user(), plan)
    ReminderAction.objects.create(reminder=reminder, action=action, post=post)
    make_parts(made, word, officer)
    term = make_term(term=f"{word} term", meaning=f"{word} means it.")
    make_citation(make_passage(report, words=f"{word} term"), term=term)
    proposals = [read_report(title=f"{word} new paper"), read_action(f"{word} proposal.")]
    loading = make_loading(plan, proposals, content=word.encode(), is_open=is_open)
    return made | {"loading": loading}


def make_parts(of, word, officer):
    """What belongs to records of `make_everything`, each with the word in it."""
    update = make_update(of["action"], words=f"{word} was done.", effective_date=TODAY)
    shows = f"{word} shows it."
    content = f"{word} bytes.".encode()
    make_evidence(update, by=officer, title=f"{word} file", shows=shows, name=f"{word}.txt", content=content)
    make_comment(
        of["action"],
        officer,
        words=f"{word} comment.",
        for_members=True,
        submission=uuid5(NAMESPACE_OID, f"{word} {of['action'].pk}"),
    )
    make_update(of["action"], **make_due(date(2020, 5, 31), change="moved"), words=f"{word} moved it.")
    make_period(of["action"], role="milestone", words=f"{word} by May")
    PriorityImpact.objects.create(
        priority=of["priority"], impact="some", words=f"{word} impact.", by=officer, on=TODAY, recorded_at=MOMENT
    )
    make_commentary(of["plan"], by=officer, words=f"{word} of the plan.")
    make_commentary(of["plan"], of["priority"], by=officer, words=f"{word} of the priority.")
    make_value(of["measure"], value=41, words=f"{word} 41%")
    make_answer(of["resolution"], TODAY, words=f"{word} answer.")
    finding = make_judged_finding(of["inspection"], word)
    link(finding, of["action"], reason=f"{word} link.")
    link(finding, of["priority"], reason=f"{word} link.")
    make_question(
        officer, of["item"].meeting, of["plan"], words=f"{word} question?", sent_on=TODAY, answer=f"{word} reply.",
        answered_on=TODAY, answered_by=officer, may_hold_exempt=exemption_in_force() is not None,
    )  # fmt: skip
    make_question(
        officer, of["item"].meeting, of["plan"], words=f"{word} asked?", sent_on=TODAY,
        may_hold_exempt=exemption_in_force() is not None,
    )  # fmt: skip
    for record in ("action", "finding", "resolution", "measure"):
        passage = make_passage(of["report"], words=f"{word} passage of {record}.")
        make_citation(passage, **{record: of[record]})


def make_exempt(plan, of, officer):
    """Exempt records of every kind: their own, and parts of the open records `of`. Returns the exemption, and them."""
    with seeing_everything(), made_from(exemption := make_exemption(plan, reason=f"{MARKED} reason.")):
        made = make_everything(plan, MARKED, officer, framework=of["framework"], first=901, is_open=False)
        make_parts(of, MARKED, officer)
    return exemption, made


# Addresses that are not opened: what signs out or changes what is kept for the visitor.
_NOT_OPENED = re.compile(
    r"^/(sign-out|account/second-step/(app|passkey)|static|saved-views/add|admin/logout|admin/jsi18n|admin/password_change)"
)
# What differs from one answer to the next without saying anything.
_CHANGING = re.compile(
    r'Audit seal [0-9a-f]{32}|nonce="[^"]*"|name="(?:csrfmiddlewaretoken|draft|submission)" value="[^"]*"'
)
_LINK = re.compile(r'(?:href|action)="([^"]+)"')


def visit(client, starts, most=700, but=None):
    """All that can be opened by links from these addresses, as {address: text}: pages, feeds and files.

    Without what is below the address `but`.
    """
    waiting, seen = list(starts), {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen or (but and address.startswith(but)):
            continue
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = f"{answer.status_code} {answer.headers.get('Content-Disposition', '')} {words_of(content)}"
        if "Location" in answer.headers:
            waiting.append(urljoin(address, answer["Location"]))
        elif answer.headers["Content-Type"].startswith("text/html"):
            waiting += sorted(_links(address, answer.content.decode()))
    return seen


# The audit ledger grows with each file that is opened; who sees which of its entries has tests of its own.
_LEDGER = re.compile("/admin/csc_tracker/auditentry/|/history/$")


def _links(address, html):
    for href in _LINK.findall(html):
        target = urlsplit(urldefrag(urljoin(address, unescape(href))).url)
        several = "&" in target.query and ("export=" in target.query or target.path.startswith("/admin/"))
        from_a_filtered_list = "_changelist_filters" in target.query or "/export/?" in href
        if several or from_a_filtered_list or re.search("sort=|[?&](o|_facets)=", f"?{target.query}"):
            continue  # another order of the same, or a part of what is opened whole and by each filter
        if (
            not target.netloc
            and target.scheme in ("", "http")
            and not _NOT_OPENED.match(target.path)
            and not _LEDGER.search(target.path)
        ):
            # Where a form leads back to changes nothing that it shows.
            query = "&".join(each for each in target.query.split("&") if not each.startswith("back="))
            yield quote(target.path, safe="/%") + (f"?{query}" if query else "")


def words_of(content):
    """The text of a page or a file: a page as it is, what is packed unpacked, a PDF read; without what changes."""
    return _CHANGING.sub("", _text_in(content))


def _text_in(content):
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(
                packed.read(name).decode(errors="replace")
                for name in sorted(packed.namelist())
                if "docProps" not in name
            )
    if content.startswith(b"%PDF"):
        return " ".join(passage.text for passage in read(content).passages)
    return content.decode(errors="replace")

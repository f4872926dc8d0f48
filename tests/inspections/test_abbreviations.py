"""Abbreviations are spelled out at their first use on a page, without a word of the paper's changed."""

import re
from datetime import date
from html import unescape

import pytest
from django.template import Context, Template

from csc_tracker.people import roles
from inspections.scrutiny.papers import abbreviations
from inspections.scrutiny.papers.abbreviations import LONGEST_EXPANSION, Glossary, terms_of
from tests.making import (
    let_read_exempt,
    make_action,
    make_exemption,
    make_plan,
    make_priority,
    make_reported_action,
    make_user,
)
from tests.making_scrutiny import make_citation, make_item, make_meeting, make_passage, make_report, make_term

ENTRIES = (
    (2, "MASH Multi-Agency Safeguarding Hub,", "A team."),
    (3, "CSC Children's Social Care.", "A service."),
    (10, "PAUSE", "A programme that " + "x" * LONGEST_EXPANSION),
    (12, "EHM/LCS ControCC", "EHM/LCS - Files. ControCC – Money."),
)
HUB = 'MASH [<a href="/help/glossary/#term-2">Multi-Agency Safeguarding Hub</a>]'
CARE = 'CSC [<a href="/help/glossary/#term-3">Children&#x27;s Social Care</a>]'


class Asking:
    """What a page is asked for, where only addresses matter."""

    plan = None

    def __init__(self, query=""):
        self.query = query

    def address(self, path):
        return path + self.query


@pytest.fixture
def asked_for(monkeypatch):
    """The glossary of every plan and reader is ENTRIES; gives the list of who asked for it."""
    page_context = []

    def entries_of(plan):
        page_context.append(plan)
        return ENTRIES

    monkeypatch.setattr(abbreviations, "entries_of", entries_of)
    return page_context


def page(source, query="", **words):
    """The page that a template gives, with a glossary of its own."""
    template = Template("{% load glossary %}" + source)
    return template.render(Context({"glossary": Glossary(Asking(query)), **words}))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("The MASH works.", f"The {HUB} works.", id="spelled out in square brackets"),
        pytest.param("MASH, MASH", f"{HUB}, MASH", id="at the first use alone"),
        pytest.param("MASH CSC", f"{HUB} {CARE}", id="each by itself"),
        pytest.param("front door/MASH most", f"front door/{HUB} most", id="behind a stroke"),
        pytest.param("“MASH”", f"“{HUB}”", id="in quotation marks"),
        pytest.param("SMASH MASHED MASH_1 1MASH", "SMASH MASHED MASH_1 1MASH", id="whole words only"),
        pytest.param("mash Mash", "mash Mash", id="in capitals only"),
        pytest.param(
            "the CSC’s plan", "the CSC’s [<a href=\"/help/glossary/#term-3\">Children&#x27;s Social Care</a>] plan",
            id="behind a genitive",
        ),
        pytest.param(
            "CSC's plan", "CSC&#x27;s [<a href=\"/help/glossary/#term-3\">Children&#x27;s Social Care</a>] plan",
            id="behind an escaped one",
        ),
        pytest.param(
            "the Multi-Agency Safeguarding Hub (MASH) and",
            'the Multi-Agency Safeguarding Hub (<a href="/help/glossary/#term-2">MASH</a>) and',
            id="linked where the words beside it spell it out",
        ),
        pytest.param(
            "Children’s Social Care (CSC)", 'Children’s Social Care (<a href="/help/glossary/#term-3">CSC</a>)',
            id="with whichever apostrophe",
        ),
        pytest.param(
            "exploring PAUSE now", 'exploring <a href="/help/glossary/#term-10">PAUSE</a> now', id="an explanation is linked"
        ),
        pytest.param("EHM/LCS, LCS", '<a href="/help/glossary/#term-12">EHM/LCS</a>, LCS', id="two names are one"),
        pytest.param("LCS/EHM", '<a href="/help/glossary/#term-12">LCS/EHM</a>', id="the other way round"),
        pytest.param("<b>MASH</b> & so", f"&lt;b&gt;{HUB}&lt;/b&gt; &amp; so", id="escaped first"),
        pytest.param("&MASH;", f"&amp;{HUB};", id="what looks like an entity is text"),
        pytest.param("nothing here", "nothing here", id="nothing to explain"),
        pytest.param("OFSTED", "OFSTED", id="an abbreviation that the glossary does not give"),
        pytest.param("", "", id="no words"),
    ],
)  # fmt: skip
def test_the_first_use_is_spelled_out(asked_for, written, expected):
    assert page("{% explained words %}", words=written) == expected


def test_each_abbreviation_is_spelled_out_once_a_page(asked_for):
    html = page("{% for each in words %}<p>{% explained each %}</p>{% endfor %}", words=["MASH", "CSC MASH", "CSC"])
    assert html == f"<p>{HUB}</p><p>{CARE} MASH</p><p>CSC</p>"
    assert page("{% explained words %}", words="MASH") == HUB  # another page begins again


def test_what_spells_it_out_elsewhere_on_the_page_is_not_beside_it(asked_for):
    source = "<p>{% explained first %}</p><p>{% explained second %}</p>"
    html = page(source, first="Multi-Agency Safeguarding Hub", second="MASH")
    assert html == f"<p>Multi-Agency Safeguarding Hub</p><p>{HUB}</p>"


def test_the_links_of_a_text_that_has_some_are_left_alone(asked_for):
    html = page("{% explained words|urlize %}", words="See www.example.org/MASH of MASH & CSC")
    assert (
        html
        == f'See <a href="http://www.example.org/MASH" rel="nofollow">www.example.org/MASH</a> of {HUB} &amp; {CARE}'
    )


def test_the_link_keeps_the_plan_and_the_day_of_the_page(asked_for):
    html = page("{% explained words %}", "?plan=a&on=2019-01-01", words="PAUSE")
    assert html == '<a href="/help/glossary/?plan=a&amp;on=2019-01-01#term-10">PAUSE</a>'


def test_taking_out_what_was_added_gives_the_words_again(asked_for):
    words = "MASH & CSC’s EHM/LCS (PAUSE) <b>MASH</b> OFSTED"
    html = page("{% explained words %}", words=words)
    plain = re.sub(r'<a href="/help/[^>]*>(\w+(?:/\w+)?)</a>', r"\1", re.sub(r" \[<a[^>]*>[^<]*</a>\]", "", html))
    assert unescape(plain) == words


def test_the_glossary_is_asked_for_once_and_only_where_there_may_be_an_abbreviation(asked_for):
    source = "{% for each in words %}{% explained each %}{% endfor %}"
    page(source, words=["Work with families.", "Ask a Social Worker of Multi-Agency teams on 3 May.", "It & she’s"])
    assert not asked_for
    page(source, words=["MASH", "CSC", "OFSTED"])
    assert len(asked_for) == 1


def test_words_are_escaped_where_a_page_has_no_glossary():
    for without in ({}, {"glossary": None}):
        assert (
            Template("{% load glossary %}{% explained words %}").render(Context({"words": "<MASH>", **without}))
            == "&lt;MASH&gt;"
        )


@pytest.mark.parametrize(
    ("term", "meaning", "expected"),
    [
        ("MASH Multi-Agency Safeguarding Hub,", "A team.", [(("MASH",), "Multi-Agency Safeguarding Hub")]),
        ("CSC Children's Social Care.", "A service.", [(("CSC",), "Children's Social Care")]),
        ("KSS Knowledge & Skills Statements", "Standards.", [(("KSS",), "Knowledge & Skills Statements")]),
        ("ILACS", "Inspection of Services. Details: https://x/", [(("ILACS",), "Inspection of Services")]),
        ("PAUSE", "A programme that " + "x" * LONGEST_EXPANSION, [(("PAUSE",), "")]),
        (
            "EHM/LCS ControCC", "EHM/LCS - Files. ControCC – Money.",
            [(("EHM/LCS", "LCS/EHM", "EHM", "LCS"), ""), (("ControCC",), "")],
        ),
        ("Corporate Parenting", "The term that …", []),
        ("Signs of Safety", "The practice framework.", []),
        ("Tri – X", "A manual.", []),
        ("", "", []),
    ],
)  # fmt: skip
def test_an_entrys_abbreviation_and_what_it_is_short_for_are_read_from_its_words(term, meaning, expected):
    terms = terms_of([(7, term, meaning)])
    assert [(each.written, each.expansion) for each in terms] == expected
    assert {each.order for each in terms} <= {7}


# On the pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def glossary(plan):
    paper = make_report(make_item(make_meeting(date(2020, 1, 23))), dated=date(2020, 1, 14))
    term = make_term(term="MASH Multi-Agency Safeguarding Hub,", meaning="A team.")
    make_citation(make_passage(paper), term=term)
    return term


def main_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode()).partition('id="main">')[2].partition("</main>")[0]


def test_a_page_of_the_plan_spells_out_what_its_glossary_explains(plan, member, glossary):
    make_action(plan.priorities.get(), words="Ask the MASH.")
    link = f'MASH [<a href="/help/glossary/#term-{glossary.order}">Multi-Agency Safeguarding Hub</a>]'
    assert link in main_of(member, "/actions/P1.01/")
    link_on_the_day = f'<a href="/help/glossary/?on=2019-01-01#term-{glossary.order}">'
    assert link_on_the_day in main_of(member, "/actions/P1.01/?on=2019-01-01")


def test_the_glossary_itself_stays_as_it_is(member, glossary):
    assert '<dt id="term-' in main_of(member, "/help/glossary/")
    assert "#term-" not in main_of(member, "/help/glossary/")


def test_what_a_form_holds_stays_as_it_was_typed(client, plan, glossary):
    client.force_login(make_user(roles.OFFICER))
    answer = client.post("/commentary/", {"words": "MASH " * 151})
    assert answer.status_code == 422
    assert re.search(r"<textarea[^>]*>\s*MASH MASH MASH", answer.content.decode())
    assert "[<a" not in answer.content.decode()


def test_an_export_stays_as_it_is(plan, member, glossary):
    make_action(plan.priorities.get(), words="Ask the MASH.")
    assert "Multi-Agency" not in member.get("/actions/?export=csv").content.decode("utf-8-sig")


def test_a_practice_plan_has_a_glossary_of_its_own(plan, member, glossary):
    practice = make_plan(slug="practice", practice=True)
    make_action(make_priority(practice), words="Ask the MASH.")
    assert "Ask the MASH." in main_of(member, "/actions/P1.01/?plan=practice")


def test_an_exempt_papers_glossary_is_for_who_may_read_it(plan, client):
    exemption = make_exemption(plan)
    term = make_term(term="MASH Multi-Agency Safeguarding Hub", meaning="A team.", exemption=exemption)
    make_citation(make_passage(make_report(exemption=exemption)), term=term)
    make_action(plan.priorities.get(), words="Ask the MASH.")
    reader = let_read_exempt(make_user(roles.OFFICER), plan)
    for person, there in ((make_user(roles.OFFICER), False), (make_user(roles.ADMIN), False), (reader, True)):
        client.force_login(person)
        assert ("Multi-Agency" in main_of(client, "/actions/P1.01/")) is there


def test_a_page_of_the_plan_without_a_papers_words_never_asks_for_the_glossary(plan, member, glossary, asked_for):
    make_action(plan.priorities.get(), words="Ask the MASH.")
    for address in ("/", "/meetings/", "/help/ratings/", "/accessibility/"):
        assert member.get(address).status_code == 200
    assert member.get("/nowhere/").status_code == 404
    assert not asked_for


def test_neither_headings_nor_links_explain_anything(plan, member, glossary):
    priority = plan.priorities.get()
    priority.short_name = "The MASH"
    priority.save()
    make_reported_action(priority, words="Ask the MASH.")
    assert "Multi-Agency" not in main_of(member, "/")
    html = main_of(member, "/priorities/1/")
    assert "<h1>The MASH</h1>" in html
    assert html.count("Multi-Agency Safeguarding Hub") == 1

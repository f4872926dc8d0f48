"""The two commands: what a paper would give, and a first set-up without a review."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from inspections.models import Acceptance, Loading, Report
from priorities.models import Plan
from tests.making import make_plan, make_priority, make_reported_action

pytestmark = pytest.mark.django_db

PAPER = """# Children’s Services Scrutiny Committee

## Improvement plan: progress

**Date:** 14 January 2020

**Class:** Part 1

## Priority 1: Workforce

| What we have done | What we will do next |
|---|---|
| Training needs analysis completed in December 2019. | Publish the workforce strategy by March 2020. |
| Principal social worker appointed in November 2019. | Launch the academy by June 2020. |
"""
NEXT = PAPER.replace("14 January 2020", "20 April 2020").replace(
    "| Training needs analysis completed in December 2019. | Publish the workforce strategy by March 2020. |",
    "| Workforce strategy published in March 2020. | Launch the academy by September 2020. |",
).replace(
    "| Principal social worker appointed in November 2019. | Launch the academy by June 2020. |",
    "| | Open a hub in the north by December 2020. |",
)  # fmt: skip


@pytest.fixture
def paper(tmp_path):
    """A function that writes a text to a file, and gives its place."""

    def write(text, name="paper.md"):
        place = tmp_path / name
        place.write_text(text, encoding="utf-8")
        return str(place)

    return write


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def proposals(*words):
    return json.loads(run("read_report", *words, "--json"))


def actions(proposals_read):
    return [
        (one["text"], one["fields"]["stage"], one["fields"]["last_day"])
        for one in proposals_read
        if one["kind"] == "action"
    ]


def test_reading_prints_proposals_and_saves_nothing(paper):
    read_proposals = proposals(paper(PAPER))
    assert sorted(actions(read_proposals)) == [
        ("Launch the academy by June 2020.", "planned", "2020-06-30"),
        ("Principal social worker appointed in November 2019.", "complete", "2019-11-30"),
        ("Publish the workforce strategy by March 2020.", "planned", "2020-03-31"),
        ("Training needs analysis completed in December 2019.", "complete", "2019-12-31"),
    ]
    for one in read_proposals:
        assert set(one) == {"kind", "text", "passage", "fields", "confidence", "reason"}
        assert set(one["passage"]) == {"number", "order", "text"}
        assert 0 <= one["confidence"] <= 1
    assert "change" not in read_proposals[0]["fields"]
    assert (Loading.objects.count(), Report.objects.count(), Plan.objects.count()) == (0, 0, 0)


def test_the_day_given_wins_over_the_papers_own(paper):
    text = PAPER.replace("by March 2020", "by March")
    assert actions(proposals(paper(text), "--date", "2021-01-14"))
    days = {words: last for words, _, last in actions(proposals(paper(text), "--date", "2021-01-14"))}
    assert days["Publish the workforce strategy by March."] == "2021-03-31"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("read_report", "nowhere.txt"), "nowhere.txt cannot be opened: No such file or directory"),
        (("read_report", "nowhere.txt", "--date", "14/1/2020"), "“14/1/2020” is not a day. Write it as 2020-01-14."),
        (("load_report", "nowhere.txt"), "nowhere.txt cannot be opened"),
    ],
    ids=["no file", "no day", "no file to load"],
)
def test_what_is_wrong_is_said_in_a_sentence(words, message):
    with pytest.raises(CommandError, match=message):
        run(*words)


def test_a_plan_that_is_not_here_is_named(paper):
    with pytest.raises(CommandError, match="There is no plan “other”"):
        run("read_report", paper(PAPER), "--plan", "other")


def test_help_documents_the_json(capsys):
    with pytest.raises(SystemExit):
        call_command("read_report", "--help")
    output = capsys.readouterr().out
    for word in ("first_day", "words_changed", "reported_done", "area_for_priority_action", "confidence"):
        assert word in output


def test_loading_makes_a_plan_marked_as_not_reviewed_and_the_next_paper_gives_differences(paper):
    output = run("load_report", paper(PAPER), "--accept-all", "--open-because", "It was published.")
    assert "ACTION  Publish the workforce strategy by March 2020." in output
    assert "accepted by command, not reviewed" in output
    plan = Plan.objects.get()
    assert Action.objects.of_plan(plan).count() == 4
    assert Acceptance.objects.get().by is None
    read_actions = [one for one in proposals(paper(NEXT, "next.md")) if one["kind"] == "action"]
    assert [(one["fields"]["change"], one["text"]) for one in read_actions] == [
        ("reported_done", "Workforce strategy published in March 2020."),
        ("date_moved", "Launch the academy by September 2020."),
        ("new", "Open a hub in the north by December 2020."),
    ]


def test_a_reason_that_was_given_before_anybody_saw_its_words_opens_no_paper(paper):
    text = f"{PAPER}\n\nAppendix 2 is withheld from the published version.\n"
    with pytest.raises(CommandError, match="exempt: “Appendix 2 is withheld from the published version"):
        run("load_report", paper(text), "--accept-all", "--open-because", "It was published.")
    assert not Loading._base_manager.exists()
    run("load_report", paper(text), "--accept-all")
    assert Loading._base_manager.get().exemption


def test_the_same_file_changes_nothing_and_says_so(paper):
    place = paper(PAPER)
    run("load_report", place, "--accept-all", "--open-because", "It was published.")
    assert proposals(place) == []
    assert "has already been loaded" in run("read_report", place)
    with pytest.raises(CommandError, match="This file has already been loaded"):
        run("load_report", place, "--accept-all", "--open-because", "It was published.")


def test_nothing_is_loaded_without_saying_that_all_is_accepted(paper):
    with pytest.raises(CommandError, match="only with --accept-all"):
        run("load_report", paper(PAPER))
    assert Loading.objects.count() == 0


def test_a_plan_with_actions_is_not_loaded_into_by_command(paper):
    make_reported_action(make_priority(make_plan(starts=date(2019, 1, 1))))
    with pytest.raises(CommandError, match="already has actions"):
        run("load_report", paper(PAPER), "--accept-all", "--open-because", "It was published.")
    assert (Loading.objects.count(), Action.objects.count()) == (0, 1)

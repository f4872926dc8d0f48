"""The stage of an action, from status cells, the paper's own key, progress, and words (docs/rules.md)."""

from datetime import date

import pytest

from inspections.loading.reading.reader import read
from inspections.loading.recognising import stages

DAY = date(2020, 1, 14)


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("Complete", "complete"),
        ("Completed March 2019", "complete"),
        ("Blue", "complete"),
        ("B", "complete"),
        ("Closed", "complete"),
        ("Achieved", "complete"),
        ("100%", "complete"),
        ("✓", "complete"),
        ("Green", "under_way"),
        ("G", "under_way"),
        ("AMBER", "under_way"),
        ("Red – delayed", "under_way"),
        ("In progress", "under_way"),
        ("On track", "under_way"),
        ("Not complete", "under_way"),
        ("Partially completed", "under_way"),
        ("50%", "under_way"),
        ("Overdue", "under_way"),
        ("Not started", "planned"),
        ("Not yet due", "planned"),
        ("Grey", "planned"),
        ("0%", "planned"),
        ("Stopped", "stopped"),
        ("Superseded by 2.4", "stopped"),
        ("Closed – merged with 3.1", "stopped"),
        ("No longer required", "stopped"),
        ("", None),
        ("Purple", None),
    ],
)
def test_a_status_cell_gives_a_stage(words, stage):
    assert stages.of_status(words) == stage


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Key: Green = complete; Amber = in progress; Red = not started.", ("complete", "under_way", "planned")),
        ("RAG: Green – on track. Amber – at risk. Red – off track.", ("under_way", "under_way", "under_way")),
        ("Nothing is said here of colours.", ("under_way", "under_way", "under_way")),
    ],
    ids=["green is complete", "green is on track", "no key"],
)
def test_the_papers_own_key_wins_over_what_colours_usually_mean(key, expected):
    legend = stages.legend_of(read(f"# Plan\n\n{key}\n".encode()))
    assert tuple(stages.of_status(colour, legend) for colour in ("Green", "Amber", "Red")) == expected


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("Key policies re-written e.g. case transfers.", "complete"),
        ("Establishing a set of minimum standards. Aug’19", "complete"),
        ("Initial exploration to map services.", "complete"),
        ("Framework revised in Jan'19 and continues to embed.", "complete"),
        ("Core skills workshops delivered for all staff. (Nov’19 – Jan’20)", "complete"),
        ("We are reviewing the current strategy.", "under_way"),
        ("The fostering strategy is making gradual progress.", "under_way"),
        ("A programme of sessions from Nov’19 throughout 2020 to develop a portfolio.", "under_way"),
        ("Campaign launched; recruitment is ongoing.", "under_way"),
        ("Group supervision is being piloted in two teams.", "under_way"),
        ("A redesign of the front door – in progress", "under_way"),
    ],
)
def test_what_was_done_is_complete_unless_its_words_say_that_it_goes_on(words, stage):
    assert stages.of_done(words, DAY).stage == stage


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("Contract reviewed and renewed, with governance boards in place.", "planned"),
        ("We are investigating a new model.", "planned"),
        ("Data strategy continues; expanding data.", "planned"),
        ("Re-design, commence Jan'20", "planned"),
        ("Work to be started once the post is filled.", "planned"),
        ("Not yet started.", "planned"),
        ("Re-design phase two, commenced Nov'19", "under_way"),
        ("Recruitment has started.", "under_way"),
        ("Work has begun on a guide.", "under_way"),
        ("Review started in March 2020", "planned"),
    ],
)
def test_what_is_planned_is_planned_unless_it_began_before_the_papers_day(words, stage):
    assert stages.of_planned(words, DAY).stage == stage


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("Completed March 2019.", "complete"),
        ("This action is complete.", "complete"),
        ("Draft done; consultation runs to May.", "under_way"),
        ("Not yet complete.", "under_way"),
        ("Two of four workshops held.", "under_way"),
        ("Not started", "planned"),
        ("Due to start in April.", "planned"),
        ("N/A", "planned"),
        ("Action withdrawn: the regional agency does this.", "stopped"),
    ],
)
def test_the_progress_tells_where_no_status_does(words, stage):
    assert stages.of_progress(words).stage == stage


def test_an_empty_progress_tells_nothing():
    assert stages.of_progress(" – ") is None

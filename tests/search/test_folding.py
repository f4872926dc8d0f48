"""Words as the search compares them: what looks the same to a reader is the same."""

import pytest

from csc_tracker.pages.folding import folded, indexed, read_search, stem, vocabulary_of, words_of


def forms(text):
    return [sorted(word.forms) for word in words_of(text)]


@pytest.mark.parametrize(
    "texts",
    [
        ("Children's", "children’s", "CHILDREN‘S", "childrenʼs", "chil\u00addren's", "children\u200b's"),
        ("re-offending", "re\u2010offending", "re\u2011offending", "re–offending", "re−offending", "RE－OFFENDING"),
        ("café", "cafe\u0301", "CAFÉ", "cafe", "ｃａｆｅ", "ca\ufffefé"),
        ("Łódź", "lodz"),
        ("straße", "STRASSE"),
        ("lone parents", "lone\u00a0parents", "lone\u2003\u2060parents", "Lone, parents!", "“lone” (parents)"),
        ("don't", "don’t"),
        ("ﬁle", "file"),
        ("P1.72", "p01.72", "P1.072", "(P1.72)", "P1․72"),
    ],
)
def test_what_looks_the_same_is_the_same(texts):
    assert [forms(text) for text in texts] == [forms(texts[0])] * len(texts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("re-offending", [["offending", "re", "reoffending"]]),
        ("O'Brien", [["brien", "o", "obrien"]]),
        ("carers’ views", [["carers"], ["views"]]),
        ("Nov'19", [["19", "nov", "nov19"]]),
        ("5.2 and 10.1.3", [["5.2"], ["and"], ["10.1.3"]]),
        ("P3.06", [["3.6", "p3.6"]]),
        ("50%", [["50"]]),
        ("改善計画", [["改"], ["善"], ["計"], ["画"]]),
        ("", []),
        ("*** – ’ \u200b \0 \ud800", []),
    ],
)
def test_the_words_of_a_text(text, words):
    assert forms(text) == words


def test_a_word_says_where_it_is_in_the_text_as_it_was_written():
    text = "Ａ caf\u0065\u0301 — the chil\u00addren’s ﬁle"
    assert [text[word.start : word.end] for word in words_of(text)] == [
        "Ａ", "caf\u0065\u0301", "the", "chil\u00addren’s", "ﬁle",
    ]  # fmt: skip


def test_a_very_long_word_is_cut():
    assert indexed("ab" * 250) == f"{'ab' * 30} |"


@pytest.mark.parametrize(
    "alike",
    [
        ("hub", "hubs"), ("policy", "policies"), ("child", "children", "childrens"), ("safeguarding", "safeguarded"),
        ("woman", "women"), ("recruit", "recruiting", "recruitment"), ("staff", "staffing", "staffed"),
    ],
)  # fmt: skip
def test_endings_do_not_count(alike):
    assert len({stem(word) for word in alike}) == 1


@pytest.mark.parametrize("word", ["hu", "20", "改", "nov19", "ћирилица"])
def test_what_is_no_english_word_keeps_its_ending(word):
    assert stem(word) == word


def test_the_index_keeps_words_then_stems_and_proposes_the_words_alone():
    kept = indexed("Hubs for 20 lone parents", "Hubs")
    assert kept == "hubs for 20 lone parents | hub parent"
    assert vocabulary_of(kept) == {"hubs", "for", "lone", "parents"}
    assert indexed("", "***") == ""


# What is looked for.


def marked(text, search):
    return [text[start:end] for start, end in read_search(search).marks(text)]


@pytest.mark.parametrize(
    ("text", "search", "marks"),
    [
        ("A Hub.", "hubs", ["Hub"]),
        ("Hubs and hubris", "hub", ["Hubs", "hubris"]),
        ("The lone parents’ hub", "LONE parent", ["lone", "parents"]),
        ("children’s homes", "children's", ["children’s"]),
        ("re‑offending", "reoffending", ["re‑offending"]),
        ("reoffending", "re-offending", ["reoffending"]),
        ("a multi-agency hub", "agency", ["multi-agency"]),
        ("Recruitment", "recr", ["Recruitment"]),
        ("recruit", "recruitment", ["recruit"]),
        ("a train of thought", "tr", []),
        ("Café", "cafe", ["Café"]),
        ("see (P1.72), P1.7", "p1.72", ["P1.72"]),
        ("paragraph 5.2", "5.2", ["5.2"]),
        ("abc", "zebra", []),
    ],
)
def test_what_a_search_marks(text, search, marks):
    assert marked(text, search) == marks


def test_the_commonest_words_are_left_out_where_there_are_others():
    assert [each.word for each in read_search("the hub of the plan").sought] == ["hub", "plan"]
    assert [each.word for each in read_search("to be or not").sought] == ["to", "be", "or", "not"]


def test_twelve_words_count():
    assert len(read_search(" ".join(f"word{n}" for n in range(20))).groups) == 12


def test_a_search_without_a_word_is_none():
    assert not read_search("*** ’ –")
    assert read_search("a")


def test_a_pattern_is_held_against_a_folded_line():
    assert folded("Ｐ１․72 — Caf\u00e9’s") == "p1.72 - cafe's"

"""Which sentences under a priority tell of work done, which of work to do, and which of neither."""

import pytest

from inspections.loading.recognising.plan_prose import side_of_sentence

SENTENCES = {
    "done, in the passive": ("A new strategy was agreed in May 2023.", "done"),
    "done, by us": ("We have recruited eleven family support workers.", "done"),
    "begun": ("A monthly audit programme started in September 2022.", "done"),
    "to do, by a post": ("The Head of Fostering will bring a strategy to Cabinet in February 2023.", "planned"),
    "to do, in the passive": ("A career pathway will be published by July 2024.", "planned"),
    "to do, with what was done before": (
        "From January 2023 the Principal Social Worker will observe practice.",
        "planned",
    ),
    "done and then to do": ("A protocol has been agreed and will be launched in May.", "done"),
    "found by inspectors": ("Inspectors found that supervision was started late.", ""),
    "a gain for children": ("Children will have the best start in every ward.", ""),
    "a figure": ("The target of 90% was reached and 94% have been visited.", ""),
    "an outcome": ("The number of children in need has fallen since 2021.", ""),
    "a view": ("We believe that families should get help early.", ""),
    "the paper's own business": ("A further report will be brought to the Committee in March.", ""),
    "a heading": ("Work done", ""),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_tells_of_work_done_or_to_do(name):
    sentence, side = SENTENCES[name]
    assert side_of_sentence(sentence) == side

"""The addresses of pages in templates: what each tag keeps of the page's own, shown or given a name."""

from types import SimpleNamespace

import pytest
from django.template import engines
from django.urls import NoReverseMatch, clear_script_prefix, set_script_prefix

from csc_tracker.pages.addresses import cached_reverse, one_script_prefix

KEPT = {"page_context": SimpleNamespace(query="?plan=practice&on=2020-04-01"), "plan_query": "?plan=practice"}


def rendered(source):
    return engines["django"].from_string(source).render(KEPT)


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("url", "/actions/P1.01/"),
        ("page_url", "/actions/P1.01/?plan=practice&amp;on=2020-04-01"),
        ("plan_url", "/actions/P1.01/?plan=practice"),
    ],
)
def test_an_address_keeps_the_same_whether_it_is_shown_or_named(tag, address):
    assert rendered(f"{{% {tag} 'action' 'P1.01' %}}") == address
    assert rendered(f"{{% {tag} 'action' 'P1.01' as there %}}{{{{ there }}}}") == address


def test_an_address_that_cannot_be_found_is_an_error_unless_it_is_named():
    with pytest.raises(NoReverseMatch):
        rendered("{% page_url 'nowhere' %}")
    assert rendered("{% page_url 'nowhere' as there %}{{ there }}") == ""


def test_the_service_can_be_anywhere_and_elsewhere_with_the_next_request():
    try:
        for place in ("/tracker/", "/", "/elsewhere/"):
            set_script_prefix(place)
            with one_script_prefix():
                assert cached_reverse("action", "P1.01") == f"{place}actions/P1.01/"
            assert cached_reverse("action", "P1.01") == f"{place}actions/P1.01/"
    finally:
        clear_script_prefix()

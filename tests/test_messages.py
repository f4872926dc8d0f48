"""What a page says once after a save: the cookie that carries it."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import HttpResponse


@pytest.fixture
def carry(rf):
    """Say something after a save; gives the cookies that go out, and what the next page finds, which takes it away."""

    def carry():
        asked, answer = rf.get("/"), HttpResponse()
        asked.session = {}
        said = default_storage(asked)
        said.add(messages.SUCCESS, "P1.01 has been updated.")
        said.update(answer)
        after, last = rf.get("/"), HttpResponse()
        after.session = {}
        after.COOKIES = {name: cookie.value for name, cookie in answer.cookies.items()}
        found = default_storage(after)
        words = [str(each) for each in found]
        found.update(last)
        return answer.cookies, words, last.cookies

    return carry


def test_in_production_no_other_host_sets_the_cookie(carry, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookies, words, last = carry()
    assert words == ["P1.01 has been updated."]
    [(name, cookie)] = cookies.items()
    assert name == "__Host-messages"
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert cookie["samesite"] == "Lax"
    assert (last[name].value, last[name]["max-age"], last[name]["secure"]) == ("", 0, True)


def test_the_demonstration_carries_it_over_http(carry):
    cookies, words, _ = carry()
    assert words == ["P1.01 has been updated."]
    assert list(cookies) == ["messages"]

"""Stories of signing in: an invitation, an app on a phone, a lost phone, a passkey, and a browser without JavaScript."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.council_page import is_said_of

pytestmark = pytest.mark.browser
PASSWORD = "a plan for every child"

_INVITED = """
from django.contrib.auth.models import Group
from csc_tracker.models import User
from csc_tracker.people.links import link_for
person = User(username="{name}", email="{name}@example.gov.uk", first_name="Ann", last_name="Lee")
person.set_unusable_password()
person.save()
person.groups.add(Group.objects.get(name="Officer"))
print("LINK", link_for(person))
"""


def invite(site, name):
    """The path of the link that a new officer is sent."""
    said = site.output_of("shell", "--verbosity", "0", "-c", _INVITED.format(name=name))
    [link] = [line.split()[1] for line in said.splitlines() if line.startswith("LINK ")]
    return "/password/new/" + link.partition("/password/new/")[2]


def heading(page):
    return page.get_by_role("heading", level=1)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sign_out(page):
    press(page, "Sign out")
    expect(heading(page)).to_have_text("Sign in")


def give_password(page, name):
    page.get_by_label("User name or email address").fill(f"{name}@example.gov.uk")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def choose_password(site, name, **context):
    """Open the link of an invitation, choose a password and be signed in; gives the page."""
    page = site.open(**context)
    page.goto(invite(site, name))
    expect(heading(page)).to_have_text("Choose your password")
    if context.get("java_script_enabled", True):  # which the checker is written in
        assert violations(page) == []
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    press(page, "Choose this password and sign in")
    expect(page.get_by_role("navigation").first).to_be_visible()
    return page


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_somebody_new_sets_up_an_app_and_comes_back_with_a_code_or_a_recovery_code(writing_site):
    page = choose_password(writing_site, "app")
    page.goto("/account/second-step/app/")
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    press(page, "Set up")
    expect(heading(page)).to_have_text("Your recovery codes")
    assert violations(page) == []
    lost = page.locator(".codes code").first.inner_text()
    sign_out(page)
    give_password(page, "app")
    expect(heading(page)).to_have_text("Your second step")
    assert violations(page) == []
    page.get_by_label("Code", exact=True).fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("The code is wrong")
    assert violations(page) == []
    page.get_by_label("Code", exact=True).fill(lost)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    for address, title in (
        ("/account/second-step/codes/", "Your recovery codes"),
        ("/account/second-step/codes/new/", "Make new recovery codes"),
        ("/account/second-step/app/remove/", "Remove the app"),
        ("/account/second-step/", "Your second step"),
        ("/account/", "Your account"),
    ):
        page.goto(address)
        expect(heading(page)).to_have_text(title)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], f"{address} at {width}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    expect(page.locator("main")).to_contain_text("by password and a recovery code")


def test_a_passkey_signs_in_alone_and_as_the_second_step(writing_site):
    page = choose_password(writing_site, "passkey")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    here = page.url.partition("//")[2].partition("/")[0].replace("127.0.0.1", "localhost")
    page.goto(f"http://{here}/sign-in/")  # browsers take no number for the name of a passkey's site
    give_password(page, "passkey")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"http://{here}/account/second-step/passkey/")
    page.get_by_label("A name for it").fill("My work laptop")
    page.get_by_label("Sign in by this passkey alone").check()
    press(page, "Add this passkey")
    expect(heading(page)).to_have_text("Your recovery codes")
    sign_out(page)
    give_password(page, "passkey")
    expect(heading(page)).to_have_text("Your second step")
    press(page, "Use a passkey")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    sign_out(page)
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(f"http://{here}/account/second-step/")
    page.get_by_role("link", name="Remove the passkey My work laptop").click()
    expect(heading(page)).to_have_text("Remove a passkey")
    assert violations(page) == []
    press(page, "Remove it")
    expect(page.get_by_role("status")).to_contain_text("Your passkey was removed.")


def test_without_javascript_all_but_passkeys_works(writing_site):
    page = choose_password(writing_site, "plain", java_script_enabled=False)
    page.goto("/account/second-step/passkey/")
    expect(page.locator("main")).to_contain_text("Passkeys need JavaScript, and a browser that knows them.")
    page.goto("/account/second-step/app/")
    page.get_by_label("Code", exact=True).fill(code_of(page.locator("code.key").inner_text()))
    press(page, "Set up")
    expect(heading(page)).to_have_text("Your recovery codes")
    sign_out(page)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    give_password(page, "plain")
    expect(heading(page)).to_have_text("Your second step")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()


_LETTER = """
from django.utils import timezone
from csc_tracker.mail.sending import compose
from csc_tracker.models import Email, User
email = Email(letter="invitation", person=User.objects.get(username="officer"), to="x@y.example", made_at=timezone.now())
print(compose(email).alternatives[0][0])
"""


def test_an_email_fits_a_narrow_screen_with_its_address_to_copy(site):
    html = site.output_of("shell", "--verbosity", "0", "-c", _LETTER)
    assert "/password/new/" in html
    page = site.open()
    page.set_viewport_size({"width": 320, "height": 900})
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


def _at_the_council(page, subject):
    """Sign in at the provider's page, which knows people by such names."""
    page.get_by_placeholder("sub").fill(subject)
    press(page, "Authorize")


def test_the_councils_own_page_lets_its_people_in_and_nobody_else(council_site):
    provider = council_site.provider
    is_said_of(provider, "ann", given_name="Ann", family_name="Lee")
    page = council_site.open()
    page.goto("/actions/")
    expect(heading(page)).to_have_text("Sign in")
    assert violations(page) == []
    page.get_by_role("button", name="Sign in with your").click()
    _at_the_council(page, "ann")
    page.wait_for_url("**/actions/")  # a second step is the council's own matter
    expect(page.locator("header")).to_contain_text("Ann Lee")
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("by the council’s own sign-in page")
    sign_out(page)

    for subject, claims, words in (
        ("wrong", {"groups": ["g-others"]}, "you are in none of the groups that this service is for"),
        ("missing", {"groups": None}, "you are in none of the groups that this service is for"),
        ("nameless", {"email": None}, "it is not certain which account here is yours"),
    ):
        is_said_of(provider, subject, **{"email": f"{subject}@example.gov.uk"} | claims)
        page = council_site.open()
        page.goto("/sign-in/")
        page.get_by_role("button", name="Sign in with your").click()
        _at_the_council(page, subject)
        expect(page.locator("main")).to_contain_text(words)
        assert violations(page) == [], subject
        page.goto("/")
        expect(heading(page)).to_have_text("Sign in")


def test_an_answer_of_the_councils_page_is_used_once_and_a_password_not_at_all(council_site):
    is_said_of(council_site.provider, "ben", email="ben@example.gov.uk", name="Ben Fox")
    page = council_site.open()
    answers = []
    page.on("request", lambda request: answers.append(request.url) if "/council/back/" in request.url else None)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with your").click()
    _at_the_council(page, "ben")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    [answer] = answers
    sign_out(page)
    page.goto(answer)
    expect(page.locator("main")).to_contain_text("did not say who you are")
    page.goto("/sign-in/")
    council_site.sign_in(page, "officer")
    expect(page.get_by_role("alert").first).to_be_visible()
    page.goto("/")
    expect(heading(page)).to_have_text("Sign in")

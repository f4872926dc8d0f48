"""Every page of the site map as the accessibility walk and the HTML checker open it."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from csc_tracker.management.commands.demonstration import REPORTED
from tests.importing.sheets import ORDINARY, workbook

PRACTICE = "?plan=practice"
MEETING = "/meetings/cyp-2020-01-23/"
RESOLUTION = "/resolutions/cyp-2019-10-16-cost-of-the-plan/"
FINDING = "/findings/practice-2019/1"
REPORT = "/reports/2020-01-14-post-ofsted-report/"


@dataclass(frozen=True)
class Page:
    """One page: its name, where it opens, who opens it (none: nobody signed in), what is done there, how it answers.

    `steps` takes the opened page on to what is looked at, such as a form with errors; nothing may be saved by it.
    """

    name: str
    address: str
    role: str | None = "member"
    steps: object = None
    status: int = 200

    def open(self, page):
        """Bring a browser's page there and make sure that it arrived; gives the HTML as the server sent it."""
        documents = []
        page.on("response", lambda answer: documents.append(answer) if _is_a_page(answer) else None)
        answer = page.goto(in_full(page, self.address))
        assert answer.status == self.status, f"{self.address} answers {answer.status}"
        if self.steps:
            self.steps(page)
        return documents[-1].body()


def in_full(page, address):
    """An address with the code of a frozen position for its day, and that of an update for “latest”: codes are made."""
    if "/updates/latest/" in address:
        before, after = address.split("latest")
        page.goto(f"{before.removesuffix('updates/')}{PRACTICE}")
        withdraw = page.locator("a[href*='/updates/']").first.get_attribute("href")
        return before + re.search(r"/updates/(\w+)/", withdraw)[1] + after
    if not (named := re.match(r"/positions/(\d{4}-\d\d-\d\d)/", address)):
        return address
    meeting = next(meeting for day, meeting in REPORTED if day.isoformat() == named[1])
    page.goto(f"/meetings/{meeting}/{PRACTICE}")
    shown = page.locator("a[href^='/positions/']").first.get_attribute("href")
    return re.match(r"/positions/\w+/", shown)[0] + address.removeprefix(named[0])


def _is_a_page(answer):
    return answer.request.is_navigation_request() and not 300 <= answer.status < 400


def _continue_empty(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")


def _go_on(rating, *more):
    def steps(page):
        page.get_by_label("Under way", exact=True).check()
        page.get_by_label(rating, exact=True).check()
        for label in more:
            page.get_by_label(label).check()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Check your update")

    return steps


def _report_complete(page):
    page.get_by_label("Complete", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your update")


def _save_with_errors(page):
    _go_on("At risk", "This is about an earlier day", "It needs a new date")(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")


def _send_empty(button, exact=False):
    def steps(page):
        page.get_by_role("button", name=button, exact=exact).click()
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")

    return steps


def _send_too_many_words(page):
    page.get_by_label("Commentary").fill("Two foster families have said yes and a third has not. " * 14)
    _send_empty("Save", exact=True)(page)


def _open_every_fold(page):
    for fold in page.locator("main details").all():
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()


def _send_without_protection(page):
    page.get_by_label("What has happened since?").fill("Some forty characters and more of what has happened since.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The form was not saved")


def _several(button):
    def steps(page):
        for reference in ("P1.03", "P1.05"):
            page.get_by_label(f"Select {reference}", exact=True).check()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^New .* for 2 actions$"))

    return steps


def _preview_a_date(page):
    _several("New due date for those selected")(page)
    page.get_by_label("By when will they be done?").fill("30 September 2020")
    page.get_by_label("Why is the date moving?").fill("The supplier is late.")
    page.get_by_label("Who agreed to the new date?").fill("Director")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("button", name="Save 2 changes")).to_be_visible()


def _select_all(page):
    for box in page.get_by_label("Select all in this group").all():
        box.check()
    page.get_by_role("button", name="No change to those selected").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("No change to")


def _save_several_empty(page):
    _select_all(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")


def _no_change(page):
    page.get_by_role("button", name="No change, still true").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No change to P1.03")


def _upload(page):
    rows = [*ORDINARY, [1, "Write to every foster carer.", "Head of Duty", "the day after", "Red"], ["Total", 4]]
    upload(page, "plan of Testham.xlsx", workbook(rows))


def _preview(page):
    _upload(page)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What “plan of Testham.xlsx” would change")


def _preview_saved(page):
    _preview(page)
    page.get_by_role("button", name="Save all of it").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")


def upload(page, name, content):
    """Choose a file on the page that loads a spreadsheet, and go on to its columns."""
    page.get_by_label("The spreadsheet").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.get_by_label("It was published").check()
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"What do the columns of “{name}” hold?")


PAGES = [
    Page("status board", "/"),
    Page("status board of an officer", "/", "officer"),
    Page("status board in the past", "/?on=2019-10-16"),
    Page("status board in the future", "/?on=2020-04-01"),
    Page("status board of the practice plan", f"/{PRACTICE}"),
    Page("due dates", "/due-dates/", steps=_open_every_fold),
    Page("due dates in the future", "/due-dates/?on=2020-04-01"),
    Page("due dates of the practice plan", f"/due-dates/{PRACTICE}", steps=_open_every_fold),
    Page("measures", "/measures/?on=2023-01-31", steps=_open_every_fold),
    Page("measures of the practice plan", f"/measures/{PRACTICE}", steps=_open_every_fold),
    Page("priority", "/priorities/3/"),
    Page("priority of an officer", "/priorities/3/", "officer"),
    Page("priority of the practice plan", f"/priorities/1/{PRACTICE}"),
    Page("lead of a priority", "/priorities/3/lead/", "officer"),
    Page("lead of a priority with errors", "/priorities/3/lead/", "officer", _send_empty("Save", exact=True)),
    Page("priority with measures and a chart", "/priorities/2/?plan=practice"),
    Page("priority with measures of later papers", "/priorities/9/?on=2023-01-31", steps=_open_every_fold),
    Page("commentary on the plan", "/commentary/", "officer"),
    Page("commentary on the plan with errors", "/commentary/", "officer", _send_empty("Save", exact=True)),
    Page("commentary on a priority", "/priorities/3/commentary/", "officer"),
    Page("commentary with too many words", "/priorities/3/commentary/", "officer", _send_too_many_words),
    Page("impact of a priority", "/priorities/3/impact/", "officer"),
    Page("impact of a priority with errors", "/priorities/3/impact/", "officer", _send_empty("Save", exact=True)),
    Page("actions", "/actions/"),
    Page("actions with filters open", "/actions/?status=not_rated&rows=50", steps=_open_every_fold),
    Page("actions sorted", "/actions/?sort=-due&page=2"),
    Page("actions of an officer", "/actions/", "officer"),
    Page("actions of the practice plan", f"/actions/{PRACTICE}&rows=100"),
    Page("actions with an empty result", "/actions/?q=nothing+has+these+words"),
    Page("actions with a bad filter", "/actions/?priority=99&due_from=tomorrow"),
    Page("search", "/search/"),
    Page("search for a word", "/search/?q=hubs"),
    Page("search for a common word in the practice plan", f"/search/{PRACTICE}&q=children"),
    Page("search of one kind", "/search/?q=children&kind=passage&page=2"),
    Page("search for a mistyped word", "/search/?q=saveguarding"),
    Page("search for what is nowhere together", "/search/?q=hubs+fostering+zebra"),
    Page("action", "/actions/P3.06/"),
    Page("action of an officer", "/actions/P3.06/", "officer"),
    Page("action in the future", "/actions/P3.06/?on=2020-04-01"),
    Page("action in the past", "/actions/P3.06/?on=2019-10-16", steps=_open_every_fold),
    Page("action of the practice plan", f"/actions/P1.01/{PRACTICE}", "officer"),
    Page("owner of an action", "/actions/P3.06/owner/", "officer"),
    Page("owner of an action with errors", "/actions/P3.06/owner/", "officer", _send_empty("Save", exact=True)),
    Page("update", "/actions/P3.06/update/", "officer"),
    Page("update with errors", "/actions/P3.06/update/", "officer", _continue_empty),
    Page("update, the check", "/actions/P3.06/update/", "officer", _go_on("Yes, on track", "It needs a new date")),
    Page("update, the check of a completion", "/actions/P3.06/update/", "officer", _report_complete),
    Page("update, the check with errors", "/actions/P3.06/update/", "officer", _save_with_errors),
    Page("update that was not protected", "/actions/P3.06/update/", "officer", _send_without_protection),
    Page("undoing an update that is too old for it", f"/actions/P1.02/updates/latest/undo/{PRACTICE}", "programme"),
    Page("withdrawing an update", f"/actions/P1.02/updates/latest/withdraw/{PRACTICE}", "programme"),
    Page(
        "removing words with errors",
        f"/actions/P1.02/updates/latest/blank/{PRACTICE}",
        "admin",
        _send_empty("Save", exact=True),
    ),
    Page("first date with errors", "/actions/P3.06/first-date/", "admin", _send_empty("Save", exact=True)),
    Page("comment on an action", "/actions/P3.06/comments/add/", "officer"),
    Page("comment with errors", "/actions/P3.06/comments/add/", "officer", _send_empty("Save", exact=True)),
    Page("following an action", "/actions/P3.06/follow/", "officer"),
    Page("following a priority", "/priorities/3/follow/", "officer"),
    Page("saved views", "/saved-views/", "officer"),
    Page("saving a view", "/saved-views/add/?list=actions&query=status%3Dlate", "officer"),
    Page("saving a view with errors", "/saved-views/add/", "officer", _send_empty("Save", exact=True)),
    Page("my actions without a post", "/my-actions/", "admin"),
    Page("my actions", f"/my-actions/{PRACTICE}", "officer"),
    Page("my updates", "/my-updates/", "officer"),
    Page("my updates of the practice plan", f"/my-updates/{PRACTICE}", "programme"),
    Page("my actions, narrowed", f"/my-actions/{PRACTICE}&q=P1.02+P1.03&status=late", "officer"),
    Page("no change to the rest", f"/my-actions/no-change/{PRACTICE}&rest=1", "officer"),
    Page("new owner of several", f"/my-actions/{PRACTICE}", "officer", _several("New owner for those selected")),
    Page("new due date of several, previewed", f"/my-actions/{PRACTICE}", "officer", _preview_a_date),
    Page("no change to several", f"/my-actions/{PRACTICE}", "officer", _select_all),
    Page("no change to several with errors", f"/my-actions/{PRACTICE}", "officer", _save_several_empty),
    Page("no change to what is late", f"/actions/P1.03/update/{PRACTICE}", "officer", _no_change),
    Page("load a spreadsheet", "/actions/from-a-spreadsheet/", "programme"),
    Page("load a spreadsheet with errors", "/actions/from-a-spreadsheet/", "programme", _send_empty("Read it")),
    Page("columns of a spreadsheet", "/actions/from-a-spreadsheet/", "programme", _upload),
    Page("preview of a spreadsheet", "/actions/from-a-spreadsheet/", "programme", _preview),
    Page("preview with errors", "/actions/from-a-spreadsheet/", "programme", _preview_saved),
    Page("chase", "/chase/", "programme"),
    Page("chase of the practice plan", f"/chase/{PRACTICE}", "programme"),
    Page("chase in the past, of an admin", f"/chase/{PRACTICE}&on=2019-12-01", "admin"),
    Page("reminders of the practice plan", f"/chase/remind/{PRACTICE}&person=3", "programme"),
    Page("findings", "/findings/"),
    Page("findings with a bad filter", "/findings/?kind=nothing&priority=99"),
    Page("findings with an empty result", "/findings/?q=nothing+has+these+words"),
    Page("findings in the future", "/findings/?on=2021-01-01"),
    Page("findings of an officer", f"/findings/{PRACTICE}", "officer", _open_every_fold),
    Page("finding that nobody has looked at", "/findings/ilacs-2019/17/"),
    Page("finding with its thread", f"{FINDING}/{PRACTICE}"),
    Page("finding of an officer", f"{FINDING}/{PRACTICE}", "officer", _open_every_fold),
    Page("findings to look at", "/findings/look/", "officer"),
    Page("confirming what answers a finding", f"{FINDING}/P1.04/confirm/{PRACTICE}", "officer"),
    Page("confirming with errors", f"{FINDING}/P1.04/confirm/{PRACTICE}", "admin", _send_empty("Confirm")),
    Page("confirming without a post", "/findings/ilacs-2019/17/add/", "officer"),
    Page("removing what answers a finding", f"{FINDING}/1/remove/{PRACTICE}", "officer"),
    Page("adding what answers a finding", f"{FINDING}/add/{PRACTICE}", "officer"),
    Page("adding what answers a finding, with errors", f"{FINDING}/add/{PRACTICE}", "admin", _send_empty("Add")),
    Page("inspections", "/inspections/", steps=_open_every_fold),
    Page("inspection", "/inspections/ilacs-2019/"),
    Page("inspection without findings", "/inspections/sif-2015/"),
    Page("inspection with a clock", f"/inspections/practice-2019/{PRACTICE}", steps=_open_every_fold),
    Page("inspections of the practice plan", f"/inspections/{PRACTICE}"),
    Page("meetings", "/meetings/", steps=_open_every_fold),
    Page("meeting", MEETING),
    Page("freezing a position", "/meetings/cyp-2020-01-23/freeze/", "programme"),
    Page("freezing with errors", "/meetings/cyp-2020-01-23/freeze/", "programme", _send_empty("Freeze the position")),
    Page("frozen position", "/positions/2019-10-14/"),
    Page("actions of a frozen position", "/positions/2019-10-14/actions/?status=on_track"),
    Page("priority of a frozen position", "/positions/2019-10-14/priorities/1/"),
    Page("status board compared with a day", f"/{PRACTICE}&since=2019-09-01", steps=_open_every_fold),
    Page("actions that changed", f"/actions/{PRACTICE}&change=any"),
    Page("actions with a date moved", f"/actions/{PRACTICE}&change=date_moved"),
    Page("meeting known only by its month", "/meetings/july-2019/"),
    Page("calendar", "/calendar/"),
    Page("calendar of an officer", "/calendar/", "officer"),
    Page("briefing", f"{MEETING}briefing/"),
    Page("briefing in the future", f"{MEETING}briefing/?on=2020-04-01"),
    Page("briefing of the practice plan", f"/meetings/practice-2020-02-06/briefing/{PRACTICE}"),
    Page("briefing of a kind that is not there", f"{MEETING}briefing/odt/", status=404),
    Page("questions", "/questions/"),
    Page("questions of a programme officer", "/questions/", "programme"),
    Page("question of one's own", f"{MEETING}questions/add/"),
    Page("question of one's own with errors", f"{MEETING}questions/add/", steps=_send_empty("Keep this question")),
    Page("resolutions", "/resolutions/", steps=_open_every_fold),
    Page("resolutions with a bad filter", "/resolutions/?kind=nothing"),
    Page("resolutions of the practice plan", f"/resolutions/{PRACTICE}"),
    Page("resolution", RESOLUTION),
    Page("resolution of an admin", RESOLUTION, "admin"),
    Page("resolution that is overdue", "/resolutions/cyp-2020-01-23-self-assessment-report/?on=2020-04-01"),
    Page("recording an answer", f"{RESOLUTION}answer/", "officer"),
    Page("recording an answer with errors", f"{RESOLUTION}answer/", "officer", _send_empty("Record this answer")),
    Page("judging an answer", f"{RESOLUTION}answers/1/verdict/"),
    Page("judging an answer with errors", f"{RESOLUTION}answers/1/verdict/", steps=_send_empty("Save what I say")),
    Page("closing", f"{RESOLUTION}close/", "admin"),
    Page("closing with errors", f"{RESOLUTION}close/", "admin", _send_empty("Record that it is closed")),
    Page("reports", "/reports/", steps=_open_every_fold),
    Page("report", REPORT),
    Page("report of a plain paper", "/reports/2019-10-16-childrens-social-care-budget/"),
    Page("how ratings work", "/help/ratings/"),
    Page("glossary", "/help/glossary/"),
    Page("accessibility", "/accessibility/"),
    Page("accessibility, not signed in", "/accessibility/", None),
    Page("sign in", "/sign-in/", None),
    Page("your account", "/account/", "officer"),
    Page("sign in with errors", "/sign-in/", None, _send_empty("Sign in", exact=True)),
    Page("password", "/password/"),
    Page("password with errors", "/password/", steps=_send_empty("Change password")),
    Page("forgotten password", "/password/forgotten/", None),
    Page("forgotten password with errors", "/password/forgotten/", None, _send_empty("Send me a link")),
    Page("forgotten password, link sent", "/password/forgotten/sent/", None),
    Page("link that no longer works", "/password/new/1-of-nothing/", None),
    Page("account that is closed", "/sign-in/closed/", None),
    Page("who may do what", "/help/roles/"),
    Page("second step", "/account/second-step/", "officer"),
    Page("second step by an app", "/account/second-step/app/", "officer"),
    Page("second step by an app with errors", "/account/second-step/app/", "officer", _send_empty("Set up")),
    Page("second step by a passkey", "/account/second-step/passkey/", "officer"),
    Page("page that the role does not reach", "/actions/P3.06/update/", status=403),
    Page("page that is not there", "/nothing/", status=404),
    Page("action that is not there", "/actions/P99.99/", status=404),
    Page("day that cannot be read", "/?on=tomorrow", status=400),
]

# The screens of csc_tracker.people.roles.SCREENS that have no page of their own to look at, and why.
NO_PAGE = {
    "sign_out_everywhere": "answers to POST alone",
    "email_choices": "the form on the account's own page, which it leads back to",
    "csp_report": "where browsers report to, by script alone",
    "healthz": "one word of plain text for what watches the service",
    "readyz": "JSON for what watches the service",
    "account_inactive": "seen by whoever is not signed in: above, as “account that is closed”",
    "account_reset_password": "seen by whoever is not signed in: above",
    "account_reset_password_done": "seen by whoever is not signed in: above",
    "account_reset_password_from_key": "seen by whoever is not signed in: above, and in the stories of signing in",
    "account_reauthenticate": "seen ten minutes after signing in; tests/test_second_step.py",
    "mfa_reauthenticate": "the same, for who has an app",
    "mfa_reauthenticate_webauthn": "the same, for who has a passkey",
    "mfa_authenticate": "seen in the stories of signing in",
    "mfa_login_webauthn": "answers a script",
    "mfa_view_recovery_codes": "seen in the stories of signing in",
    "mfa_generate_recovery_codes": "seen in the stories of signing in",
    "mfa_deactivate_totp": "seen in the stories of signing in",
    "mfa_remove_webauthn": "seen in the stories of signing in",
    "openid_connect_login": "leads to the council's own page; tests/test_council_sign_in.py",
    "openid_connect_callback": "leads back from there",
    "account_logout": "a form's target that leads to the sign-in page",
    "findings_matrix": "a table for a spreadsheet",
    "calendar_feed": "a calendar file, read back with icalendar in tests/inspections/test_calendar.py",
    "briefing_file": "the briefing as PDF, Word or Excel, each with tests of its own",
    "report_file": "the paper's own file, as it was published",
    "position_file": "the file as it was issued",
    "my_actions_seen": "a button's target that leads to my actions",
    "evidence_file": "the file as it came; tests/actions/test_evidence.py",
    "evidence_add": "seen in the story of a file: it needs an update of one’s own",
    "evidence_remove": "seen in the story of a file",
    "comment_withdraw": "seen in the story of a comment",
    "comment_remove": "seen in the story of a comment",
    "action_import_sheet": "above, as “columns of a spreadsheet”: its address has the key of a file",
    "action_import_template": "a workbook; tests/importing/test_loading_sheets.py",
    "stop_digest": "seen in a story of its own: its address is signed",
    "my_several": "above, as “new owner of several”: its form comes from “my actions”",
    "question_mark": "a button's target that leads to the briefing",
    "question_remove": "seen in the story of a member's questions",
    "question_send": "seen in the story of a member's questions",
    "question_answer": "seen in the story of a member's questions",
    "background_job": "seen in the programme officer's story, where something is made",
}

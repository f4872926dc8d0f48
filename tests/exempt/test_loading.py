"""Exempt papers that are loaded through Django admin as if they were open: none shows to who may not read them."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.lists.spreadsheets import ActionResource
from actions.models import Action
from csc_tracker.audit.entries import Act, AuditEntry
from csc_tracker.people import roles
from csc_tracker.people.sight import seeing, seeing_everything
from inspections.loading.review.acceptance import NotAccepted
from inspections.loading.review.accepting import accept
from inspections.models import Acceptance, Inspection, Loading, Proposal, Report, Resolution
from inspections.scrutiny.papers.closing import close_report
from inspections.scrutiny.papers.copies import HOLDS_A_CLOSED_PAPER, SAME_FILE, SAYS_THE_SAME
from priorities.models import Priority, made_from
from tests.exempt.everything import MARKED, visit
from tests.making import let_read_exempt, make_exemption, make_plan, make_priority, make_reported_action, make_user
from tests.making_loading import REPORT_DAY, accept_all, make_loading, read, read_action, read_report
from tests.making_scrutiny import make_citation, make_inspection, make_passage, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_in_process")]
ADD = "/admin/inspections/loading/add/"
PAPER = f"""# {MARKED} review

{{}}

**Committee:** Children’s Select Committee

**Date:** 14 January 2020

**Item:** 4

## 1. Purpose

1.1 This report tells the committee what {MARKED} did.

RESOLVED: That {MARKED} be noted.

Officers agreed to report on {MARKED} in March 2020.
"""
# Every wording makes the whole paper exempt, whatever was said on the form.
WORDINGS = [
    "**Classification:** Exempt from publication by virtue of paragraphs 1 and 2 of Part 1 of Schedule 12A",
    "**Access:** Confidential – not open to the public",
    "**Access:** Closed - no public access",
    "**Classification:** OFFICIAL-SENSITIVE",
    "**Status:** Wholly exempt",
    "This report contains exempt information as defined in paragraph 3 of Schedule 12A.",
    "Pink paper",
    "**Class:** Part 2",
    "NOT FOR PUBLICATION",
    "TO BE CONSIDERED IN PRIVATE",
    "Private and confidential",
]
MINUTES = f"""# Minutes of the Children’s Select Committee

Meeting held on 14 January 2020

## 4. Improvement plan

The committee looked at the plan.

RESOLVED: That the report be noted.

## 5. Exclusion of the press and public

RESOLVED: That under Section 100A of the Local Government Act 1972 the press and public be excluded from the meeting
during discussion of the following item because it involves the likely disclosure of exempt information.

## 6. {MARKED} cases

The committee heard what {MARKED} did.

RESOLVED: That {MARKED} be noted.

Officers agreed to report on {MARKED} in March 2020.
"""


@pytest.fixture
def reader(plan):
    """An admin who may read the plan's exempt papers, and loads them."""
    return let_read_exempt(make_user(roles.ADMIN, is_staff=True), plan)


def load(client, plan, text, **answers):
    """Load the text on admin's page, as open unless it is said otherwise; accept all that was read."""
    values = {"publication": "open", "pasted": text, "plan": plan.pk}
    assert client.post(ADD, values | answers).status_code == 302
    loading = Loading._base_manager.latest("pk")
    assert loading.state == "read", loading.failure
    client.post(f"/admin/inspections/loading/{loading.pk}/change/", {"all": "1"})
    return loading


def save(client, loading):
    if Loading._base_manager.get(pk=loading.pk).unanswered_signs:
        said = {"publication": "open", "because": "Only what is closed already is exempt."}
        assert client.post(f"/admin/inspections/loading/{loading.pk}/publication/", said).status_code == 302
    client.post(f"/admin/inspections/loading/{loading.pk}/accept/")
    assert Acceptance._base_manager.filter(loading=loading).exists()


def hits(client, person, starts, most=700):
    """The addresses at which the person finds the marked word."""
    client.force_login(person)
    pages = visit(client, starts, most)
    return [address for address, text in pages.items() if MARKED in text and MARKED not in address]


def in_pages(client, person):
    """The same in the pages that show what a paper gives, and what they lead to."""
    return hits(client, person, ["/reports/", "/resolutions/", "/meetings/", "/actions/", "/findings/"], most=45)


def in_admin(client, person):
    """The same in Django admin: the lists of what a paper gives, and the review and the forms they lead to."""
    names = ("report", "passage", "agendaitem", "resolution", "loading", "citation", "proposaldecision", "acceptance")
    return hits(client, person, [f"/admin/inspections/{name}/" for name in names], most=45)


def shown_to_nobody_but(reader, client, people):
    assert in_pages(client, people[roles.MEMBER]) == []
    assert in_admin(client, people["superuser"]) == []
    assert in_pages(client, reader)


def test_of_the_admins_word_and_the_papers_the_stricter_counts(client, plan, open_records, people, reader):
    """Each wording in a paper of its own, whose marked word ends in a letter of its own; all are looked for at once."""
    words = {f"{MARKED}{letter}": wording for letter, wording in zip("abcdefghijk", WORDINGS, strict=True)}
    client.force_login(reader)
    for word, wording in words.items():
        save(client, load(client, plan, PAPER.replace(MARKED, word).format(wording)))
    shown_to_nobody_but(reader, client, people)
    read_by_the_reader = " ".join(visit(client, ["/reports/"], most=60).values())
    assert [wording for word, wording in words.items() if f"{word} did." not in read_by_the_reader] == []


def test_what_nobody_said_is_open_is_exempt(client, plan, open_records, people, reader):
    client.force_login(reader)
    save(client, load(client, plan, PAPER.format(""), publication="exempt"))
    shown_to_nobody_but(reader, client, people)


def test_an_admin_who_may_not_read_it_is_told_where_their_paper_went(client, plan, people):
    client.force_login(people[roles.ADMIN])
    values = {"publication": "exempt", "pasted": PAPER.format(""), "plan": plan.pk}
    answer = client.post(ADD, values, follow=True)
    assert answer.redirect_chain == [("/admin/inspections/loading/", 302)]
    assert "somebody who is checks what was read" in answer.content.decode()
    loading = Loading._base_manager.get()
    answer = client.get(f"/admin/inspections/loading/{loading.pk}/change/")
    assert answer.status_code == 404
    assert "it is exempt and you are not named as a reader" in answer.content.decode()


def test_rejecting_the_papers_own_proposal_opens_nothing_of_it(client, plan, open_records, people, reader):
    client.force_login(reader)
    loading = load(client, plan, PAPER.format(WORDINGS[0]))
    report = Proposal._base_manager.get(loading=loading, kind="report")
    client.post(f"/admin/inspections/loading/{loading.pk}/change/", {"decide": f"{report.pk}:rejected"})
    client.post(f"/admin/inspections/loading/{loading.pk}/accept/")
    assert in_pages(client, people[roles.MEMBER]) == []
    assert in_admin(client, people["superuser"]) == []


def test_an_exempt_session_inside_open_minutes_is_exempt_and_the_rest_is_not(
    client, plan, open_records, people, reader
):
    client.force_login(reader)
    save(client, load(client, plan, MINUTES))
    shown_to_nobody_but(reader, client, people)
    client.force_login(people[roles.MEMBER])
    assert "The committee looked at the plan." in "".join(visit(client, ["/reports/"]).values())


def test_an_open_paper_shows(client, plan, open_records, people, reader):
    """The same paper without such words: the tests above find nothing because it is exempt, and for no other reason."""
    client.force_login(reader)
    save(client, load(client, plan, PAPER.format("**Class:** Part 1")))
    assert in_pages(client, people[roles.MEMBER])


def test_who_may_not_read_a_part_of_it_does_not_undo_it(client, plan, open_records, people, reader):
    client.force_login(reader)
    loading = load(client, plan, MINUTES)
    save(client, loading)
    acceptance = Acceptance._base_manager.get(loading=loading)
    address = f"/admin/inspections/loading/acceptances/{acceptance.pk}/undo/"
    client.force_login(people["superuser"])
    assert "Ask another admin." in client.post(address, {"because": "Too early."}).content.decode()
    client.force_login(reader)
    assert client.post(address, {"because": "Too early."}).status_code == 302


def test_an_open_paper_is_not_put_under_what_only_its_exempt_part_gives(client, plan, people, reader):
    said = [
        read("decision", f"{MARKED} be noted.", 2, item="4", item_title=f"{MARKED} item"),
        read("decision", "The report be noted.", 1, item="3", item_title="The plan"),
    ]
    loading = make_loading(plan, [read_report(), *said], ("The report be noted.", f"{MARKED} be noted."))
    exemption = make_exemption(plan)
    loading.proposals.filter(passage=2).update(exemption=exemption)
    loading.passages[1]["exemption"] = exemption.pk
    loading.save()
    with seeing([plan.pk]):
        accept_all(loading)
        accept(loading, by=reader, on=REPORT_DAY)
    report, resolution = Report.objects.select_related("item__meeting").get(), Resolution.objects.get()
    assert (report.exemption, report.item, report.item.exemption) == (None, resolution.item, None)
    assert report.item.meeting.exemption is None
    client.force_login(people["superuser"])
    assert MARKED not in client.get("/admin/inspections/report/").content.decode()


def test_a_file_that_is_here_as_exempt_does_not_come_again_as_open(client, plan, open_records, people, reader):
    client.force_login(reader)
    save(client, load(client, plan, PAPER.format(""), publication="exempt"))
    client.force_login(people["superuser"])
    values = {"publication": "open", "pasted": PAPER.format(""), "plan": plan.pk}
    assert "is kept as exempt" in client.post(ADD, values, follow=True).content.decode()
    assert not Loading.objects.filter(plan=plan, exemption=None).exclude(pk=open_records["loading"].pk).exists()


def test_nothing_is_saved_before_somebody_says_what_may_be_exempt(client, plan, open_records, people, reader):
    """The paper was loaded as open; its words are not enough to close it, and enough to ask."""
    text = PAPER.format("") + f"\nThe appendix on {MARKED} is exempt, as the chair agreed with the officers.\n"
    client.force_login(reader)
    loading = load(client, plan, text)
    page = f"/admin/inspections/loading/{loading.pk}/"
    assert "may be exempt" in client.get(f"{page}change/").content.decode()
    assert "Say first what they mean" in client.post(f"{page}accept/").content.decode()
    assert not Acceptance._base_manager.exists()
    question = f"{page}publication/"
    assert "Say what these words mean" in client.post(question, {"publication": "open", "because": ""}).content.decode()
    assert client.post(question, {"publication": "exempt"}).status_code == 302
    save(client, loading)
    shown_to_nobody_but(reader, client, people)


def test_a_paper_that_is_open_all_the_same_is_saved_with_the_reason_on_record(client, plan, open_records, reader):
    client.force_login(reader)
    loading = load(client, plan, PAPER.format("") + "\nThe exempt report was published in 2019.\n")
    save(client, loading)
    loading.refresh_from_db()
    assert (loading.open_by, loading.open_because) == (reader, "Only what is closed already is exempt.")
    [entry] = AuditEntry.objects.filter(act=Act.SAID_OPEN)
    assert (entry.by, "exempt report was published" in entry.words) == (reader, True)


def test_a_file_whose_name_says_so_is_exempt(client, plan, reader):
    client.force_login(reader)
    file = SimpleUploadedFile("Item 9 NOT FOR PUBLICATION.txt", PAPER.format("").encode())
    values = {"publication": "open", "file": file, "plan": plan.pk}
    assert client.post(ADD, values).status_code == 302
    assert Loading._base_manager.latest("pk").exemption.reason == "Its file is named “Item 9 NOT FOR PUBLICATION.txt”."


def test_another_version_of_an_exempt_paper_is_exempt(client, plan, open_records, people, reader):
    client.force_login(reader)
    text = PAPER.format("") + "\nThe work of the service is looked at again in the spring of next year.\n\n"
    text += "".join(f"Families in ward {number} say that they are heard by the service.\n\n" for number in range(1, 6))
    save(client, load(client, plan, text, publication="exempt"))
    again = load(client, plan, text.replace("spring", "autumn"))
    assert again.exemption.reason == SAYS_THE_SAME


LONG = (
    PAPER.format("") + "The work of the service is looked at again in the spring of next year by those who know it.\n"
)


@pytest.mark.parametrize("again", ["the same", "another line end", "a word in each paragraph"])
def test_what_came_as_open_is_closed_where_the_same_comes_as_exempt(client, plan, open_records, people, reader, again):
    client.force_login(people[roles.ADMIN])
    before = load(client, plan, LONG)
    client.force_login(reader)
    changed = {
        "the same": LONG,
        "another line end": f"{LONG}\n",
        "a word in each paragraph": LONG.replace("those", "all"),
    }
    load(client, plan, changed[again], publication="exempt")
    before = Loading._base_manager.get(pk=before.pk)
    assert before.exemption.reason == (SAME_FILE if again == "the same" else SAYS_THE_SAME)
    assert in_admin(client, people[roles.ADMIN]) == []
    client.force_login(people[roles.ADMIN])
    assert client.get(f"/admin/inspections/loading/{before.pk}/file/").status_code == 404
    assert client.post(f"/admin/inspections/loading/{before.pk}/accept/").status_code == 404


def test_what_became_exempt_after_its_review_was_opened_is_not_saved_to_the_plan(plan, admin_user):
    loading = make_loading(plan, [read_report(), read("promise", "Officers will report in March.")])
    accept_all(loading)
    make_loading(plan, [read_report()], is_open=False, content=bytes(loading.file.content))
    Loading._base_manager.filter(pk=loading.pk).update(exemption=None)  # as if both had been sent at once
    with pytest.raises(NotAccepted, match="is here as exempt"):
        accept(loading, by=admin_user, on=REPORT_DAY)
    assert Loading._base_manager.get(pk=loading.pk).exemption.reason == SAME_FILE
    assert Report._base_manager.count() == Resolution._base_manager.count() == 0


def test_a_paper_for_no_plan_that_says_it_is_exempt_is_for_the_readers_of_the_first(client, plan, people, reader):
    client.force_login(people[roles.ADMIN])
    client.post(ADD, {"publication": "open", "pasted": PAPER.format("NOT FOR PUBLICATION")})
    loading = Loading._base_manager.latest("pk")
    assert loading.exemption.plan == loading.plan == plan
    assert client.get(f"/admin/inspections/loading/{loading.pk}/file/").status_code == 404
    client.force_login(reader)
    assert client.get(f"/admin/inspections/loading/{loading.pk}/file/").status_code == 200


def test_what_could_not_be_read_is_given_to_nobody(client, plan, people):
    client.force_login(people[roles.ADMIN])
    file = SimpleUploadedFile("review.pdf", b"%PDF-1.7 broken")
    assert client.post(ADD, {"publication": "open", "file": file, "plan": plan.pk}).status_code == 302
    loading = Loading._base_manager.latest("pk")
    assert loading.state == "failed"
    assert client.get(f"/admin/inspections/loading/{loading.pk}/file/").status_code == 404


def test_a_paper_that_is_entered_by_hand_keeps_no_exempt_one_out(client, plan, people, reader):
    make_report(sha256=hashlib.sha256(LONG.encode()).hexdigest(), title="By hand")
    client.force_login(reader)
    save(client, load(client, plan, LONG, publication="exempt"))


def test_a_paper_that_is_entered_by_hand_is_not_refused_for_an_exempt_one(client, plan, people, reader):
    client.force_login(reader)
    exempt = load(client, plan, LONG, publication="exempt")
    save(client, exempt)
    client.force_login(people[roles.ADMIN])
    values = {"slug": "a-paper", "title": "A paper", "kind": "report", "sha256": exempt.file.sha256, "published": "on"}
    assert client.post("/admin/inspections/report/add/", values).status_code == 302


def test_an_open_paper_that_holds_an_exempt_one_is_asked_about(client, plan, open_records, people, reader):
    client.force_login(reader)
    load(client, plan, LONG, publication="exempt")
    client.force_login(people[roles.ADMIN])
    wards = [f"{one}{other}a" for one in "bcdfghjk" for other in "aeiouy"]
    others = "".join(f"Families in ward {ward} say many other things of the service.\n\n" for ward in wards)
    pack = load(client, plan, f"# Reports pack\n\n{others}\n\n{LONG}")
    assert pack.exemption is None
    assert [sign["words"] for sign in pack.unanswered_signs] == [HOLDS_A_CLOSED_PAPER]


def test_whoever_closes_a_paper_is_told_of_open_ones_that_say_the_same(client, plan, open_records, people, reader):
    client.force_login(people[roles.ADMIN])
    save(client, load(client, plan, LONG))
    save(client, load(client, plan, LONG.replace("spring", "autumn").replace(f"# {MARKED} review", "# Other review")))
    closed, other = Report.objects.order_by("pk").reverse()[:2][::-1]
    client.force_login(reader)
    values = {"report": closed.pk, "paragraph": "1", "reason": "It names a child."}
    page = client.post("/admin/priorities/exemption/add/", values, follow=True).content.decode()
    assert f"Mostly the same words are open to everybody in “{other}”." in page


def test_a_file_that_is_exempt_for_another_plan_is_exempt_for_the_readers_of_its_own(client, plan, reader):
    other = make_plan(title="Another plan")
    let_read_exempt(reader, other)
    client.force_login(reader)
    first, second = (
        load(client, each, PAPER.format(""), publication=said) for each, said in ((plan, "exempt"), (other, "open"))
    )
    assert (first.exemption.plan, second.exemption.plan) == (plan, other)


def test_an_open_paper_that_names_what_an_exempt_one_named_says_nothing_of_that(
    client, plan, open_records, people, reader
):
    client.force_login(reader)
    save(client, load(client, plan, PAPER.format(""), publication="exempt"))
    open_paper = PAPER.replace(MARKED, "the service").format("**Class:** Part 1").replace("14 January", "15 January")
    save(client, load(client, plan, open_paper))
    shown_to_nobody_but(reader, client, people)


def test_an_exempt_plan_paper_takes_no_number_from_an_open_one(client, plan, people, reader):
    """Both have a priority 1 with an action, and each action is under its own."""
    for said, word in (("exempt", MARKED), ("open", "Ordinary")):
        proposals = [
            read("priority", f"{word} priority.", 1, number=1, short_name=word),
            read_action(f"{word} work.", 1, passage=1, lead=f"{word} director"),
        ]
        with seeing([plan.pk]):
            loading = make_loading(plan, [read_report(title=word), *proposals], is_open=said == "open")
            accept_all(loading)
            accept(loading, by=reader, on=REPORT_DAY)
    assert [str(action) for action in Action.objects.all()] == ["P1.01"]
    assert Action.objects.get().priority.short_name == "Ordinary"
    with seeing_everything():
        assert sorted(Priority.objects.filter(plan=plan).values_list("number", flat=True)) == [1, 901]
        assert Action.objects.get(words=f"{MARKED} work.").priority.number == 901


def test_the_form_of_a_paper_asks_whether_it_was_published(client, people):
    client.force_login(people["superuser"])
    values = {"slug": "a-paper", "title": "A paper", "kind": "report", "sha256": "0" * 64}
    refused = client.post("/admin/inspections/report/add/", values)
    assert (refused.status_code, "An exempt paper is not entered here." in refused.content.decode()) == (200, True)
    assert client.post("/admin/inspections/report/add/", values | {"published": "on"}).status_code == 302


def test_spreadsheets_take_nothing_exempt_out(client, plan, open_records, people, reader):
    with seeing([plan.pk]), made_from(make_exemption(plan)):
        make_reported_action(open_records["priority"], words=f"{MARKED} work.", number=901)
    client.force_login(reader)
    said = {"format": "1", "resource": "0"} | {f"actionresource_{name}": "on" for name in ActionResource().fields}
    rows = client.post("/admin/actions/action/export/", said).content.decode()
    assert ("Ordinary work." in rows, MARKED in rows) == (True, False)


def test_a_file_that_comes_again_by_another_name_is_judged_by_that_name(client, plan, people):
    client.force_login(people["superuser"])
    text, signed = PAPER.format("").encode(), []
    for name in ("paper.txt", "Appendix 3 exempt.txt", "Item 9 NOT FOR PUBLICATION.txt"):
        values = {"publication": "open", "file": SimpleUploadedFile(name, text), "plan": plan.pk}
        assert client.post(ADD, values).status_code == 302
        loading = Loading._base_manager.latest("pk")
        signed.append((loading.exemption and loading.exemption.reason, [sign["words"] for sign in loading.signs]))
    assert signed == [
        (None, []),
        (None, ["Appendix 3 exempt.txt"]),
        ("Its file is named “Item 9 NOT FOR PUBLICATION.txt”.", ["Item 9 NOT FOR PUBLICATION.txt"]),
    ]


def test_what_was_closed_stands_in_the_way_of_nothing_open(client, plan, open_records, people):
    """Neither of the redacted version of a paper, nor of the meeting and the addresses that it names again."""
    client.force_login(people["superuser"])
    save(client, load(client, plan, PAPER.format("")))
    first = Report.objects.latest("pk")
    had = {record: record.slug for record in (first, first.item.meeting)}
    close_report(first, by=people[roles.ADMIN], on=REPORT_DAY, paragraph="1", because="It names a child.")
    save(client, load(client, plan, PAPER.format("It is redacted.")))
    again = Report.objects.latest("pk")
    assert [again.slug, again.item.meeting.slug] == list(had.values())
    for record in had:
        record.refresh_from_db()
        assert record.is_exempt
        assert record.slug.startswith("exempt-")


def test_an_inspection_can_be_added_whose_address_something_exempt_has(client, plan, people):
    with made_from(make_exemption(plan)):
        hidden = make_inspection(slug="ofsted-2019")
    client.force_login(people["superuser"])
    values = {"slug": "ofsted-2019", "title": "Ofsted", "kind": "other", "inspectors": "HMI"}
    values |= {"date_words": "14 January 2020", "first_day": REPORT_DAY, "last_day": REPORT_DAY}
    values |= {"judgements-TOTAL_FORMS": 0, "judgements-INITIAL_FORMS": 0}
    answer = client.post("/admin/inspections/inspection/add/", values)
    assert answer.status_code == 302, answer.context["errors"]
    hidden.refresh_from_db()
    assert (Inspection.objects.get(slug="ofsted-2019").title, hidden.slug[:7]) == ("Ofsted", "exempt-")


@pytest.mark.parametrize("who", ["superuser", "reader"])
def test_a_draft_that_was_compared_with_what_is_closed_since_is_refused_in_a_sentence(
    client, plan, people, reader, who
):
    action = make_reported_action(make_priority(plan), words="Train all managers.")
    report = make_report(dated=REPORT_DAY)
    make_citation(make_passage(report, words=action.words), action=action)
    make_loading(plan, [read_report()], report=report)
    draft = make_loading(plan, [read_report(), read_action(action.words)], (action.words,))
    Proposal.objects.filter(loading=draft, kind="action").update(action=action, change="unchanged")
    client.force_login(people["superuser"] if who == "superuser" else reader)
    client.post(f"/admin/inspections/loading/{draft.pk}/change/", {"all": "1"})
    close_report(report, by=people[roles.ADMIN], on=REPORT_DAY, paragraph="1", because="It names a child.")
    page = client.post(f"/admin/inspections/loading/{draft.pk}/accept/", follow=True)
    assert page.status_code == 200
    assert "the plan has changed since this was compared with it. Load the paper again." in page.content.decode()


def test_nobody_finds_out_a_name_in_an_exempt_paper_by_trying(client, plan, people, reader):
    """Half of a paper that is known, and a name: the answer is the same whether the name is in it or not."""
    known = (
        "The panel heard the report of the independent reviewing officer and thanked the officers for their work with the "
        "family of"
    )
    client.force_login(reader)
    said = f"# Case\n\n{known} Zephyrina Oakley of ward nine. The other words are of no matter here."
    client.post(ADD, {"publication": "exempt", "plan": plan.pk, "pasted": said})
    client.force_login(people[roles.ADMIN])
    answers = {}
    for guess, name in enumerate(("Anna", "anna", "Zephyrina", "zephyrina")):
        for spare in (19, 18, 17, 16):  # other words, each time others, so that a row more or less decides
            others = " ".join(f"{'uvwz'[guess]}{'abcd'[spare % 4]}{chr(97 + number)}x" for number in range(spare))
            pasted = f"{known} {name} {others}"
            page = client.post(ADD, {"publication": "open", "plan": plan.pk, "pasted": pasted}, follow=True)
            answers.setdefault((spare, name.islower()), []).append("is kept as exempt" in page.content.decode())
    assert [tried for tried, said in answers.items() if len(set(said)) > 1] == []
    assert {True, False} == {said for each in answers.values() for said in each}

"""One default-deny table: every route of the console, every role. What stands in no row is refused here."""

import pytest

from investigator_console.cases.record import load_case
from policies import policy_hash
from tests.support.console_table import (
    ACTS,
    CARE,
    CARE_PAGES,
    CASE,
    CASE_PAGES,
    EVERYBODY,
    NAMED,
    NAMED_CASE_PAGES,
    NO_VAULT,
    OUTSIDE,
    POLICIES,
    SUSPENDS,
    ZEROS,
)
from tests.support.console_world import BASE, Browser, inbox, open_office
from tests.support.every_role import GROUPS, PEOPLE
from tests.support.organisation import Organisation
from tests.support.private_fields import text_fields


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Everybody hired; one report for investigators, ethics and victim care, one for each of the others."""
    made = open_office(tmp_path_factory.mktemp("office"), Organisation.found(GROUPS))
    for role, (group, index) in PEOPLE.items():
        vault = made.hire(role, group, index)
        made.sync(vault)
        vault.close()
    made.cases = {
        "INV": made.report("For the team.", ("FRD", "RET"), help_asked={"wants_support": "yes"}),
        "AAP": made.report("For feedback.", ("FBK",)),
        "ALT": made.report("For oversight.", conflicts=("investigation-office",)),
    }
    yield made
    made.world.services.store.close()


@pytest.fixture(params=PEOPLE)
def desk(request, office):
    """The unlocked console of one role, every case of theirs declared."""
    browser = Browser(office.console())
    browser.unlock(request.param)
    browser.wait()
    browser.role, browser.office = request.param, office
    vault = browser.console.desk.vault
    browser.me = vault.profile.member_id.hex()
    browser.other = next(
        one.id.hex()
        for one in office.world.organisation.of_group(PEOPLE[request.param][0])
        if one.id.hex() != browser.me
    )
    for case in office.cases.values():
        if browser.console.desk.shelf.get(case.case_id) is not None:
            browser.read(f"/cases/{reference(browser, case)}")
    browser.wait()
    # One token serves every form of a session.
    browser.page = browser.get("/inbox")
    yield browser
    browser.console.lock()


def reference(desk, case):
    return desk.console.desk.shelf.reference(case.case_id)


def holds(desk, case):
    summary = desk.console.desk.shelf.get(case.case_id)
    return summary is not None and summary.listed


def routes_of(app):
    return {
        (method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def address(rule, name=""):
    known = {
        "<reference>": name,
        "<act>": "child-alert",
        "<referral_id>": ZEROS,
        "<name>": "nothing.json",
        "<number>": "0" * 20,
        "<any(json, zip, public):kind>": "public",
    }
    for part, value in known.items():
        rule = rule.replace(part, value)
    return rule


def request(desk, method, rule, case=None, fields=None):
    """A page as it is, or a form with its token."""
    name = "" if case is None else reference(desk, case)
    if method == "GET":
        return desk.client.get(address(rule, name), base_url=BASE)
    words = {"ME": desk.me, "OTHER": desk.other, "REFERENCE": name}
    filled = {key: words.get(value, value) for key, value in (fields or {}).items()}
    answer = desk.post(address(rule, name), desk.page, **filled)
    desk.console.desk.sync.wait(30)
    return answer


def signed(desk, case):
    """The types of all acts of this member in a case, with their lanes: what their own console reads back."""
    record = load_case(desk.console.desk.vault, POLICIES, case.case_id)
    return [
        (body["type"], lane)
        for one in record.log.records
        if one.author == desk.me
        for lane, body in one.bodies.items()
    ]


def test_every_route_stands_in_the_table(office):
    """A new route fails here until somebody has decided who may use it."""
    listed = [
        *NO_VAULT,
        *EVERYBODY,
        *NAMED,
        *OUTSIDE,
        *CASE_PAGES,
        *CARE_PAGES,
        *NAMED_CASE_PAGES,
        *(("POST", rule) for rule in ACTS),
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) == routes_of(office.console())
    assert set(PEOPLE) == {role.id for role in POLICIES.roles.roles}


def test_a_role_without_the_case_sees_no_trace_of_it_on_any_route(desk):
    """Not even with its right address: every page and every form answers like one that doesn't exist."""
    foreign = [case for case in desk.office.cases.values() if not holds(desk, case)]
    assert foreign
    of_cases = [
        *CASE_PAGES,
        *CARE_PAGES,
        *NAMED_CASE_PAGES,
        *(("POST", rule) for rule in ACTS if rule.startswith(CASE)),
    ]
    for case in foreign:
        for method, rule in of_cases:
            fields = ACTS[rule].fields if method == "POST" and rule in ACTS else {}
            answer = request(desk, method, rule, case, fields)
            assert answer.status_code == 404, (desk.role, method, rule)
            assert "For " not in answer.text
        for rule in ("/identity", "/inbox/acknowledge", "/inbox/close", "/inbox/no-news"):
            request(desk, "POST", rule, case, ACTS[rule].fields)
        assert signed(desk, case) == []
        assert inbox(desk.console.desk.vault).find(reference(desk, case)) is None


def test_pages_open_to_whom_the_table_says(desk):
    for method, rule in sorted(EVERYBODY - {("POST", "/lock")}):
        assert request(desk, method, rule).status_code in {200, 302}, (desk.role, rule)
    for method, rule in sorted(NAMED - {("GET", "/directory/entry")}):
        assert request(desk, method, rule).status_code in {403, 404, 409, 200}, (desk.role, rule)
    for case in (case for case in desk.office.cases.values() if holds(desk, case)):
        for method, rule in sorted(CASE_PAGES):
            assert request(desk, method, rule, case).status_code == 200, (desk.role, rule)
        care = request(desk, "GET", f"{CASE}/help", case).status_code
        assert (care == 200) == (desk.role in CARE), (desk.role, care)
        assert request(desk, "GET", f"{CASE}/packet/<referral_id>", case).status_code == 404


def test_what_is_done_outside_cases_is_refused_to_all_but_the_roles_of_its_row(desk):
    vault = desk.console.desk.vault
    policy = next(one for one in POLICIES.drafts() if one == "investigation-plan")
    digest = policy_hash(policy, POLICIES)
    fields = {
        "/suspension/first": {"member": desk.other},
        "/policies/sign": {"policy": policy, "digest": digest},
        "/leavers": {"member": desk.other},
        "/duty": {
            "people": "Ada | ada@example.org |",
            "shifts": "mo-su 00:00-24:00 Ada",
            "utc_offset": "0",
            "valid_until": "2099-01-01",
        },
    }
    for (method, rule), (roles, refusal, table) in OUTSIDE.items():
        before = vault.store.count(table) if table else 0
        answer = request(desk, method, rule, fields=fields.get(rule))
        wrote = bool(table) and vault.store.count(table) > before
        if desk.role not in roles:
            assert answer.status_code == refusal, (desk.role, rule)
            assert not wrote, (desk.role, rule)
            assert "AMPARO-SUSPEND" not in answer.text
        elif method == "GET" or refusal in {403, 404}:
            assert answer.status_code != refusal, (desk.role, rule)
    allowed = (
        "AMPARO-SUSPEND"
        in request(desk, "POST", "/suspension/first", fields=fields["/suspension/first"]).text
    )
    assert allowed == (desk.role in SUSPENDS)


def test_every_form_of_a_case_signs_only_what_the_roles_table_lists(desk):
    """Every form is sent, filled in; what the role may do is written, all else writes nothing."""
    held = [case for case in desk.office.cases.values() if holds(desk, case)]
    for case in held:
        lanes = load_case(desk.console.desk.vault, POLICIES, case.case_id).keys.lanes
        for rule, act in ACTS.items():
            if rule in {f"{CASE}/access/leave", f"{CASE}/declaration"}:
                continue
            before = signed(desk, case)
            answer = request(desk, "POST", rule, case, act.fields)
            assert answer.status_code < 500, (desk.role, rule)
            new = _without(signed(desk, case), before)
            for kind, lane in new:
                assert kind in act.types, (desk.role, rule, kind)
                assert POLICIES.roles.may(desk.role, kind, lane), (desk.role, rule, kind, lane)
            may = any(POLICIES.roles.may(desk.role, kind, one) for kind in act.types[:1] for one in lanes)
            if act.sure:
                assert bool(new) == may, (desk.role, rule, answer.status_code)
            elif not may and act.types:
                assert not [one for one in new if one[0] == act.types[0]], (desk.role, rule)


def _without(now, before):
    left = list(now)
    for one in before:
        left.remove(one)
    return left


def test_no_text_field_of_any_page_is_corrected_translated_or_remembered(desk):
    """Browsers and their add-ons send what stands in a field elsewhere. The client checks every page that it gets."""
    outside = {row for row in EVERYBODY | NAMED | set(OUTSIDE) if "<any(" not in row[1]}
    seen = [
        text_fields(request(desk, "GET", rule).text) for method, rule in sorted(outside) if method == "GET"
    ]
    names = {name for fields in seen for name, _ in fields}
    assert {"where", "words", "clock"} <= names, desk.role
    assert ("f-contact_route" in names) == (desk.role in CARE), desk.role
    for case in (case for case in desk.office.cases.values() if holds(desk, case)):
        pages = [rule for method, rule in sorted(CASE_PAGES | CARE_PAGES) if method == "GET"]
        assert any(text_fields(request(desk, "GET", rule, case).text) for rule in pages), desk.role

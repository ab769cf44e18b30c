"""One default-deny table: every route of the console, every role. What stands in no row is refused here."""

import datetime as dt
from dataclasses import dataclass

import pytest

from investigator_console.cases.record import load_case
from policies import load as load_policies
from policies import policy_hash
from tests.support.console_world import BASE, Browser, inbox, open_office
from tests.support.every_role import GROUPS, PEOPLE
from tests.support.organisation import Organisation

POLICIES = load_policies()
CASE = "/cases/<reference>"

# Without a vault, or about one's own: the same for every role.
NO_VAULT = {
    ("GET", "/"),
    ("POST", "/unlock"),
    ("POST", "/language"),
    ("GET", "/static/<version>/<path:filename>"),
}
EVERYBODY = {
    *(
        ("GET", rule)
        for rule in ("/inbox", "/overview", "/calendar", "/sync", "/sync/state", "/keys", "/policies")
    ),
    *(("GET", rule) for rule in ("/retention", "/identity", "/duty", "/leavers", "/suspension")),
    *(("GET", rule) for rule in ("/directory", "/directory/sheet", "/directory/files")),
    *(("POST", rule) for rule in ("/lock", "/sync", "/inbox/search")),
}
# Named things that are one's own, or are not there: 404 for a name that this vault does not know.
NAMED = {
    ("GET", "/policies/review/<name>"),
    ("GET", "/retention/certificate/<number>"),
    ("GET", "/directory/entry"),
    ("GET", "/directory/export/<any(json, zip, public):kind>"),
}
CARE = {"victim-care-officer", "psea-officer"}
SUSPENDS = {"head-of-investigations", "ethics-officer", "oversight"}
# Outside cases: which roles; what a refusal looks like; the table of the vault that an allowed request writes to.
OUTSIDE = {
    ("GET", "/openings"): ({"oversight"}, 404, ""),
    ("GET", "/survey"): ({"statistics-officer"}, 404, ""),
    ("GET", "/help"): (CARE, 404, ""),
    ("GET", "/help/caseload"): (CARE, 404, ""),
    ("GET", "/help/gaps"): (CARE, 404, ""),
    ("POST", "/help/handover"): (CARE, 404, ""),
    ("POST", "/directory/entry"): (CARE, 403, ""),
    ("POST", "/directory/verified"): (CARE, 403, ""),
    ("POST", "/directory/files"): (CARE, 403, ""),
    ("POST", "/directory/bundle"): (CARE, 403, ""),
    ("POST", "/directory/publish"): ({"victim-care-officer"}, 403, ""),
    ("POST", "/suspension/first"): (SUSPENDS, 400, ""),
    ("POST", "/suspension/second"): (SUSPENDS, 400, ""),
    # Nothing is announced here: refused to all. Whoever may unlock a vault decides which root it trusts.
    ("POST", "/keys/root"): (set(), 400, ""),
    ("POST", "/duty"): (set(POLICIES.timers.alarm.roster_signed_by), 400, ""),
    ("POST", "/policies/sign"): ({"oversight", "head-of-investigations"}, 400, "policy-review"),
    ("POST", "/policies/take"): (set(), 400, "policy-review"),
    ("POST", "/leavers"): ({r.id for r in POLICIES.roles.roles if "removal" in r.actions}, 302, "key-order"),
}
# Pages of one case: whoever holds a key of it and declared. The page of help is victim care's alone.
CASE_PAGES = {
    ("GET", f"{CASE}{page}")
    for page in ("", "/declaration", "/access", "/identity", "/work", "/decision", "/keeping", "/evidence")
} | {("GET", f"{CASE}/record"), ("POST", f"{CASE}/record")}
CARE_PAGES = {("GET", f"{CASE}/help")}


@dataclass(frozen=True)
class Act:
    """A form: the acts that it may sign, its fields; `sure`: written at once by whoever is allowed to."""

    types: tuple[str, ...]
    fields: dict[str, str]
    sure: bool = False


ZEROS = "0" * 64
TEXT = {"text": "A word."}
SOON = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)).isoformat()
REASON = {"reason": "The prosecutor asked.", "until": SOON, "reason_code": "court"}
ACTS = {
    f"{CASE}/reply": Act(("message",), TEXT, sure=True),
    f"{CASE}/question": Act(("question", "status", "stage"), TEXT, sure=True),
    f"{CASE}/no-news": Act(("message", "status"), {}),
    f"{CASE}/draft": Act((), TEXT),
    f"{CASE}/note": Act(("note",), TEXT, sure=True),
    f"{CASE}/status": Act(("status", "stage"), {"status": "assessing", "note": ""}, sure=True),
    f"{CASE}/assign": Act(("assign",), {"to": "ME"}, sure=True),
    f"{CASE}/category": Act(("category",), {"categories": "COR"}, sure=True),
    f"{CASE}/assessment": Act(
        ("assessment",),
        {"decision": "investigate", "region": "mena", "subject": "partner", "channel": "portal"},
        sure=True,
    ),
    f"{CASE}/task": Act(("task",), {"text": "Ask.", "owner": "ME"}, sure=True),
    f"{CASE}/task-state": Act(("task-state",), {"task": ZEROS, "state": "done"}),
    f"{CASE}/plan-step": Act(("plan-step",), {"step": "scope", "state": "done"}, sure=True),
    f"{CASE}/outcome": Act(
        ("outcome", "approve"),
        {"outcome": "UNSUB", "actions": "none", "standard": "balance", "findings": "None.", "tell": "y"},
    ),
    f"{CASE}/outcome-draft": Act((), {}),
    f"{CASE}/approve": Act(("approve",), {"proposal": ZEROS}),
    f"{CASE}/send-back": Act(("send-back",), {"proposal": ZEROS, "text": "No."}),
    f"{CASE}/close": Act(("status", "stage"), TEXT),
    f"{CASE}/review": Act(("review",), {"request_id": ZEROS, "result": "upheld", "text": "Why."}),
    f"{CASE}/hold": Act(("hold",), REASON, sure=True),
    f"{CASE}/release": Act(("release",), {"hold": ZEROS, "reason": "Over."}),
    f"{CASE}/destroy": Act(("destroy",), {"lane": "1", "reason": "Time is over."}),
    f"{CASE}/destroy/agree": Act(("destroy",), {"request_id": ZEROS, "sure": "y"}),
    f"{CASE}/evidence": Act(
        ("exported",), {"form": "bundle", "items": "1-1", "reason": "Court.", "sure": "y"}
    ),
    f"{CASE}/safeguards": Act(
        ("contact-notice",),
        {"type": "contact-notice", "day": "2099-01-01", "time": "10:00"},
    ),
    f"{CASE}/safeguards/answer": Act(
        ("notice-seen", "safety-acknowledged"), {"type": "notice-seen", "names": ZEROS}
    ),
    f"{CASE}/help/<act>": Act(("child-alert",), {}),
    f"{CASE}/help/note": Act(("note",), TEXT),
    f"{CASE}/packet/<referral_id>": Act(("referral-step",), {}),
    f"{CASE}/identity": Act(("identity-request",), {"reason": "To call a doctor."}),
    f"{CASE}/identity/open": Act(("identity-opened",), {}),
    f"{CASE}/access/grant": Act(("grant", "rotate"), {"to": "OTHER", "lanes": "1"}),
    f"{CASE}/access/approve": Act(("grant-approval",), {"member": "OTHER"}),
    f"{CASE}/access/clear": Act(("conflict-clearance",), {"member": "OTHER"}),
    f"{CASE}/access/adopt": Act(("adopt",), {"name": ZEROS}),
    f"{CASE}/access/dismiss": Act((), {"name": ZEROS}),
    f"{CASE}/access/take-over": Act(("assign",), {}, sure=True),
    f"{CASE}/access/remove": Act(("removal", "withdraw", "rotate"), {"member": "OTHER", "reason": "left"}),
    # Of every holder: saying whether they stand in conflict, and going.
    f"{CASE}/declaration": Act(("conflict-declaration", "recuse"), {"answer": "none"}),
    f"{CASE}/access/leave": Act(("recuse", "grant", "rotate"), {"reason": "other"}),
    "/identity": Act(("identity-share", "decline"), {"case": "REFERENCE", "request": ZEROS, "answer": "yes"}),
    "/inbox/acknowledge": Act(("status", "message", "stage"), {"case": "REFERENCE", "text": ""}),
    "/inbox/close": Act(
        ("outcome", "status", "stage"),
        {"case": "REFERENCE", "outcome": "OUT", "reason": "Not ours.", "text": ""},
    ),
    "/inbox/no-news": Act(("message",), {"case": "REFERENCE"}),
}
# "packet" has a page as well, of a referral that has to be there.
NAMED_CASE_PAGES = {("GET", f"{CASE}/packet/<referral_id>")}


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

"""Every route of the console and which roles may use it; a route that stands in no row is refused."""

import datetime as dt
from dataclasses import dataclass

from policies import load as load_policies

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
    ("GET", "/policies/read/<policy>"),
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

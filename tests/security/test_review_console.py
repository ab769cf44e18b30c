"""A portal that lies about days, and a power cut between two writes: neither stops a member's console."""

import json
from base64 import b64encode

import httpx
import pytest

import policies
from crypto.events import event_id
from investigator_console.cases.record import load_case
from investigator_console.sync import intake_keys
from investigator_console.vault.errors import VaultLockedError
from portal.store import directory as rows
from tests.support.console_world import inbox
from tests.support.portal_world import EPOCH


@pytest.mark.parametrize(
    "day", ["9999999999", "2026-13-40", "\uff12\uff10\uff12\uff16-11-2", "2026-W47-6", "../../etc/"]
)
def test_a_day_that_is_none_is_named_and_stops_nothing_else(office, head, day):
    honest = office.report("First.")
    lied = office.report("Second.")

    def lie(request, response):
        if not request.url.path.endswith("/members/entries"):
            return response
        page = json.loads(response.content)
        for entry in page["entries"]:
            if entry["event_id"] == lied.reporter.event_id.hex():
                entry["received_on"] = day
        return httpx.Response(response.status_code, json=page)

    office.line.tamper = lie
    report = office.sync(head)
    assert any(lied.reporter.event_id.hex()[:12] in problem for problem in report.problems)
    # The one by one question for what was refused was answered honestly, so that nothing is lost either.
    assert {summary.case_id for summary in inbox(head).listed()} == {honest.case_id, lied.case_id}


def test_a_cut_between_secret_and_record_does_not_leave_a_week_without_a_key(office, monkeypatch):
    vault = office.hire("Cut", "INV")
    keep = intake_keys._keep

    def cut(vault, issued):
        vault.intake.add(
            intake_keys.IntakeSecret(
                issued.key.kem_hash,
                issued.key.kind,
                issued.key.not_before,
                issued.key.not_after,
                issued.seed,
            )
        )
        raise VaultLockedError("locked in this moment")

    monkeypatch.setattr(intake_keys, "_keep", cut)
    with pytest.raises(VaultLockedError):
        office.sync(vault)
    monkeypatch.setattr(intake_keys, "_keep", keep)
    office.sync(vault)
    today = (office.today - EPOCH).days
    with office.world.services.store.reading() as session:
        published = [
            row for row in rows.intake_rows(session, today) if row.member_id == vault.profile.member_id
        ]
    assert sum(row.kind == 1 and row.not_before <= today <= row.not_after for row in published) == 1
    vault.close()


def test_a_second_report_of_one_case_is_named(office, head):
    """A portal that asks a page to seal again, and keeps both, could show each member another one."""
    shown = office.report("The first.")
    other = office.world.seal(shown.reporter, "The other.").submission

    def keep_both(request, response):
        if not request.url.path.endswith("/members/entries"):
            return response
        page = json.loads(response.content)
        [first] = page["entries"]
        mine = [
            {"index": index, "wrap": b64encode(other.wraps[index]).decode()}
            for index, entry in enumerate(other.header.entries)
            if entry.recipient_id == head.profile.member_id
        ]
        second = {
            **first,
            "event_id": event_id(other.header_bytes, office.world.deployment).hex(),
            "header": b64encode(other.header_bytes).decode(),
            "signatures": [other.signature.hex()],
            "bodies": [b64encode(body).decode() for body in other.bodies],
            "wraps": mine,
        }
        return httpx.Response(response.status_code, json={**page, "entries": [first, second]})

    office.line.tamper = keep_both
    office.sync(head)
    log = load_case(head, policies.load(), shown.case_id).log
    named = event_id(other.header_bytes, office.world.deployment).hex()
    assert named in {problem.event_id for problem in log.problems}

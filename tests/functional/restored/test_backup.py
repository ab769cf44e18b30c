"""A portal restored from last night's backup, rehearsed: OPERATIONS, "Restore a portal", step by step."""

from sqlalchemy import select

from crypto.events import EventSubmission
from crypto.returned import pack_returned
from crypto.submission import Submission
from investigator_console.cases.entry import StoredEntry
from portal.store.models import Body, Case, Record
from tests.support.backup import Backup
from tests.support.correspondent import Correspondent
from tests.support.destroying import order_destruction
from tests.support.portal_world import Reporter
from tests.support.restoring import answered, opens, said, stored, sync


def test_everything_that_a_console_holds_comes_back(office, team, tmp_path):
    # given last night's backup, with one case in it
    head, ben, eve = team
    old = answered(office, head)
    sync(office, head, ben, eve)
    night = Backup.of(office.world, tmp_path / "night.backup")
    # and the day after: a new report, a reply, an addition, and two codes that somebody had seen
    new = answered(office, head, "They did it again.")
    assert office.add(new, {1: {"used": True, "story": "And a name."}, 5: {"used": True}}) == 201
    seen = [old.reporter.keys, new.reporter.keys]
    old.replace_code()
    new.replace_code()
    new.write("From another phone.")
    sync(office, head, ben, eve)
    # when the portal is restored
    night.restore(office)
    assert [opens(office, keys) for keys in seen] == [True, False]
    # then the first console that synchronises gives back both cases at once, whoever's it is
    [report] = sync(office, eve)
    assert [opens(office, keys) for keys in seen] == [False, False]
    assert [opens(office, one.reporter.keys) for one in (old, new)] == [True, True]
    assert said(new) == ["Which list?", "The one from May.", "From another phone."]
    assert said(old) == ["Which list?", "The one from May."]
    assert report.returned >= 6
    assert sum("had lost case" in problem for problem in report.problems) == 1
    assert sum("took a new code" in problem for problem in report.problems) == 1
    # and the others find nothing missing, and read on
    assert [one.returned for one in sync(office, head, ben)] == [0, 0]
    assert head.stories(new.case_id) == ben.stories(new.case_id) == ["They did it again."]
    assert head.record(new.case_id).log.problems == ()
    new.write("Are you there?")
    sync(office, ben)
    assert ben.said(new.case_id)[-1] == "Are you there?"


def test_nobody_is_called_for_what_was_answered(office, team, tmp_path):
    head, _, eve = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    answered(office, head)
    office.report("Nobody has answered this.")
    sync(office, head, eve)
    night.restore(office)
    # Ethics holds nothing of them that it could read, so it can't say which was answered.
    sync(office, eve)
    assert len(stored(office, Case)) == 2
    sync(office, head)
    with office.world.services.store.reading() as session:
        hours = session.execute(select(Case.received_hour)).scalars().all()
    assert sorted(hour is None for hour in hours) == [False, True]


def test_a_case_that_no_console_had_fetched_stays_lost(office, team, tmp_path):
    head, *_ = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    unread = office.report()
    night.restore(office)
    [report] = sync(office, head)
    assert (report.returned, report.problems) == (0, [])
    assert not opens(office, unread.reporter.keys)


def test_what_a_member_brings_back_is_the_same_for_all_lanes(office, team, tmp_path):
    """Who holds keys of a case must not show in what they can give back: everybody gives all of it."""
    head, _, eve = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    office.report()
    sync(office, head, eve)
    sent = []
    for one in (head, eve):
        night.restore(office)
        sync(office, one)
        sent += [r.content for r in office.line.requests if r.url.path.endswith("/returns")]
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_a_thief_who_was_faster_is_named(office, team, tmp_path):
    """Between the restart and the first console the old code opens the case: whoever holds it may replace it."""
    head, *_ = team
    case = answered(office, head)
    sync(office, head)
    night = Backup.of(office.world, tmp_path / "night.backup")
    first = case.reporter
    thief = Correspondent(office.world, Reporter(first.keys, first.deployment, first.raw))
    case.replace_code()
    sync(office, head)
    night.restore(office)
    thief.replace_code()
    [report] = sync(office, head)
    assert any("do not answer there" in problem for problem in report.problems)
    assert (opens(office, case.reporter.keys), opens(office, thief.reporter.keys)) == (False, True)


def test_a_vault_of_an_earlier_version_learns_what_it_takes(office, team, tmp_path):
    """What an earlier version didn't keep is fetched with the stretch of the log that is read again each time."""
    head, *_ = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    case = office.report()
    sync(office, head)
    for record in list(head.vault.store.each("entry")):
        entry = StoredEntry.decode(record.plaintext)
        bare = StoredEntry(entry.event_id, entry.header, entry.signatures, entry.bodies, entry.received_on)
        head.vault.store.put("entry", entry.event_id, bare.encode(), parent=entry.case_id)
    sync(office, head)
    night.restore(office)
    sync(office, head)
    assert opens(office, case.reporter.keys)


def test_a_vault_that_never_learned_it_says_so(office, team, tmp_path):
    head, *_ = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    case = office.report()
    sync(office, head)
    [record] = list(head.vault.store.each("entry"))
    entry = StoredEntry.decode(record.plaintext)
    bare = StoredEntry(entry.event_id, entry.header, entry.signatures, entry.bodies, entry.received_on)
    head.vault.store.put("entry", entry.event_id, bare.encode(), parent=entry.case_id)
    night.restore(office)
    [report] = sync(office, head)
    assert any("could not be handed back" in problem for problem in report.problems)
    assert not opens(office, case.reporter.keys)
    assert stored(office, Record) == []


def test_a_record_that_the_portal_refuses_keeps_no_other_away(office, team, tmp_path):
    """A vault may hold what a hostile portal once gave it: the rest of the case comes back all the same."""
    head, *_ = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    case = answered(office, head)
    sync(office, head)
    forged = next(
        entry
        for record in head.vault.store.each("entry")
        if (entry := StoredEntry.decode(record.plaintext)).kind == 2
    )
    other = StoredEntry(
        forged.event_id, forged.header, (bytes(64),), forged.bodies, forged.received_on, forged.wraps
    )
    head.vault.store.put("entry", forged.event_id, other.encode(), parent=forged.case_id)
    night.restore(office)
    [report] = sync(office, head)
    assert opens(office, case.reporter.keys)
    assert any("not-signed" in problem for problem in report.problems)
    assert len(stored(office, Record)) == len(head.record(case.case_id).entries) - 1


def test_a_member_who_brings_back_something_else_is_refused(office, team, tmp_path):
    """Altered, forged, older: nothing of it is stored, and the true case still comes back from a colleague."""
    head, _, eve = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    case = answered(office, head)
    old = case.reporter.keys
    case.replace_code()
    sync(office, head, eve)
    entries = [StoredEntry.decode(record.plaintext) for record in head.vault.store.each("entry")]
    night.restore(office)
    _, session = office.world.member("STAT")
    report = Submission.parse(case.reporter.raw)
    code = next(entry for entry in entries if entry.kind == 4)
    forged = EventSubmission.assemble(
        code.header, (code.signatures[1], code.signatures[1]), dict(code.wraps), code.bodies[0]
    )
    refused = office.world.client.post(
        "/api/v1/members/returns", data=pack_returned([report, forged]), headers=session
    )
    assert (refused.status_code, refused.json["error"]) == (403, "not-signed")
    assert not opens(office, old)
    sync(office, eve)
    assert (opens(office, old), opens(office, case.reporter.keys)) == (False, True)
    # And the report without its new code, brought afterwards, opens nothing again.
    again = office.world.client.post("/api/v1/members/returns", data=pack_returned([report]), headers=session)
    assert again.json["stored"] == []
    assert not opens(office, old)


def test_what_was_destroyed_does_not_come_back(office, team, tmp_path):
    """What an older backup holds is destroyed again; what it lacks nobody brings back for long, or by mistake."""
    head, ben, eve = team
    before = Backup.of(office.world, tmp_path / "before.backup")
    case = answered(office, head)
    sync(office, head, ben, eve)
    night = Backup.of(office.world, tmp_path / "night.backup")
    entries = [StoredEntry.decode(record.plaintext) for record in head.vault.store.each("entry")]
    order_destruction(office.world, case.case_id, [entry.event_id for entry in entries])
    sync(office, head, ben, eve)
    assert full_bodies(office, lane=1) == 0
    # Also from the vault of somebody who never could open it and kept it for others.
    kept = [StoredEntry.decode(record.plaintext) for record in eve.vault.store.each("entry")]
    assert {entry.whole[0] for entry in kept} == {None}
    assert {entry.wraps for entry in kept} == {()}
    # given a backup from before the order: the first console hands the order in again
    night.restore(office)
    assert full_bodies(office, lane=1) > 0
    sync(office, head)
    assert full_bodies(office, lane=1) == 0
    # and one from before the case: its consoles bring nothing back
    before.restore(office)
    sync(office, head, ben)
    assert stored(office, Record) == []
    # a member who kept a copy of it does, until the next console that knows of the order has synchronised
    _, session = office.world.member("STAT")
    raw = pack_returned([Submission.parse(case.reporter.raw)])
    assert office.world.client.post("/api/v1/members/returns", data=raw, headers=session).status_code == 201
    [report] = sync(office, ben)
    assert full_bodies(office, lane=1) == 0
    assert any("had destroyed" in problem for problem in report.problems)


def full_bodies(office, lane):
    """How many bodies of a lane, or of a conversation, the portal holds."""
    with office.world.services.store.reading() as session:
        return len(
            session.execute(
                select(Body.record_seq).where(Body.position == lane - 1, Body.body.is_not(None))
            ).all()
        )

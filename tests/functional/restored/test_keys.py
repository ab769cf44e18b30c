"""A portal restored from last night's backup: who lost the keys of a case is named, and gets them again."""

from investigator_console.access.candidates import perhaps_keyless
from investigator_console.access.view import view_access
from tests.support.backup import Backup
from tests.support.colleague import Colleague, done
from tests.support.console_world import Browser
from tests.support.portal_world import settle
from tests.support.restoring import answered, sync


def test_a_colleague_who_had_not_fetched_it_is_named_and_granted_again(office, team, tmp_path):
    head, ben, eve = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    case = office.report("They did it again.")
    sync(office, head, eve)
    night.restore(office)
    # when a member of another lane gives it back, the keys that waited there for Ben are gone
    sync(office, eve, head, ben)
    assert not ben.lists(case.case_id)
    # then whoever can read it sees who may lack them, and lets them in again, coordination too
    done(head.declare(case.case_id))
    shown = view_access(head.vault, head.shelf, head.record(case.case_id), office.today)
    assert shown.given_back == office.today.isoformat()
    assert [one.member for one in shown.candidates if one.ready].count(ben.id) == 1
    names = len(shown.keyless)
    assert names >= 1
    assert head.grant(case.case_id, ben.id) is None
    sync(office, head, ben)
    assert ben.stories(case.case_id) == ["They did it again."]
    assert {1, 5} <= set(ben.record(case.case_id).keys.held)
    shown = view_access(head.vault, head.shelf, head.record(case.case_id), office.today)
    assert len(shown.keyless) == names - 1
    assert ben.id not in [one.member for one in shown.candidates]


def test_the_pages_say_what_was_lost_and_offer_to_grant_it(office, team, tmp_path):
    head, *rest = team
    night = Backup.of(office.world, tmp_path / "night.backup")
    office.report()
    sync(office, head)
    night.restore(office)
    for one in (head, *rest):
        one.vault.close()
    settle(office.world.services.store)
    browser = Browser(office.console())
    browser.unlock("Head")
    browser.wait()
    assert "had lost case" in browser.get("/sync").text
    path = browser.first_case()
    page = browser.get(f"{path}/access").text
    assert 'data-testid="keyless"' in page
    offered = page[page.index('data-testid="grant-to"') :]
    ben = office.members["Ben"].id.hex()
    assert f'value="{ben}"' in offered[: offered.index("</select>")]
    browser.console.lock()


def test_a_lost_grant_comes_back_and_is_given_again(office, team, tmp_path):
    """Its recipient had not fetched it: the record says that they hold the case, and their console doesn't."""
    head, ben, _ = team
    case = answered(office, head)
    sync(office, head, ben)
    done(ben.declare(case.case_id))
    sync(office, ben, head)
    olu = Colleague.hire(office, "Olu", "ALT", 0)
    night = Backup.of(office.world, tmp_path / "night.backup")
    assert head.grant(case.case_id, olu.id) is None
    sync(office, head, ben)
    night.restore(office)
    sync(office, ben, olu)
    assert olu.id in ben.holders(case.case_id)
    assert not olu.lists(case.case_id)
    assert olu.id in perhaps_keyless(ben.record(case.case_id))
    assert head.id not in perhaps_keyless(ben.record(case.case_id))
    assert ben.grant(case.case_id, olu.id) is None
    sync(office, ben, olu)
    assert olu.stories(case.case_id) == ["They changed the list."]
    assert olu.id not in perhaps_keyless(ben.record(case.case_id))
    olu.vault.close()


def test_without_a_loss_nobody_is_said_to_lack_a_key(office, team):
    head, ben, _ = team
    case = office.report()
    sync(office, head, ben)
    done(head.declare(case.case_id))
    shown = view_access(head.vault, head.shelf, head.record(case.case_id), office.today)
    assert (shown.given_back, list(shown.keyless)) == ("", [])

import threading

from investigator_console.sync.background import BackgroundSync
from investigator_console.sync.errors import PortalAwayError, SyncError
from investigator_console.sync.report import SyncReport
from investigator_console.vault.errors import VaultLockedError


def run_once(outcome):
    def run(_progress):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    sync = BackgroundSync(run)
    sync.start()
    assert sync.wait(10)
    return sync.state


def test_a_run_that_went_well():
    state = run_once(SyncReport(entries=3))
    assert state.report.entries == 3
    assert state.finished_at is not None
    assert not state.failure


def test_a_pause_ends_with_the_next_start_or_with_the_vault():
    for end in (BackgroundSync.start, BackgroundSync.hurry):
        sync = BackgroundSync(lambda _progress: SyncReport(entries=1))
        sync.start(pause=600)
        assert sync.state.running
        assert not sync.wait(0.05)
        end(sync)
        assert sync.wait(10)
        assert sync.state.report.entries == 1


def test_a_portal_that_is_away_is_no_fault():
    state = run_once(PortalAwayError("away"))
    assert (state.away, state.failure) == (True, "away")


def test_a_refusal_is_said():
    assert run_once(SyncError("refused")).failure == "refused"


def test_locking_ends_it_quietly():
    assert not run_once(VaultLockedError("locked")).failure


def test_an_unexpected_fault_names_its_class_and_nothing_of_its_content():
    state = run_once(ValueError("the story says"))
    assert "ValueError" in state.failure
    assert "story" not in state.failure


def test_a_second_start_meanwhile_runs_once_more_afterwards():
    runs = []
    go = threading.Event()

    def run(_progress):
        runs.append(1)
        assert go.wait(10)
        return SyncReport()

    sync = BackgroundSync(run)
    sync.start()
    sync.start()
    sync.start()
    assert sync.state.running
    go.set()
    assert sync.wait(10)
    assert len(runs) == 2

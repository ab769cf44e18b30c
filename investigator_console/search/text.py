"""Which texts of a case can be searched: all that this member's keys open, and the number that colleagues use."""

from collections.abc import Iterator

from investigator_console.search.words import words_of
from investigator_console.vault.opened import Vault
from policies.fold import Case

TABLE = "search"


def keep_words(vault: Vault, case_id: bytes, case: Case | None) -> None:
    """Seal the words of a case, each once and in no order; without a case nothing of it can be found."""
    if case is None:
        vault.store.delete(TABLE, case_id)
        return
    number = case_id.hex()[:8]
    words = words_of(_texts(case)) | {number, number[:4], number[4:]}
    vault.store.put(TABLE, case_id, " ".join(sorted(words)).encode("utf-8"))


def _texts(case: Case) -> Iterator[str]:
    yield from case.report.stories.values()
    yield case.report.where
    for answers in case.report.answers.values():
        yield from (value for value in answers.values() if isinstance(value, str))
    for added in case.supplements:
        yield from added.stories.values()
    yield from (message.text for message in case.messages)
    yield from (note.text for note in case.notes)
    yield from (task.text for task in case.work.tasks)
    yield from (assessed.reasons for assessed in case.work.assessments)
    for proposal in case.decision.proposals:
        yield from (value for value in proposal.report.values() if isinstance(value, str))

"""The integrity panel: what was verified, and everything that doesn't hold, in plain words."""

from investigator_console.cases.record import CaseRecord
from investigator_console.cases.view import Check, ProblemView
from investigator_console.language import gettext, ngettext
from investigator_console.said import say_again

SHOWN_OF_AN_ID = 12
_NO_MANIFEST = "00" * 32


def list_problems(record: CaseRecord) -> list[ProblemView]:
    """Everything wrong, the gravest first: changed on disk, withheld, then what the record shows."""
    found = [ProblemView(say_again(fault), "") for fault in record.damaged]
    found += [
        ProblemView(
            gettext(
                "On %(day)s the portal no longer showed this entry. It couldn't be handed back.", day=day
            ),
            event_id.hex()[:SHOWN_OF_AN_ID],
        )
        for event_id, day, returned in record.withheld
        if not returned
    ]
    found += [
        ProblemView(_in_words(problem.kind, problem.text), problem.event_id[:SHOWN_OF_AN_ID])
        for problem in record.log.problems
    ]
    if record.case is not None:
        found += [
            ProblemView(_in_words(problem.kind, problem.text), problem.event_id[:SHOWN_OF_AN_ID])
            for problem in record.case.problems
        ]
    found += [
        ProblemView(
            gettext("The portal refused this entry of yours: %(why)s", why=say_again(one.refusal)),
            event_id[:SHOWN_OF_AN_ID],
        )
        for event_id, one in record.waiting.items()
        if one.refusal
    ]
    return found


def list_checks(record: CaseRecord) -> list[Check]:
    """What was checked on this computer, without believing the portal."""
    if record.case is None or record.genesis is None:
        return [Check(gettext("The report itself can't be verified. Nothing of it is shown."), "fault")]
    return [
        Check(gettext("The report is signed, and the case number belongs to the key that signed it.")),
        _bodies_check(record),
        _events_check(record),
        _keyring_check(record),
        _path_check(record),
        _manifest_check(record),
        _portal_check(record),
    ]


def _bodies_check(record: CaseRecord) -> Check:
    kinds = {problem.kind for problem in record.log.problems}
    if kinds & {"body-unopened", "body-unbound", "key-mismatch", "thread-key-mismatch", "key-uncommitted"}:
        return Check(gettext("Not every part fits what the reporter signed."), "fault")
    return Check(
        gettext("Your keys are the ones that the reporter signed for; the text is the one that was sealed.")
    )


def _events_check(record: CaseRecord) -> Check:
    count = len(record.log.records) - 1
    if record.log.parked or record.log.missing or record.damaged:
        return Check(gettext("Entries are missing: something that others refer to isn't here."), "fault")
    if count == 0:
        return Check(gettext("Nothing was added to the report yet."))
    text = ngettext(
        "%(num)s later entry is signed by somebody entitled, and hangs together with the rest.",
        "%(num)s later entries are signed by somebody entitled, and hang together without a gap.",
        count,
    )
    return Check(text)


def _keyring_check(record: CaseRecord) -> Check:
    version = record.log.keyring_version
    if not version:
        return Check(gettext("The keyring that the report names isn't here."), "fault")
    return Check(
        gettext("Checked against keyring version %(version)s, signed by your root key.", version=version)
    )


def _path_check(record: CaseRecord) -> Check:
    if record.case is not None and record.case.report.path == "server":
        return Check(
            gettext("The server sealed this report: it passed through the server's memory as plain text."),
            "off",
        )
    return Check(gettext("The reporter's own browser sealed this report."))


def _manifest_check(record: CaseRecord) -> Check:
    bodies = next((entry.bodies for entry in record.log.records if entry.kind == "genesis"), {})
    manifest = next((body.get("manifest") for body in bodies.values()), None)
    if not isinstance(manifest, str) or manifest == _NO_MANIFEST:
        return Check(gettext("The page that sealed it bore no signed list of files."), "off")
    return Check(
        gettext("The page that sealed it names the list of files %(id)s.", id=manifest[:SHOWN_OF_AN_ID])
    )


def _portal_check(record: CaseRecord) -> Check:
    if record.waiting:
        return Check(
            ngettext(
                "%(num)s entry of yours isn't with the portal yet.",
                "%(num)s entries of yours aren't with the portal yet.",
                len(record.waiting),
            ),
            "off",
        )
    if record.withheld:
        day = max(day for _, day, _ in record.withheld)
        return Check(
            gettext("On %(day)s the portal had lost an entry that this computer had.", day=day), "fault"
        )
    return Check(gettext("Everything written here is with the portal."))


def _in_words(kind: str, text: str) -> str:
    return say_again(text) if text else kind

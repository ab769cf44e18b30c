"""Bytes that change on the way: each of many positions in turn, in reports and in events."""

import base64
from base64 import b64encode

import pytest

from crypto.submission import Submission, event_id
from tests.support.console_world import inbox
from tests.support.foul_play import (
    case_of,
    flipped,
    kinds_on_page,
    reporter_answers,
    rewrite_entries,
    texts,
    write,
)


def spots(length, count=12):
    """Bytes spread over the whole of a part, its first and its last among them."""
    return sorted({0, length - 1, *range(0, length, max(1, length // count))})


@pytest.mark.parametrize("part", ["header", "header with its own id", "signature", "body", "wrap"])
def test_no_byte_of_a_report_changes_unnoticed(office, head, part):
    """Each of many positions in turn; the console names it and reads nothing, and the true bytes still come in."""
    correspondent = office.report()
    submission = Submission.parse(correspondent.reporter.raw)
    length = {
        "signature": 64,
        "body": len(submission.bodies[0]),
        "wrap": 1296,
    }.get(part, len(submission.header_bytes))
    for at in spots(length):
        rewrite_entries(office, lambda entries, at=at: [change(office, one, part, at) for one in entries])
        head.put_document("state", b"cursor", {"cursor": ""})
        report = office.sync(head)
        assert len(report.problems) >= 1, (part, at)
        assert head.store.count("entry") == 0, (part, at)
    assert inbox(head).listed() == []
    office.line.tamper = None
    if "own id" in part:  # then nothing tells that this very report was meant: it was withheld
        head.put_document("state", b"cursor", {"cursor": ""})
    assert office.sync(head).opened == 1
    assert kinds_on_page(office, head, correspondent) == set()


def change(office, entry, part, at):
    def altered(text):
        return b64encode(flipped(base64.b64decode(text), at)).decode()

    if part.startswith("header"):
        header = altered(entry["header"])
        name = event_id(base64.b64decode(header), office.world.deployment).hex()
        return {**entry, "header": header, "event_id": name if "own id" in part else entry["event_id"]}
    if part == "signature":
        return {**entry, "signatures": [flipped(bytes.fromhex(entry["signatures"][0]), at).hex()]}
    if part == "body":
        return {**entry, "bodies": [altered(entry["bodies"][0]), *entry["bodies"][1:]]}
    return {**entry, "wraps": [{**entry["wraps"][0], "wrap": altered(entry["wraps"][0]["wrap"])}]}


def test_no_byte_of_an_event_changes_unnoticed(office, head, second):
    correspondent = office.report()
    office.sync(head)
    true = write(head, correspondent, "Which list?")
    office.sync(head)
    reporter_answers(office, correspondent, true)
    office.sync(second)
    kept = {one.event_id: one for one in case_of(second, correspondent).entries.values()}[bytes(true)]
    for at in spots(len(kept.header), 24):
        # The case as a portal would show it that altered this byte and told the altered record's own id.
        header = flipped(kept.header, at)
        name = event_id(header, office.world.deployment)
        rewrite_entries(
            office,
            lambda entries, header=header, name=name: [
                {**one, "header": b64encode(header).decode(), "event_id": name.hex()}
                if one["event_id"] == true.hex()
                else one
                for one in entries
                if one["event_id"] != name.hex()
            ],
        )
        for table in ("entry", "missing", "stretch"):
            second.store.clear(table)
        second.put_document("state", b"cursor", {"cursor": ""})
        report = office.sync(second)
        assert report.problems, at
        assert "parked" in kinds_on_page(office, second, correspondent), at
        assert "Which list?" not in texts(second, correspondent), at

"""Who the reporter is, on the basic path: sealed apart from her report, for two people together."""

import json

import pytest

from crypto.constants import IDENTITY
from crypto.errors import BadCommitment
from crypto.keys import join_shares
from crypto.submission import Submission, open_genesis_body, open_keys
from tests.support.basic_portal import stored_reports

TOLD = {"name": "Amina Kassar", "contact": "+00 555 0199", "note": "Only in the morning."}
TYPED = {f"identity_{part}": text for part, text in TOLD.items()}


def shares_of(organisation, sent):
    """Each share (1 and 2) and the groups of those who hold it."""
    report, found = Submission.parse(sent), {}
    for index, person in enumerate(organisation.recipients):
        held = open_keys(report, index, organisation.current(person).seed, organisation.deployment)
        if held.share:
            which, share = held.share
            found.setdefault(which, (share, set()))[1].add(person.group)
    return found


def test_it_opens_with_both_shares_and_with_neither_alone(portal, organisation, visitor):
    visitor.report(identity_tell="y", **TYPED)
    [sent] = stored_reports(portal)
    (first, groups), (second, others) = (shares_of(organisation, sent)[which] for which in (1, 2))
    assert groups.isdisjoint(others)
    report = Submission.parse(sent)
    both = join_shares(first, second)
    body = open_genesis_body(report, IDENTITY, both, organisation.deployment)
    assert body["used"] is True
    assert {part: body[part] for part in TOLD} == TOLD
    for alone in (first, second):
        with pytest.raises(BadCommitment):
            open_genesis_body(report, IDENTITY, alone, organisation.deployment)


def test_nothing_of_it_stands_in_the_other_bodies_or_on_the_disk(portal, organisation, visitor):
    visitor.report(identity_tell="y", **TYPED)
    [sent] = stored_reports(portal)
    opened = [organisation.open_bodies(sent, person) for person in organisation.recipients]
    assert {lane for bodies in opened for lane in bodies} == {1, 2, 3, 5}
    for text in TOLD.values():
        assert text not in json.dumps(opened, default=str)
        assert all(text.encode() not in file.read_bytes() for file in portal.folder.iterdir())


def test_what_was_typed_without_the_box_is_not_sent_and_the_size_does_not_tell(portal, organisation, visitor):
    visitor.report(**TYPED)
    visitor.report(identity_tell="y", **TYPED)
    silent, told = stored_reports(portal)
    assert len(silent) == len(told)
    (first, _), (second, _) = (shares_of(organisation, silent)[which] for which in (1, 2))
    body = open_genesis_body(
        Submission.parse(silent), IDENTITY, join_shares(first, second), organisation.deployment
    )
    assert body["used"] is False
    assert "name" not in body


def test_the_review_says_that_what_was_typed_without_the_box_stays_out(visitor):
    form = visitor.get("/en/basic/report").forms[0]

    def look(**more):
        return visitor.post(form, story="x", categories=["FRD"], step="review", **more)

    assert "identity-kept-back" in look(**TYPED).texts
    assert "identity-kept-back" not in look(identity_tell="y", **TYPED).texts
    assert "identity-kept-back" not in look().texts

"""Fetching surveys and counting them at once: no single row is kept, so a stolen vault holds sums alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from crypto.errors import ProtocolError
from crypto.intake import statistics_officers
from crypto.keyring import Keyring
from crypto.survey import StatisticsRow, SurveyAnswers, open_survey
from crypto.types import DeploymentId, MemberId
from investigator_console.sync.client import PortalClient
from investigator_console.vault.opened import Vault

TALLY = b"survey"


def reads_surveys(vault: Vault, keyring: Keyring | None) -> bool:
    """Whether surveys are sealed to this member."""
    return keyring is not None and vault.profile.member_id in statistics_officers(keyring)


def tally_of(vault: Vault) -> dict[str, Any]:
    """The sums so far: for each version of the policy its questions, each {"waiting", "shown"}: answer -> count."""
    return vault.document("state", TALLY) or {"versions": {}, "unread": 0, "had": []}


def fetch_surveys(vault: Vault, client: PortalClient, keyring: Keyring, minimum: int) -> None:
    """Counts what is new, and lets the portal delete it. `minimum`: how many answers come into view together."""
    if not reads_surveys(vault, keyring):
        return
    secrets: dict[bytes, bytes] | None = None
    more = True
    while more:
        rows, more = client.surveys()
        if not rows:
            # Whatever was noted has been dropped there: nothing is left to be counted twice.
            _note(vault, tally_of(vault), ())
            return
        if secrets is None:
            secrets = {one.fingerprint: one.seed for one in vault.intake.each()}
        tally = tally_of(vault)
        for row_id, record in rows.items():
            if row_id.hex() not in tally["had"]:
                _count(tally, _open(vault, row_id, record, secrets), minimum)
        # Noted before the portal is told: a break in between must not count anybody twice.
        _note(vault, tally, rows)
        client.drop_surveys(list(rows))
        _note(vault, tally, ())


def _note(vault: Vault, tally: Mapping[str, Any], had: Iterable[bytes]) -> None:
    vault.put_document("state", TALLY, {**tally, "had": [one.hex() for one in had]})


def _open(vault: Vault, row_id: bytes, record: bytes, secrets: Mapping[bytes, bytes]) -> SurveyAnswers | None:
    me = MemberId(vault.profile.member_id)
    try:
        row = StatisticsRow.parse(record)
        place = next((one for one in row.places if one.officer_id == me), None)
        seed = None if place is None else secrets.get(place.kem_hash)
        if seed is None or row.row_id != row_id:
            return None
        return open_survey(row, me, seed, DeploymentId(vault.deployment_id))
    except ProtocolError:
        return None


def _count(tally: dict[str, Any], answers: SurveyAnswers | None, minimum: int) -> None:
    if answers is None:
        tally["unread"] += 1
        return
    questions = tally["versions"].setdefault(str(answers.policy_version), [])
    while len(questions) < len(answers.answers):
        questions.append({"waiting": {}, "shown": {}})
    for question, answer in zip(questions, answers.answers, strict=False):
        if not answer:
            continue
        _add(question["waiting"], str(answer), 1)
        # In steps: whoever looks after each answer would otherwise see what the newest one said.
        if sum(question["waiting"].values()) >= minimum:
            for code, number in question["waiting"].items():
                _add(question["shown"], code, number)
            question["waiting"] = {}


def _add(counts: dict[str, int], code: str, number: int) -> None:
    counts[code] = counts.get(code, 0) + number

from base64 import b64encode
from typing import Any, Literal

from crypto.errors import Malformed, ProtocolError
from crypto.intake import parse_list, statistics_officers
from crypto.survey import StatisticsRow, SurveyAnswers, row_length, seal_survey
from portal.directory import Directory
from portal.members_api.session import Caller
from portal.services import Services
from portal.store import surveys as rows

PAGE = 50
Outcome = Literal["stored", "stale-intake", "not-ready"]


def store_survey(services: Services, raw: bytes) -> Outcome:
    """Stores one sealed row. A new one and a known one are one answer.

    Raises `ProtocolError` for bytes that are no row: every row has one size, and is sealed to all officers of today.
    """
    row = StatisticsRow.parse(raw)
    directory = services.directory.latest()
    if directory is None:
        return "not-ready"
    officers = statistics_officers(directory.keyring)
    if len(raw) != row_length(len(officers)) or tuple(one.officer_id for one in row.places) != officers:
        return "stale-intake"
    with services.store.writing() as session:
        rows.add_survey(session, row.row_id, raw, services.day())
    return "stored"


def seal_and_store(services: Services, answers: tuple[int, ...]) -> bool:
    """For the path without scripts: seals here, in memory. False where nobody could read it now."""
    directory = services.directory.latest()
    if directory is None:
        return False
    version = services.policies.reviews.policy.version
    try:
        row = seal_survey(
            SurveyAnswers(version, answers),
            statistics_officers(directory.keyring),
            _keys(directory, services),
            services.settings.deployment_id,
        )
    except Malformed:
        return False
    return store_survey(services, row.encode()) == "stored"


def may_be_asked(services: Services) -> bool:
    """Whether there is anybody who counts."""
    directory = services.directory.latest()
    return directory is not None and bool(_keys(directory, services))


def _keys(directory: Directory, services: Services) -> dict[Any, bytes]:
    officers = statistics_officers(directory.keyring)
    try:
        found = parse_list(directory.statistics_list(services.day()), directory.keyring, holders=officers)
    except ProtocolError:
        return {}
    return {one: key.kem_pk for one, key in found.items() if one not in directory.suspended}


def may_read(caller: Caller) -> bool:
    """Whether rows are sealed to the caller."""
    return caller.id in statistics_officers(caller.directory.keyring)


def page(services: Services, caller: Caller) -> dict[str, Any]:
    """The next rows that the caller has not acknowledged."""
    with services.store.reading() as session:
        found = rows.surveys_for(session, caller.id, PAGE)
    listed = [{"row_id": one.row_id.hex(), "row": b64encode(one.record).decode("ascii")} for one in found]
    return {"rows": listed, "more": len(found) == PAGE}


def acknowledge(services: Services, caller: Caller, row_ids: list[str]) -> None:
    """The caller has stored these, or cannot open them. What all officers have is deleted."""
    directory = caller.directory
    officers = [one for one in statistics_officers(directory.keyring) if one not in directory.suspended]
    with services.store.writing() as session:
        rows.acknowledge_surveys(session, caller.id, [bytes.fromhex(one) for one in row_ids], officers)
    services.store.tidy()

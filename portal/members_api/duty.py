from base64 import b64encode
from typing import Any, Literal

from crypto.documents import parse_json
from crypto.errors import BadSignature, Malformed
from crypto.member_document import MemberDocument
from policies.duty import read_roster
from policies.errors import InvalidValueError
from portal.alarm.roster import Cover, on_duty
from portal.directory import Directory
from portal.services import Services
from portal.store.alarms import recent_pings
from portal.store.rosters import newest_roster, put_roster

Outcome = Literal["stored", "known", "not-accepted", "older"]


def store_roster(services: Services, directory: Directory, data: bytes) -> Outcome:
    """Stores a duty roster that an entitled member of today signed. A version never goes back.

    Raises `ProtocolError` for bytes that are no roster.
    """
    signed = MemberDocument.parse("roster", data)
    document = parse_json(signed.document)
    try:
        roster = read_roster(document)
    except InvalidValueError as fault:
        raise Malformed(str(fault)) from fault
    if document.get("deployment_id") != services.settings.deployment_id.hex():
        raise Malformed("this roster belongs to another deployment")
    with services.store.writing() as session:
        current = newest_roster(session)
        if current is not None and current[0] >= roster.version:
            return "known" if current[1] == data else "older"
        if not _entitled(services, directory, signed):
            return "not-accepted"
        put_roster(session, roster.version, data)
    services.store.tidy()
    return "stored"


def _entitled(services: Services, directory: Directory, signed: MemberDocument) -> bool:
    member = directory.member(signed.member_id)
    if member is None or member.role not in services.policies.timers.alarm.roster_signed_by:
        return False
    try:
        signed.signer(directory.keyring)
    except (BadSignature, Malformed):
        return False
    return True


def duty_now(services: Services) -> dict[str, Any]:
    """The roster as it was signed, whether somebody is on duty, and how the last calls went."""
    with services.store.reading() as session:
        found = newest_roster(session)
        here = on_duty(session, services.settings, services.clock())
        pings = recent_pings(session)
    return {
        "record": None if found is None else b64encode(found[1]).decode("ascii"),
        "covered": here.cover.now,
        "pings": [
            {
                "hour": ping.hour,
                "turn": ping.roster_position,
                "channel": ping.channel,
                "delivered": ping.delivered,
                "reason": ping.reason,
            }
            for ping in pings
        ],
    }


def cover_now(services: Services) -> Cover:
    """What every reporter is told alike."""
    with services.store.reading() as session:
        return on_duty(session, services.settings, services.clock()).cover

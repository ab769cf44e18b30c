import secrets
from dataclasses import dataclass

from flask import request

from crypto.keyring import Member
from crypto.types import MemberId
from portal.directory import Directory
from portal.login import check_login
from portal.services import Services
from portal.store.access import add_member_session, end_member_session, member_of_session
from portal.wire import LoginRequest

SESSION_SECONDS = 3_600
_TOKEN_BYTES = 32
_BEARER = "Bearer "


@dataclass(frozen=True)
class Caller:
    """The member who sends this request, active in the current keyring at this moment."""

    member: Member
    directory: Directory

    @property
    def id(self) -> MemberId:
        """The member's id, 16 bytes."""
        return self.member.id


def log_in(services: Services, login: LoginRequest) -> bytes | None:
    """A fresh token (32 bytes) for the member whose key signed the challenge; None for everybody else.

    The key must stand in the current keyring, once, and its member may not be suspended.
    """
    proof = check_login(services, "member-login", login)
    token = secrets.token_bytes(_TOKEN_BYTES)
    directory = services.directory.latest()
    member = None if directory is None else directory.member_by_auth(proof.auth_vk, services.day())
    if member is None or not proof.holds:
        return None
    with services.store.writing() as session:
        add_member_session(session, token, member.id, now=services.seconds(), seconds=SESSION_SECONDS)
    return token


def _token() -> bytes:
    header = request.headers.get("Authorization", "")
    text = header.removeprefix(_BEARER)
    if not header.startswith(_BEARER) or len(text) != 2 * _TOKEN_BYTES:
        return b""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def caller_of_request(services: Services) -> Caller | None:
    """Who sent this request; None without a living session, or for someone removed or suspended meanwhile."""
    token = _token()
    with services.store.reading() as session:
        member_id = member_of_session(session, token, services.seconds())
        directory = services.directory.current(session)
    if member_id is None or directory is None:
        return None
    member = directory.member(member_id)
    return None if member is None else Caller(member, directory)


def log_out(services: Services) -> None:
    """Forgets the session of this request."""
    with services.store.writing() as session:
        end_member_session(session, _token())

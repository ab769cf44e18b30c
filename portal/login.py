from dataclasses import dataclass

from flask import request
from pydantic import ValidationError

from crypto.errors import ProtocolError
from crypto.login import verify_login
from portal.services import Services
from portal.store.access import use_challenge
from portal.wire import LoginRequest

_LARGEST_LOGIN = 2_048
# Signed work for a request that cannot be read: an answer must not be faster for it.
_NOBODY = LoginRequest(auth_vk="00" * 32, nonce="00" * 32, origin="https://nobody", signature="00" * 64)


@dataclass(frozen=True)
class Proof:
    """What a log-in request claims, and whether the claim holds. `auth_vk`: 32 bytes."""

    auth_vk: bytes
    holds: bool


def read_login() -> LoginRequest:
    """The body of this request; one that can never hold where the body is malformed."""
    request.max_content_length = _LARGEST_LOGIN
    try:
        return LoginRequest.model_validate_json(request.get_data(cache=False))
    except ValidationError:
        return _NOBODY


def check_login(services: Services, kind: str, login: LoginRequest) -> Proof:
    """Verifies a "rep-login" or "member-login", always by the same steps; the challenge is used up."""
    auth_vk, nonce = bytes.fromhex(login.auth_vk), bytes.fromhex(login.nonce)
    signature = bytes.fromhex(login.signature)
    try:
        verify_login(kind, auth_vk, login.origin, nonce, signature, services.settings.deployment_id)
        signed = True
    except ProtocolError:
        signed = False
    fresh, directory = services.store.write(
        lambda session: (
            use_challenge(session, nonce, services.seconds()),
            services.directory.current(session),
        )
    )
    known_origin = directory is not None and login.origin in directory.keyring.origins
    return Proof(auth_vk, holds=signed and fresh and known_origin)

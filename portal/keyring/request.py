import binascii
from base64 import b64decode
from dataclasses import dataclass

from crypto.constants import MEMBER_ID_LEN, SIGNATURE_LEN, VERIFY_KEY_LEN
from crypto.documents import field, hex_field, parse_json
from crypto.errors import Malformed
from crypto.signing import verify
from crypto.types import DeploymentId, MemberId

_LONGEST_NAME = 120


@dataclass(frozen=True)
class MemberRequest:
    """Someone asks to stand in the keyring. The name is for the ceremony only: the keyring names nobody."""

    id: MemberId
    role: str
    region: str
    auth_vk: bytes
    verify_vk: bytes
    name: str


def read_request(data: bytes, deployment: DeploymentId) -> MemberRequest:
    """The request in a file, signed by the key it asks for, made for this deployment.

    Raises `Malformed`, `BadSignature`.
    """
    outer = parse_json(data)
    try:
        signed = b64decode(field(outer, "document", str), validate=True)
    except binascii.Error as error:
        raise Malformed("the request's document is no base64") from error
    document = parse_json(signed)
    if document.get("amparo") != "member-request":
        raise Malformed("this file is no member's request")
    if hex_field(document, "deployment_id", len(deployment)) != deployment:
        raise Malformed("this request was made with the card of another deployment")
    request = MemberRequest(
        id=MemberId(hex_field(document, "id", MEMBER_ID_LEN)),
        role=field(document, "role", str),
        region=field(document, "region", str),
        auth_vk=hex_field(document, "auth_vk", VERIFY_KEY_LEN),
        verify_vk=hex_field(document, "verify_vk", VERIFY_KEY_LEN),
        name=field(document, "name", str),
    )
    if request.auth_vk == request.verify_vk:
        raise Malformed("the keys to log in and to sign must differ")
    if not request.name.strip() or len(request.name) > _LONGEST_NAME:
        raise Malformed("the request needs a name of at most 120 letters")
    signature = hex_field(outer, "signature", SIGNATURE_LEN)
    verify("member-request", request.verify_vk, signed, signature, deployment)
    return request

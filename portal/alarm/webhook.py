"""The same call through a gateway for text messages."""

import httpx

from portal.alarm.calls import TEXT, CallFailedError
from portal.settings import Webhook

_TIMEOUT_SECONDS = 30


def send(webhook: Webhook, phone: str) -> None:
    """Asks the gateway to send the alarm's text to a number. Raises `CallFailedError`.

    Nothing but the number ever differs. A redirect is a failure: the number must not go on to another address.
    """
    try:
        token = webhook.token_file.read_text(encoding="utf-8").strip() if webhook.token_file else ""
    except OSError as error:
        raise CallFailedError("the token file cannot be read") from error
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
            answer = client.post(webhook.url, json={"to": phone, "text": TEXT}, headers=headers)
    except httpx.HTTPError as error:
        raise CallFailedError(f"the gateway was not reached: {type(error).__name__}") from error
    if not answer.is_success:
        raise CallFailedError(f"the gateway refused: {answer.status_code}")

"""Reading an answer of a portal that may be hostile: never more of it than an honest one can have."""

from typing import Any, Final

import httpx

from investigator_console.sync.errors import PortalMalformedError

# A page holds 6 MiB of records and at least one whole; base64 and JSON make a third more of it.
LARGEST: Final = 16 * 1024 * 1024


def request(
    http: httpx.Client,
    method: str,
    url: str,
    headers: dict[str, str],
    **options: Any,  # noqa: ANN401  httpx's own options
) -> httpx.Response:
    """The answer, read whole, `LARGEST` bytes at most. Raises `PortalMalformedError`, `httpx.HTTPError`.

    Nothing compressed is taken: a few kilobytes could unfold to more than this machine has.
    """
    asked = {**headers, "Accept-Encoding": "identity"}
    with http.stream(method, url, headers=asked, **options) as answer:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise PortalMalformedError("The portal's answer is packed, which nobody asked for.")
        body = bytearray()
        # A transport within this process hands over what it has read already.
        for part in [answer.content] if answer.is_stream_consumed else answer.iter_raw():
            body += part
            if len(body) > LARGEST:
                raise PortalMalformedError("The portal's answer has no end: it was not read.")
        return httpx.Response(answer.status_code, headers=answer.headers, content=bytes(body))

import httpx

_PATIENCE = httpx.Timeout(30.0)
_MAX_BODY = 4 * 1024 * 1024


class Unreachable(Exception):  # noqa: N818 - says what happened
    """The portal did not answer; the message says how."""


def get(client: httpx.Client, path: str, extra: dict[str, str] | None = None) -> httpx.Response:
    """One answer, its body unpacked; redirects are not followed. Raises `Unreachable`."""
    try:
        with client.stream("GET", path, headers=extra or {}, timeout=_PATIENCE) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > _MAX_BODY:
                    raise Unreachable(f"{path[:100]} is larger than any page of Amparo.")
            return httpx.Response(
                answer.status_code,
                headers=[(name, value) for name, value in answer.headers.multi_items() if not _coded(name)],
                content=bytes(body),
            )
    except httpx.HTTPError as error:
        raise Unreachable(f"The portal did not answer for {path[:100]}: {type(error).__name__}.") from None


def _coded(name: str) -> bool:
    return name.lower() in {"content-encoding", "transfer-encoding", "content-length"}

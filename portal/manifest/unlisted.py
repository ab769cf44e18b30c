"""The answers that stand in no list, because they change or hold no script of their own: entrances, errors, forms.

Their words can't be compared. What they load, which headers they bear and where they send people can.
"""

import secrets
from collections.abc import Collection, Iterator

import httpx

from crypto.manifest import Manifest
from portal.headers import BASIC_CONTENT_SECURITY_POLICY
from portal.manifest.answers import HTML, Finding, Loaded, wrong_contents, wrong_headers
from portal.manifest.fetching import get

_OK = 200
_NOT_FOUND = 404
_BASIC = ("", "report", "case", "saved")
# More letters than the portal's own server reads, and more than the web server before it reads.
_TOO_LONG = (3_000, 20_000)


def check_unlisted(client: httpx.Client, manifest: Manifest) -> Iterator[Finding]:
    """Everything about these answers that cannot be right. Raises `Unreachable`."""
    homes = sorted(path for path in manifest.files if path.endswith("/"))
    frame = _scripts_of(client, homes)
    yield from _entrances(client, manifest, homes)
    # Leaving closes a case in every language.
    cookies_below = [f"{home}basic/" for home in homes]
    for home in homes:
        yield from _services(client, manifest, f"{home}services", frame)
        for name in _BASIC:
            yield from _form(client, manifest, f"{home}basic/{name}", frame, cookies_below)
        yield from _form(client, manifest, f"{home}survey", frame)
    yield from _errors(client, manifest, homes, frame)


def _scripts_of(client: httpx.Client, homes: list[str]) -> frozenset[str]:
    """What the signed start pages load: no page outside of the list needs more than their button to leave."""
    found: set[str] = set()
    for home in homes[:1]:
        found |= Loaded.of(get(client, home)).scripts
    return frozenset(found)


def _entrances(client: httpx.Client, manifest: Manifest, homes: list[str]) -> Iterator[Finding]:
    """`/` stands on paper and in every QR code. Each language is asked for: an answer may differ by it."""
    for home in homes:
        yield from _entrance(client, manifest, "/", homes, {"Accept-Language": home.strip("/")})
        yield from _entrance(client, manifest, home.rstrip("/"), [home])
        yield from _entrance(client, manifest, f"{home}basic", [f"{home}basic/"])


def _entrance(
    client: httpx.Client,
    manifest: Manifest,
    path: str,
    leads_to: Collection[str],
    extra: dict[str, str] | None = None,
) -> Iterator[Finding]:
    answer = get(client, path, extra)
    if not answer.is_redirect:
        yield Finding(path, f"answers {answer.status_code}, and does not lead to a page of this portal")
    elif not _leads(client, path, answer, leads_to):
        yield Finding(path, "leads to an address that is no page of this portal")
    yield from wrong_headers(answer, manifest, path)
    yield from wrong_contents(answer, manifest, path, ())


def _leads(client: httpx.Client, path: str, answer: httpx.Response, leads_to: Collection[str]) -> bool:
    here = client.base_url.join(path)
    locations = answer.headers.get_list("Location")
    try:
        return len(locations) == 1 and here.join(locations[0]) in {here.join(page) for page in leads_to}
    except httpx.InvalidURL:
        return False


def _services(
    client: httpx.Client, manifest: Manifest, path: str, frame: Collection[str]
) -> Iterator[Finding]:
    answer = get(client, path)
    if answer.status_code != _OK:
        yield Finding(path, f"answers {answer.status_code}, not 200")
    yield from wrong_headers(answer, manifest, path)
    yield from _page(answer, manifest, path, frame)


def _form(
    client: httpx.Client,
    manifest: Manifest,
    path: str,
    frame: Collection[str],
    cookies_below: Collection[str] = (),
) -> Iterator[Finding]:
    """A page that posts forms and runs no script, or the error page of a portal that does not offer it."""
    answer = get(client, path)
    if answer.status_code not in {_OK, _NOT_FOUND}:
        yield Finding(path, f"answers {answer.status_code}, neither 200 nor 404")
    yield from wrong_headers(answer, manifest, path, BASIC_CONTENT_SECURITY_POLICY, cookies_below)
    yield from _page(answer, manifest, path, () if answer.status_code == _OK else frame)


def _errors(
    client: httpx.Client, manifest: Manifest, homes: list[str], frame: Collection[str]
) -> Iterator[Finding]:
    """An error page is a page: a script could be smuggled in by one."""
    for home in homes or ["/static/"]:
        path = f"{home}no-such-page-{secrets.token_hex(8)}"
        answer = get(client, path)
        if answer.status_code != _NOT_FOUND:
            yield Finding(path, f"a page that cannot be there answers {answer.status_code}, not 404")
        yield from wrong_headers(answer, manifest, "an error page")
        yield from _page(answer, manifest, "an error page", frame)
    for letters in _TOO_LONG:
        answer, named = (
            get(client, f"{homes[0] if homes else '/'}{'a' * letters}"),
            f"an address of {letters:,} letters",
        )
        if answer.status_code < 400:  # noqa: PLR2004 - HTTP
            yield Finding(named, f"answers {answer.status_code}, not an error")
        yield from wrong_headers(answer, manifest, named)
        yield from _page(answer, manifest, named, frame)


def _page(
    answer: httpx.Response, manifest: Manifest, path: str, scripts: Collection[str]
) -> Iterator[Finding]:
    if answer.headers.get_list("Content-Type") != [HTML]:
        yield Finding(path, f"has another Content-Type than {HTML}")
    yield from wrong_contents(answer, manifest, path, scripts)

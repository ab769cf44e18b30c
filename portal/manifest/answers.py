"""What one answer of a live portal may bear and load: its headers, its kind, and what its page fetches by itself."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx

from crypto.manifest import Manifest
from portal.assets import content_type_of
from portal.headers import IMMUTABLE

HTML = "text/html; charset=utf-8"
_SCRIPT_LINKS = frozenset({"modulepreload", "preload", "prefetch", "prerender"})
_FETCHING = frozenset({"iframe", "frame", "img", "embed", "audio", "video", "source", "track", "object"})
# Beside the signed headers: what web servers say about the transport. Anything else could bend a page whose bytes
# are right, by a cookie, a script beside it, or word of the visit to somebody else; so what is unknown is named.
_ALLOWED = frozenset(
    (
        "accept-ranges",
        "allow",
        "connection",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "location",
        "retry-after",
        "server",
        "vary",
    )
)


@dataclass(frozen=True)
class Finding:
    """Something that is not as signed: where, and in which way."""

    path: str
    text: str


def wrong_headers(
    answer: httpx.Response,
    manifest: Manifest,
    path: str,
    policy: str = "",
    cookies_below: Collection[str] = (),
) -> Iterator[Finding]:
    """`policy`: instead of the signed Content-Security-Policy. `cookies_below`: the paths that cookies may have."""
    expected = dict(manifest.headers)
    if policy:
        expected["Content-Security-Policy"] = policy
    for name, signed in expected.items():
        values = answer.headers.get_list(name)
        kept = name == "Cache-Control" and values == [IMMUTABLE] and path.startswith("/static/")
        if not values:
            yield Finding(path, f"the header {name} is missing")
        elif values != [signed] and not kept:
            yield Finding(path, f"the header {name} is not the one that was signed")
    known = _ALLOWED | {name.lower() for name in expected}
    for name in dict.fromkeys(name.title() for name in answer.headers):
        if name == "Set-Cookie" and cookies_below:
            yield from _cookies(answer, path, cookies_below)
        elif name.lower() not in known:
            yield Finding(path, f"there is a header {name}, which no page of this portal has")


def _cookies(answer: httpx.Response, path: str, below: Collection[str]) -> Iterator[Finding]:
    for cookie in answer.headers.get_list("Set-Cookie"):
        parts = {part.strip().lower() for part in cookie.split(";")}
        inside = any(f"path={one}" in parts for one in below)
        if not inside or not {"httponly", "samesite=strict"} <= parts:
            yield Finding(path, "sets a cookie that reaches beyond the basic pages")


def wrong_kind(answer: httpx.Response, path: str) -> Iterator[Finding]:
    """A script that comes as a page, a page that comes as something else, or in another encoding."""
    wanted = content_type_of(path) if path.startswith("/static/") else HTML
    if answer.headers.get_list("Content-Type") != [wanted]:
        yield Finding(path, f"has another Content-Type than {wanted}")


def wrong_contents(
    answer: httpx.Response, manifest: Manifest, path: str, scripts: Collection[str] | None = None
) -> Iterator[Finding]:
    """What a page loads that is not in the list. `scripts`: those it may load, where it may not load all of them."""
    page = Loaded.of(answer)
    for address in sorted((page.scripts | page.others) - manifest.files.keys()):
        yield Finding(path, f"loads {address}, which is not in the signed list")
    elsewhere = set() if scripts is None else page.scripts & manifest.files.keys() - set(scripts)
    for address in sorted(elsewhere):
        yield Finding(path, f"loads {address}, which belongs to other pages")
    if page.inline:
        yield Finding(path, "holds a script of its own")
    if page.moves:
        yield Finding(path, "sends its visitors elsewhere by itself")


class Loaded(HTMLParser):
    """What a page loads by itself, whether it brings scripts in its own text, and whether it moves on by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: set[str] = set()
        self.others: set[str] = set()
        self.inline = False
        self.moves = False

    @classmethod
    def of(cls, answer: httpx.Response) -> "Loaded":
        """Of an answer's body, whatever it calls itself."""
        found = cls()
        found.feed(answer.text)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one element. A page may load nothing by another."""
        given = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._script(given)
        elif tag in _FETCHING:
            self.others |= {given[name] for name in ("src", "data", "srcset", "poster") if given.get(name)}
        elif (
            tag == "link"
            and given.get("href")
            and given.get("rel", "").lower() not in {"alternate", "canonical"}
        ):
            scripts = not _SCRIPT_LINKS.isdisjoint(given.get("rel", "").lower().split())
            (self.scripts if scripts else self.others).add(given["href"])
        self.moves |= tag == "base" or (tag == "meta" and given.get("http-equiv", "").lower() == "refresh")
        self.inline |= "srcdoc" in given or any(name.startswith("on") for name in given)

    def _script(self, given: dict[str, str]) -> None:
        address = given.get("src") or given.get("href") or given.get("xlink:href")
        if address:
            self.scripts.add(address)
        else:
            self.inline |= given.get("type") != "application/json"

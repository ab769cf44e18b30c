"""Codes that open nothing: unknown, wrong, mistyped or replaced, they cannot be told apart."""

import re
import secrets
import socket
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import event

from crypto.case_code import encode_digits, new_code, stretch
from crypto.constants import LANES
from crypto.login import sign_login
from crypto.rekeying import replace_code
from crypto.reporter_keys import ReporterKeys, derive
from crypto.signing import verify_key
from crypto.submission import open_keys
from demo.reporter import Filed, Portal
from tests.support import walk
from tests.support.live import Live
from tests.support.live_storage import public_api
from tests.support.portal_world import make_world
from tests.support.reports import draft
from tests.support.walk import SOON, handle

MESSAGES = 90
ROUNDS = 40
KIB = 1_024
BUCKETS = {16 * KIB << power for power in range(9)}


@dataclass(frozen=True)
class Codes:
    """A busy case's code that works, one that was replaced, and a code of no case; all as digits, and keys."""

    portal: Portal
    works: Filed
    replaced: Filed
    unknown: str
    sizes: frozenset[int]

    @property
    def mistyped(self) -> str:
        digits = encode_digits(self.works.code)
        return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def replace(portal: Portal, filed: Filed) -> Filed:
    """A new code for a case, as a reporter's page would make it; returns what the new code holds."""
    deployment = portal.card.deployment_id
    code = new_code(deployment)
    keys = derive(stretch(code, deployment), deployment)
    threads = open_keys(
        filed.submission, len(filed.submission.header.entries) - 1, filed.keys.kem_seed, deployment
    ).threads
    sealed = replace_code(
        filed.keys,
        keys,
        case_id=filed.case_id,
        generations=[{lane: threads[lane] for lane in LANES}],
        used=[1],
        parents=portal._heads(filed),
        keyring_hash=portal._keyring().hash,
        deployment=deployment,
    )
    portal._post("/mailbox/events", sealed.encode())
    return Filed(code, keys, filed.submission)


@pytest.fixture(scope="module")
def codes(live: Live):
    """A long conversation, so that reading it would be seen on the clock."""
    with public_api(live) as portal:
        works, replaced = portal.file(draft(1)), portal.file(draft(2))
        sizes = set()
        for number in range(MESSAGES):
            portal.write(works, 1, f"Message {number}. " * (1 + 40 * (number % 3)))
            if number % 3 == 0:
                sizes.add(len(open_mailbox(portal, works.keys).content))
        replace(portal, replaced)
        assert open_mailbox(portal, works.keys).status_code == 200
        unknown = encode_digits(new_code(portal.card.deployment_id))
        yield Codes(portal, works, replaced, unknown, frozenset(sizes))


def login(portal: Portal, auth_seed: bytes, auth_vk: bytes | None = None) -> dict[str, str]:
    """The body of a log-in, with its own fresh challenge."""
    nonce = bytes.fromhex(portal._post("/challenges", b"").json()["nonce"])
    signature = sign_login("rep-login", auth_seed, portal.origin, nonce, portal.card.deployment_id)
    vk = auth_vk or verify_key(auth_seed)
    return {
        "auth_vk": vk.hex(),
        "nonce": nonce.hex(),
        "origin": portal.origin,
        "signature": signature.hex(),
    }


def open_mailbox(portal: Portal, keys: ReporterKeys) -> httpx.Response:
    return portal.http.post("/mailbox/open", json=login(portal, keys.auth_seed))


def failing(codes: Codes):
    """Every kind of log-in that opens nothing: name to a maker of its body."""
    portal, works, replaced = codes.portal, codes.works.keys, codes.replaced.keys
    return {
        "unknown code": lambda: login(portal, secrets.token_bytes(32)),
        "replaced code": lambda: login(portal, replaced.auth_seed),
        "a known key, signed by another": lambda: login(portal, secrets.token_bytes(32), works.auth_vk),
        "an unknown key, signed by another": lambda: login(
            portal, works.auth_seed, verify_key(secrets.token_bytes(32))
        ),
    }


def raw_answer(origin: str, body: dict[str, str]) -> bytes:
    """All bytes of an answer, head included, but the date."""
    place = urlsplit(origin)
    sent = httpx.Request("POST", f"{origin}/api/v1/mailbox/open", json=body)
    head = f"POST /api/v1/mailbox/open HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(sent.content)}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=60) as line:
        line.sendall(head.encode() + sent.content)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    return re.sub(rb"\r\nDate: [^\r]+", b"", answer)


def test_every_failure_is_the_same_bytes_head_and_all(codes):
    answers = {name: raw_answer(codes.portal.origin, make()) for name, make in failing(codes).items()}
    first = answers["unknown code"]
    assert first.startswith(b"HTTP/1.1 403 ")
    assert {name: answer == first for name, answer in answers.items()} == dict.fromkeys(answers, True)


def test_a_conversation_comes_in_few_sizes_however_it_grows(codes):
    assert codes.sizes <= BUCKETS
    assert 3 <= len(codes.sizes) < 8


def test_failures_take_the_same_time(codes):
    """Samples of all kinds take turns, so that whatever else the machine does falls on each alike."""
    kinds = failing(codes)
    spans = {name: [] for name in kinds}
    for number in range(ROUNDS + 3):
        for name, make in kinds.items():
            body = make()
            started = time.perf_counter()
            status = codes.portal.http.post("/mailbox/open", json=body).status_code
            if number >= 3:
                spans[name].append(time.perf_counter() - started)
            assert status == 403
    middle = {name: median(times) for name, times in spans.items()}
    fastest, slowest = min(middle.values()), max(middle.values())
    assert slowest < 1.6 * fastest, middle


def test_failures_ask_the_database_the_same_questions(tmp_path):
    """What the clock may blur, the list of statements shows: equal work, however long the conversation is."""
    world = make_world(tmp_path)
    reporter = world.reported()
    asked: list[str] = []
    bodies = {
        "unknown": world.login_body("rep-login", secrets.token_bytes(32)),
        "known key, signed by another": {
            **world.login_body("rep-login", secrets.token_bytes(32)),
            "auth_vk": reporter.keys.auth_vk.hex(),
        },
        "used challenge": world.login_body("rep-login", reporter.keys.auth_seed),
        "malformed": {},
    }
    world.client.post("/api/v1/mailbox/open", json=bodies["used challenge"])
    engine = world.services.store.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    seen = {}
    for name, body in bodies.items():
        asked.clear()
        assert world.client.post("/api/v1/mailbox/open", json=body).status_code == 403
        seen[name] = list(asked)
    world.services.store.close()
    assert seen["unknown"]
    assert {name: list_ == seen["unknown"] for name, list_ in seen.items()} == dict.fromkeys(bodies, True)


def basic_answer(origin: str, typed: str):
    """The basic path's page for a typed code, without the echo and the page's own token; its headers' names."""
    with httpx.Client(base_url=origin, trust_env=False, timeout=60) as browser:
        page = browser.get("/en/basic/case").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        answer = browser.post("/en/basic/case", data={"csrf_token": token, "code": typed})
    echoed = f">\n{typed}</textarea>"
    assert answer.text.count(echoed) == 1
    bare = re.sub(
        r'(name="csrf_token"[^>]*value=")[^"]+', r"\1", answer.text.replace(echoed, ">\n</textarea>")
    )
    return answer.status_code, bare, len(answer.content) - len(typed), sorted(answer.headers.keys())


def test_on_the_basic_path_the_pages_differ_in_nothing_but_the_echo(codes):
    tried = [codes.unknown, encode_digits(codes.replaced.code), codes.mistyped, "no such words"]
    pages = [basic_answer(codes.portal.origin, typed) for typed in tried]
    assert pages[0][0] == 403
    assert [page == pages[0] for page in pages] == [True] * len(tried)


def try_code(page: Page, live: Live, typed: str):
    """Types a code in Chromium: what the page then says, and what went over the wire for it."""
    noted = []

    def note(request):
        # The scripts come while somebody types, before any code is judged, and sometimes from the cache.
        if request.resource_type != "script":
            noted.append(request)

    page.goto(f"{live.portal}/en/case")
    page.wait_for_load_state("networkidle")
    page.on("requestfinished", note)
    handle(page, "code-input").fill(typed)
    # The page speaks as soon as the answer is read, which may be before the browser reports the request as finished.
    with page.expect_event("requestfinished", lambda one: one.url.endswith("/mailbox/open"), timeout=SOON):
        handle(page, "unlock-case").click()
    expect(handle(page, "problem")).to_be_visible(timeout=SOON)
    page.remove_listener("requestfinished", note)
    expect(handle(page, "code-input")).to_have_value(typed)
    expect(handle(page, "case-status")).to_have_count(0)
    traffic = [
        (one.method, one.url, one.sizes()["requestBodySize"], one.response().status, one.response().body())
        for one in noted
    ]
    masked = sorted((*rest, re.sub(rb"[0-9a-f]{64}", b"nonce", body)) for *rest, body in traffic)
    return handle(page, "problem").inner_text(), masked


@pytest.mark.browser
def test_in_chromium_a_replaced_code_is_answered_like_an_unknown_or_mistyped_one(
    live: Live, codes, reporter: Page
):
    # given a code that is replaced on the page
    old = walk.report(reporter, live.portal, "Somebody saw my code.", categories=("FRD",))
    walk.come_back(reporter, live.portal, old.words)
    walk.reply(reporter, "Said before the change.")
    reporter.locator("details:has([data-testid=replace-code]) > summary").click()
    handle(reporter, "replace-code").click()
    new = walk.take_code(reporter)
    expect(handle(reporter, "code-replaced")).to_be_visible(timeout=SOON)
    # when the old one, an unknown one and mistyped ones are tried
    seven_words = old.words.rsplit(" ", 1)[0]
    digits = [try_code(reporter, live, typed) for typed in (codes.unknown, old.digits, codes.mistyped, "7")]
    words = [
        try_code(reporter, live, typed) for typed in (old.words, f"{seven_words} wrongword", seven_words)
    ]
    # then page and wire say the same of each, and the new one opens what was said
    assert [answer == digits[0] for answer in digits] == [True] * len(digits)
    assert [answer == words[0] for answer in words] == [True] * len(words)
    assert words[0][0] == digits[0][0]
    # and it is one log-in, after a script that is the same for each
    asked = [path for _, path, *_ in digits[0][1] if "/api/" in path]
    assert [path.rsplit("/", 1)[1] for path in asked] == ["challenges", "open"]
    walk.come_back(reporter, live.portal, new.digits)
    expect(handle(reporter, "message").filter(has_text="Said before the change.")).to_be_visible()

"""Many sealed reports at once, for load: made like a browser's, without the slow stretch of a case code."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx

from crypto.genesis import seal_report
from crypto.intake import parse_list
from crypto.keyring import parse_keyring
from crypto.reporter_keys import derive
from crypto.types import DeploymentId, RootKey
from policies.routing import Routed, route
from portal.basic.service import Draft, member_rows, plan_report

STORY = "The list was changed after we left. Two families say that they paid for a place on it. "


@dataclass(frozen=True)
class Published:
    """What a portal tells every browser: enough to seal to it."""

    deployment: DeploymentId
    root_vk: bytes
    container: bytes
    intake: bytes
    routing: bytes

    @classmethod
    def fetch(cls, origin: str, card_file: Path) -> "Published":
        card = json.loads(card_file.read_text(encoding="utf-8"))
        with httpx.Client(base_url=f"{origin}/api/v1", trust_env=False, timeout=30) as http:
            parts = (
                http.get(path).raise_for_status().content
                for path in ("/keyring", "/intake", "/policies/routing")
            )
            return cls(
                DeploymentId(bytes.fromhex(card["deployment_id"])), bytes.fromhex(card["root_vk"]), *parts
            )


def draft(
    number: int, categories: tuple[str, ...] = ("FRD",), conflicts: tuple[str, ...] = ("none",)
) -> Draft:
    """An invented report of about 4 KB whose text starts with its number."""
    story = f"{number}: {STORY * 40}"[:3000]
    return Draft(
        categories=categories, conflicts=conflicts, story=story, when="", where="North Camp", language="en"
    )


def seal(published: Published, written: Draft, root_key: bytes | None = None) -> bytes:
    """One submission. `root_key`: what a case code would stretch to; random where none is given."""
    keyring = parse_keyring(published.container, published.root_vk, published.deployment)
    rules = json.loads(published.routing)
    recipients = [one.hex() for one in keyring.intake_recipients]
    routed = route(rules, member_rows(keyring), recipients, written.categories, written.conflicts)
    assert isinstance(routed, Routed), routed
    return seal_report(
        plan_report(written, routed, datetime.now(UTC)),
        derive(RootKey(root_key or os.urandom(32)), published.deployment),
        keyring,
        parse_list(published.intake, keyring),
        published.deployment,
        manifest_hash=bytes(32),
        path="browser",
    )


def _seal_numbered(published: Published, number: int) -> bytes:
    return seal(published, draft(number))


def seal_many(published: Published, count: int, first: int = 0) -> Iterator[bytes]:
    """`count` different submissions, sealed on all cores."""
    with ProcessPoolExecutor() as pool:
        yield from pool.map(partial(_seal_numbered, published), range(first, first + count), chunksize=25)

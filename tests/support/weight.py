"""What a page costs on the line: bytes by address, requests, and how many of them wait for one another."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession

KB = 1024
BUDGETS: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "budgets.toml").read_text(encoding="utf-8")
)
# Slow 3G as phones' own tools call it: the wait for each answer in ms, and bytes a second either way.
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
# Each answer lets wait for longer than a busy machine stalls: what could come side by side is never seen in a row.
_FAR_LINE = {"offline": False, "latency": 200, "downloadThroughput": -1, "uploadThroughput": -1}


@dataclass
class _Asked:
    url: str
    began: float
    ended: float = 0.0
    bytes: int = 0


class Scale:
    """Listens to a page's network from now on, and puts it far away.

    Sizes are what came over the wire, headers included.
    """

    def __init__(self, cdp: CDPSession) -> None:
        self._asked: dict[str, _Asked] = {}
        cdp.on("Network.requestWillBeSent", self._begin)
        cdp.on("Network.loadingFinished", self._end)
        cdp.send("Network.enable")
        cdp.send("Network.emulateNetworkConditions", _FAR_LINE)

    def _begin(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.startswith("data:"):
            self._asked[event["requestId"]] = _Asked(url, event["timestamp"])

    def _end(self, event: dict[str, Any]) -> None:
        asked = self._asked.get(event["requestId"])
        if asked is not None:
            asked.ended, asked.bytes = event["timestamp"], int(event["encodedDataLength"])

    @property
    def files(self) -> dict[str, int]:
        """Bytes by address, in the order in which they were asked for."""
        files: dict[str, int] = {}
        for one in self._asked.values():
            files[one.url] = files.get(one.url, 0) + one.bytes
        return files

    @property
    def kilobytes(self) -> float:
        """All of them together, in units of 1,024 bytes."""
        return sum(one.bytes for one in self._asked.values()) / KB

    @property
    def requests(self) -> int:
        """How many were answered from the line, not from the browser's own cache."""
        return sum(1 for one in self._asked.values() if one.bytes)

    @property
    def rounds(self) -> int:
        """The longest chain of requests of which each began after the one before had ended."""
        chains: list[tuple[float, int]] = []
        for one in sorted(self._asked.values(), key=lambda asked: asked.began):
            if one.bytes:
                before = max((length for ended, length in chains if ended <= one.began), default=0)
                chains.append((one.ended, before + 1))
        return max((length for _, length in chains), default=0)


def budget(page: str, language: str) -> float:
    """What a first visit to a page may weigh, in KB; `page`: its template's name."""
    return float(BUDGETS["first-visit"][page][language])


def way_budget(language: str) -> float:
    """What the whole way from an empty browser to the case code may weigh, in KB received."""
    return float(BUDGETS["whole-way"][language])

"""A bounded load generator for servers on loopback: raw sockets, one connection a request, a fixed list of bodies."""

import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class LoadResult:
    """How a run went: requests a second, seconds in all, and how often each status came (0: no answer)."""

    per_second: float
    seconds: float
    statuses: Counter[int]
    latencies: tuple[float, ...]

    @property
    def failed(self) -> int:
        """Requests that were not answered with 200 or 201."""
        return sum(n for status, n in self.statuses.items() if status not in {200, 201})


def post_once(port: int, path: str, body: bytes, *, network: int = 0, timeout: float = 60) -> int:
    """POST `body` to 127.0.0.1:`port` from 127.0.`network`.1. The status, or 0 where the connection broke."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    try:
        with socket.create_connection((LOOPBACK, port), timeout, (f"127.0.{network}.1", 0)) as connection:
            connection.sendall(head + body)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        return int(answer.split(b" ", 2)[1])
    except (OSError, IndexError, ValueError):
        return 0


def run_load(port: int, path: str, bodies: list[bytes], at_once: int) -> LoadResult:
    """POST every body once, `at_once` at a time, from 250 networks: limits count by network."""

    def timed(numbered: tuple[int, bytes]) -> tuple[int, float]:
        number, body = numbered
        started = time.perf_counter()
        status = post_once(port, path, body, network=number % 250)
        return status, time.perf_counter() - started

    started = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        outcomes = list(pool.map(timed, enumerate(bodies)))
    seconds = time.perf_counter() - started
    return LoadResult(
        per_second=len(bodies) / seconds,
        seconds=seconds,
        statuses=Counter(status for status, _ in outcomes),
        latencies=tuple(latency for _, latency in outcomes),
    )

"""Hunting a marker: where plaintext must never be, in every shape in which it could stand there."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

CHUNK = 1 << 22


def shapes(marker: str) -> tuple[bytes, ...]:
    """The marker as UTF-8, UTF-16, JSON-escaped, URL-encoded, hexadecimal, and base64 at its three offsets."""
    raw = marker.encode("utf-8")
    forms = {
        raw,
        marker.encode("utf-16-le"),
        marker.encode("utf-16-be"),
        json.dumps(marker)[1:-1].encode(),
        quote(marker).encode(),
        quote_plus(marker).encode(),
        raw.hex().encode(),
    }
    for offset in range(3):
        # The characters at both ends mix with what stands beside the marker; the middle is its own.
        encoded = base64.b64encode(b"\0" * offset + raw)
        forms.add(encoded[(0, 2, 3)[offset] : len(encoded) - 4])
    return tuple(form for form in forms if len(form) >= 8)


def found_in(data: bytes, forms: Iterable[bytes]) -> bool:
    """Whether any form of the marker stands in `data`."""
    return any(form in data for form in forms)


def files_with(folder: Path, forms: Iterable[bytes]) -> list[Path]:
    """Every file below `folder`, databases' logs and free pages included, that holds the marker."""
    forms = tuple(forms)
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and found_in(path.read_bytes(), forms)
    ]


def memory_of(process_id: int) -> Iterator[bytes]:
    """The readable memory of a process, piece by piece; pieces overlap so that nothing hides on a border."""
    maps = Path(f"/proc/{process_id}/maps").read_text(encoding="ascii", errors="replace")
    with Path(f"/proc/{process_id}/mem").open("rb", buffering=0) as memory:
        for match in re.finditer(
            r"^([0-9a-f]+)-([0-9a-f]+) r\S* (?!.*\[v(?:var|syscall|dso))", maps, re.MULTILINE
        ):
            start, end = (int(edge, 16) for edge in match.groups())
            while start < end:
                size = min(CHUNK, end - start)
                try:
                    memory.seek(start)
                    yield memory.read(size)
                except (OSError, ValueError, OverflowError):
                    break
                start += size if start + size >= end else size - 4096

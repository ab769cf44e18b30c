"""Cover on the wire: hours of the place, the same for every case and every visitor."""

from typing import Any

from portal.alarm.roster import Cover


def cover_json(cover: Cover) -> dict[str, Any]:
    """The object that a reporter's page is given."""
    return {
        "known": cover.known,
        "now": cover.now,
        "utc_offset": cover.utc_offset,
        "hours": [{"days": list(one.days), "start": one.start, "end": one.end} for one in cover.hours],
    }

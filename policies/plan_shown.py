"""What the person sees of their help on the case page: the twin of `planOf` in browser/status.js."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from policies.records import Act, maximal


@dataclass(frozen=True)
class ShownItem:
    """One consent or referral. `said`: "" "withdrawn" "yes" or "no", as the reporter's own key signed it."""

    id: str
    kind: str
    organisation: str
    sector: str
    items: tuple[str, ...]
    until: str
    said: str


@dataclass(frozen=True)
class Plan:
    """What victim care last showed, with what the person said since. `events`: the acts that show it."""

    state: str
    items: tuple[ShownItem, ...]
    events: tuple[str, ...]

    def find(self, item_id: str, kind: str) -> ShownItem | None:
        """The item with an id; None where it isn't shown."""
        return next((one for one in self.items if one.id == item_id and one.kind == kind), None)


def trace_plan(acts: Iterable[Act]) -> Plan | None:
    """The plan as the acts that count show it; None before anything was shown."""
    listed = tuple(acts)
    shown = [act for act in listed if act.type == "plan-shown"]
    last = maximal(shown)
    if not last:
        return None
    items: dict[str, Any] = {item["id"]: item for act in last for item in act.body["items"]}
    return Plan(
        min(str(act.body["state"]) for act in last),
        tuple(_item(items[item_id], shown, listed) for item_id in sorted(items)),
        tuple(sorted(act.record.event_id for act in last)),
    )


def _item(item: dict[str, Any], shown: Sequence[Act], acts: Sequence[Act]) -> ShownItem:
    said = _withdrawn(item["id"], shown, acts) if item["kind"] == "consent" else _received(item["id"], acts)
    return ShownItem(
        id=item["id"],
        kind=item["kind"],
        organisation=item["organisation"],
        sector=item.get("sector", ""),
        items=tuple(item.get("items", ())),
        until=item.get("until", ""),
        said=said,
    )


def _withdrawn(item_id: str, shown: Sequence[Act], acts: Sequence[Act]) -> str:
    showing = [act for act in shown if any(item["id"] == item_id for item in act.body["items"])]
    for act in acts:
        if act.type != "consent-withdraw":
            continue
        # "All" ends what was shown when it was said; what is first shown later was given anew.
        everything = act.body.get("all") is True and any(not one.knew(act) for one in showing)
        if everything or item_id in act.body.get("consents", ()):
            return "withdrawn"
    return ""


def _received(item_id: str, acts: Sequence[Act]) -> str:
    last = maximal(act for act in acts if act.type == "receipt" and act.body["referral"] == item_id)
    if not last:
        return ""
    return "yes" if all(act.body["received"] for act in last) else "no"

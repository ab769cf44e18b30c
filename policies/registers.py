"""Rule E5: a value that several people may set keeps all that nobody superseded; the policy's safest counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from policies.records import Act, maximal


@dataclass(frozen=True)
class Register:
    """One value that several people may set. `value` counts; in a conflict it is the policy's safest.

    `values` holds every value not superseded by someone who knew it, the one that counts first. `outcome`: of a
    status, how the case ended; empty where the acts that count name different ones.
    """

    value: str
    values: tuple[str, ...] = ()
    event_ids: tuple[str, ...] = ()
    note: str = ""
    outcome: str = ""

    @property
    def conflict(self) -> bool:
        """Whether people disagree and nobody has settled it yet."""
        return len(self.values) > 1


def settle(
    acts: Iterable[Act],
    value: Callable[[Act], str],
    safest_first: Sequence[str],
    default: str = "",
) -> Register:
    """The register that `acts` set. Without a rank, none of several values counts until it is settled."""
    last = maximal(acts)
    if not last:
        return Register(default)
    rank = {code: place for place, code in enumerate(safest_first)}
    values = tuple(sorted({value(act) for act in last}, key=lambda code: (rank.get(code, len(rank)), code)))
    counts = values[0] if rank or len(values) == 1 else default
    note = next((str(act.body.get("note", "")) for act in last if value(act) == counts), "")
    outcomes = {str(act.body.get("outcome", "")) for act in last if value(act) == counts}
    outcome = outcomes.pop() if len(outcomes) == 1 else ""
    return Register(counts, values, tuple(sorted(act.record.event_id for act in last)), note, outcome)

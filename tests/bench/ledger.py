"""The list of measurements: printed as a table for people, written as JSON for machines."""

import json
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_RULES: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass
class Ledger:
    """Collects measurements. A goal reads like "<= 60" and decides `ok`; without one the line is information.

    `path`: the JSON file, written again after each line, so that a run that is cut short leaves what it measured.
    """

    path: Path | None = None
    lines: list[dict[str, object]] = field(default_factory=list)

    def note(self, name: str, value: float, unit: str, goal: str = "") -> None:
        """Add one line and say it at once, so that a long run shows that it lives."""
        ok = True
        if goal:
            rule, bound = goal.split()
            ok = _RULES[rule](value, float(bound))
        self.lines.append({"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "ok": ok})
        mark = "  " if not goal else ("ok" if ok else "NO")
        print(f"{mark}  {name:<62} {value:>10.2f} {unit:<12} {goal}", flush=True)
        self._write()

    def _write(self) -> None:
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole = self.path.with_suffix(".part")
        whole.write_text(json.dumps(self.lines, indent=1) + "\n", encoding="utf-8")
        whole.replace(self.path)

    @property
    def met(self) -> bool:
        """Whether every goal is met."""
        return all(line["ok"] for line in self.lines)

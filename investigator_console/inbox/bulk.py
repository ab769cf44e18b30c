"""Doing the same in several cases: ending what cannot be looked into, and the monthly word."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from investigator_console.cases.acting import Desktop
from investigator_console.cases.shelf import label
from investigator_console.cases.writing import Refused, Written
from investigator_console.language import gettext


@dataclass
class Done:
    """How many were done; sentences for those that were not."""

    count: int = 0
    refusals: list[str] = field(default_factory=list)


def in_each(desktops: Iterable[Desktop], act: Callable[[Desktop], Written | Refused]) -> Done:
    """`act` in each case by itself: one that refuses stops no other."""
    done = Done()
    for desktop in desktops:
        outcome = act(desktop)
        if isinstance(outcome, Refused):
            case = label(desktop.case_id)
            done.refusals.append(gettext("%(case)s: %(why)s", case=case, why=outcome.reason))
        else:
            done.count += 1
    return done

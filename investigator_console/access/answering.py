"""What is said after orders about keys were placed: done, refused, or kept for the portal."""

from flask import flash

from investigator_console.access.orders import orders
from investigator_console.cases.answering import try_to_send
from investigator_console.console import Desk
from investigator_console.language import gettext


def send_orders(desk: Desk, sentence: str, case_id: bytes | None = None) -> None:
    """Synchronise, and say what became of it. `case_id`: whose orders are looked at; None where nothing can be left."""
    reached = try_to_send(desk)
    left = () if case_id is None else orders(desk.vault, case_id)
    refused = [order.failure for order in left if order.failure]
    if refused:
        flash(refused[0], "bad")
    elif left or not reached:
        flash(gettext("Kept here, sealed. It is done when the portal is back."), "warn")
    else:
        flash(sentence, "good")

"""What every call says, and how one fails."""

# One text for all: no number, no category, no case, no link. Whoever carries it reads what passes through.
TEXT = "You are on duty. Something waits for an answer. Please open your console."


class CallFailedError(Exception):
    """The call did not leave; `reason` is short and names no address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

"""The one exception of this package: a policy file that cannot be used, with the place and the remedy."""


class PolicyError(Exception):
    """A mistake in a policy file. `file` is its name, `key` the dotted path inside, `remedy` what to do."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        """Name the file, the key (empty for the whole file) and what to write instead."""
        self.file = file
        self.key = key
        self.remedy = remedy
        place = f"{file}: {key}" if key else file
        super().__init__(f"{place}: {remedy}")


class InvalidValueError(ValueError):
    """Raised by a policy object's own check; the reader turns it into a `PolicyError` with the place."""

    def __init__(self, key: str, remedy: str) -> None:
        """`key` is the field at fault, `remedy` what to write instead."""
        self.key = key
        self.remedy = remedy
        super().__init__(f"{key}: {remedy}")

"""The error classes of the protocol, the same names in Python and in JavaScript.

A failing test vector names the class that must come, so a class is part of the protocol, not of one language.
Whatever bytes come in, nothing but a `ProtocolError` leaves this package.
"""


class ProtocolError(Exception):
    """Root of all errors of this package. `code` is the class name shared with the browser."""

    @property
    def code(self) -> str:
        """The shared name of the error class, for example `BadSignature`."""
        return type(self).__name__


class Malformed(ProtocolError):  # noqa: N818  # shared class names are the protocol's words
    """The bytes do not follow the layout, or a field holds a value that the protocol forbids."""


class BadLength(ProtocolError):  # noqa: N818
    """Too short, too long, or bytes trail where nothing may trail."""


class BadPadding(ProtocolError):  # noqa: N818
    """The padding of a body is not zero."""


class BadSignature(ProtocolError):  # noqa: N818
    """A signature does not verify, or its key or point is one that both languages refuse."""


class BadCommitment(ProtocolError):  # noqa: N818
    """A hash or key commitment in a signed header does not match what came with it."""


class DecryptionFailed(ProtocolError):  # noqa: N818
    """Authenticated decryption refused the bytes."""


class MistypedCode(ProtocolError):  # noqa: N818
    """The typed case code is no code: an unknown word, a wrong digit, or check bits that disagree."""


class WeakKey(ProtocolError):  # noqa: N818
    """A public key that nothing can be sealed to: a low-order half or a bad modulus."""


class KeyringUnsigned(ProtocolError):  # noqa: N818
    """The keyring bears no root signature."""


class KeyringAltered(ProtocolError):  # noqa: N818
    """The keyring's root signature does not fit its bytes."""


class KeyringRolledBack(ProtocolError):  # noqa: N818
    """The keyring is older than one already seen."""


class KeyringExpired(ProtocolError):  # noqa: N818
    """Today lies outside the days for which the keyring was signed."""


class GroupTooSmall(ProtocolError):  # noqa: N818
    """A group of the keyring has fewer than two members."""


class LaneTooFewHolders(ProtocolError):  # noqa: N818
    """Fewer than two people could open a lane after exclusions."""


class StaleIntake(ProtocolError):  # noqa: N818
    """An intake key is outside the days for which it was signed."""


class WrongPassphrase(ProtocolError):  # noqa: N818
    """The passphrase or recovery code does not open this."""

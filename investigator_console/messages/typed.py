"""Texts as people type them."""


def typed_text(value: str | None) -> str:
    """What was typed into a field, with line ends as LF.

    Browsers send them as CR LF; one form for everybody, so that lengths agree with the reporter's page.
    """
    return (value or "").replace("\r\n", "\n")

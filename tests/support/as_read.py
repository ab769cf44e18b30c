"""Pages as eyes read them."""

import re

from flask.testing import FlaskClient

_WHOLE_DAY = re.compile(r'<span class="whole">([^<]*)</span>')


class _AsRead:
    """A space at which no line may end is a space, and a day that no line may part is a day."""

    @property
    def text(self):
        text = super().text.replace("\N{NO-BREAK SPACE}", " ")
        return _WHOLE_DAY.sub(r"\1", text)


def as_read(client: FlaskClient) -> FlaskClient:
    """The client, the text of whose answers has plain spaces and plain days alone."""
    client.response_wrapper = type("Answer", (_AsRead, client.response_wrapper), {})
    return client

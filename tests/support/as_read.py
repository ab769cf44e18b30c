"""Pages as eyes read them."""

from flask.testing import FlaskClient


class _AsRead:
    """A space at which no line may end is a space."""

    @property
    def text(self):
        return super().text.replace("\N{NO-BREAK SPACE}", " ")


def as_read(client: FlaskClient) -> FlaskClient:
    """The client, the text of whose answers has plain spaces alone."""
    client.response_wrapper = type("Answer", (_AsRead, client.response_wrapper), {})
    return client

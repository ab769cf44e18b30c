"""The line between a console and the portal, which tests cut and tamper with."""

import httpx

from tests.support.portal_world import World


class Line(httpx.BaseTransport):
    """The line to the portal; `up = False` cuts it, `cut_before` a path's end, before anything gets there.

    `tamper` may change an answer on its way.
    """

    def __init__(self, world: World) -> None:
        self._inner = httpx.WSGITransport(app=world.client.application)
        self.up = True
        self.cut_before = ""
        self.tamper = None
        self.requests: list[httpx.Request] = []

    def reconnect(self, portal: httpx.BaseTransport) -> None:
        """To a portal that started again, with other settings."""
        self._inner = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self.up or (self.cut_before and request.url.path.endswith(self.cut_before)):
            raise httpx.ConnectError("cut")
        self.requests.append(request)
        response = self._inner.handle_request(request)
        response.read()
        return self.tamper(request, response) if self.tamper else response

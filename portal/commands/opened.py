from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from portal.app import create_app
from portal.services import Services, services_of
from portal.settings import Settings


@contextmanager
def opened_app(settings: Settings) -> Iterator[tuple[Flask, Services]]:
    """The portal as a command uses it: its connections to the database are closed when the command is done."""
    app = create_app(settings)
    services = services_of(app)
    try:
        yield app, services
    finally:
        services.store.close()

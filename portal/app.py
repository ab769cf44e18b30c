from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import IO

from flask import Request
from werkzeug.middleware.proxy_fix import ProxyFix

import policies
from crypto.cookie import STATE_LEN, CookieSealer
from crypto.hpke import self_test
from portal import (
    assets,
    basic,
    errors,
    followup,
    headers,
    intake,
    keyring,
    language,
    manifest,
    members_api,
    packets,
    pages,
    surveys,
)
from portal import (
    help as help_pages,
)
from portal.directory import DirectoryReader
from portal.recordings import RecordingError, recordings
from portal.services import EXTENSION, Services, services_of, utc_now
from portal.settings import Settings, SettingsError
from portal.shared_page import SharedPage
from portal.store import schema
from portal.store.engine import Store
from portal.visitors import ProxyWatch, make_limiter

# The largest report: 16 recipients and the reporter, five bodies of 256 KiB, headers; and some room.
MAX_REQUEST_BYTES = 1_400_000


class MemoryRequest(Request):
    """A request whose form parts never touch the disk."""

    def _get_file_stream(self, *_sizes: object, **_names: object) -> IO[bytes]:
        # Werkzeug spools larger parts into a temporary file: words in the clear, on a disk that keeps them.
        return BytesIO()


def create_app(settings: Settings, clock: Callable[[], datetime] = utc_now) -> errors.QuietFlask:
    """The public application over an upgraded database. Raises `SettingsError` where it must not start."""
    self_test()
    app = errors.QuietFlask(__name__, static_folder=None)
    app.request_class = MemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        TESTING=settings.testing,
        PROPAGATE_EXCEPTIONS=False,
        BABEL_DEFAULT_LOCALE=settings.languages[0],
        RATELIMIT_SWALLOW_ERRORS=False,
    )
    app.json.compact = True  # type: ignore[attr-defined]
    services = _make_services(settings, clock)
    app.extensions[EXTENSION] = services
    language.install(app, settings.languages)
    services.limiter.init_app(app)
    headers.install(app, settings.origins)
    assets.install(app)
    errors.install(app)
    app.register_blueprint(assets.blueprint(services.assets))
    for feature in (
        pages,
        help_pages,
        packets,
        basic,
        intake,
        followup,
        surveys,
        members_api,
        keyring,
        manifest,
    ):
        app.register_blueprint(feature.blueprint(services))
    app.register_blueprint(surveys.pages(services))
    if settings.proxy_hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops, x_host=settings.proxy_hops
        )
    else:
        app.wsgi_app = ProxyWatch(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _make_services(settings: Settings, clock: Callable[[], datetime]) -> Services:
    store = Store(settings.database_url)
    if not schema.is_current(store):
        raise SettingsError(
            "The database has not the tables of this version: run `amparo-portal db upgrade`."
        )
    services = Services(
        settings=settings,
        store=store,
        policies=policies.load(settings.policies_dir),
        limiter=make_limiter(settings, lambda: clock().timestamp()),
        cookies=CookieSealer(lambda: clock().timestamp(), memory=SharedPage(STATE_LEN)),
        directory=DirectoryReader(settings, store, clock),
        assets=assets.Assets(own=_own_files(settings)),
        clock=clock,
    )
    # Workers fork from here: each opens connections of its own.
    store.close()
    return services


def _own_files(settings: Settings) -> dict[str, bytes]:
    """The organisation's colours and recordings: served, and listed for checking, like every other file."""
    try:
        own = dict(recordings(settings.data_dir / "audio", settings.languages))
    except RecordingError as error:
        raise SettingsError(str(error)) from None
    if settings.colours:
        own["colours.css"] = settings.colours.stylesheet()
    return own


__all__ = ["MAX_REQUEST_BYTES", "Services", "create_app", "services_of"]

"""Entry points for servers: `wsgi:portal_app()` and `wsgi:console_app()`. No logic lives here."""

from flask import Flask


def portal_app() -> Flask:
    """The public application, set up by the environment. Under gunicorn it needs `preload_app`."""
    from portal.app import create_app  # noqa: PLC0415 - the console's machine need not load the portal
    from portal.preload import refuse_without_preload  # noqa: PLC0415
    from portal.settings_file import load_settings  # noqa: PLC0415

    refuse_without_preload()
    return create_app(load_settings())


def console_app() -> Flask:
    """The members' application, set up by the environment, on the member's own machine."""
    from investigator_console.app import create_app  # noqa: PLC0415 - the portal's machine never loads the console
    from investigator_console.settings import load_settings  # noqa: PLC0415

    return create_app(load_settings())

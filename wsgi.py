"""Entry points for servers: `wsgi:portal_app()` and `wsgi:console_app()`. No logic lives here."""

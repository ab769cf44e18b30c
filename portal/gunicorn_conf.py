"""How gunicorn runs the portal: `gunicorn -c python:portal.gunicorn_conf 'wsgi:portal_app()'`."""

import gc
import os

import gunicorn.util  # type: ignore[import-untyped]

from portal import housekeeping, plain_pages
from portal.server_log import ServerLog

# What runs here, and in which version, is nobody's business.
gunicorn.SERVER = gunicorn.SERVER_SOFTWARE = "web"

bind = os.environ.get("AMPARO_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("AMPARO_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("AMPARO_THREADS", "8"))
preload_app = True
keepalive = 5
timeout = 60
graceful_timeout = 20
# No access log: an address beside a time is what a reporter can least afford.
accesslog = None
errorlog = "-"
loglevel = "warning"
# A broken request is logged with the address that sent it, by gunicorn's own logger at every useful level.
logger_class = ServerLog
max_requests = 0
limit_request_line = 2048
limit_request_fields = 40
limit_request_field_size = 4096
forwarded_allow_ips = os.environ.get("AMPARO_PROXY", "127.0.0.1")


def pre_fork(server, worker) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG001 - gunicorn ships no types
    """What the start has made stays for good: no worker looks through it for garbage, or copies its pages."""
    gc.freeze()


def post_worker_init(worker) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - gunicorn ships no types
    """Each worker forgets what has lapsed, and says in our words what gunicorn would say in its own."""
    gunicorn.util.write_error = plain_pages.answer_for(worker.wsgi)
    housekeeping.start(worker.wsgi)

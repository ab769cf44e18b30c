import sys


class NotPreloadedError(Exception):
    """The web server would make one secret key for each worker; the message says what to set."""


def refuse_without_preload() -> None:
    """Raises `NotPreloadedError` when a gunicorn worker, not its master, is loading the application.

    The keys for rate limits and for the cookies of the basic path are made once, before workers fork. Made by
    each worker, limits would count a fraction, and a cookie would open in one worker only.
    """
    frame = sys._getframe()  # noqa: SLF001 - gunicorn tells a worker's load from a master's in no other way
    caller = frame.f_back
    while caller is not None:
        if str(caller.f_globals.get("__name__", "")).startswith("gunicorn.workers"):
            raise NotPreloadedError(
                "Start gunicorn with --preload (or preload_app = True, as in portal/gunicorn_conf.py): "
                "the keys that live in memory alone must be made before workers fork."
            )
        caller = caller.f_back

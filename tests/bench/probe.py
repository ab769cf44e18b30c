"""The yardstick: a bare Flask route that stores the posted bytes in SQLite with one durable commit, nothing else.

Budgets are ratios to this probe in the same run, because absolute numbers drift from machine to machine.
"""

import os
import sqlite3
import threading

from flask import Flask, Response, request

_local = threading.local()


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        connection = sqlite3.connect(os.environ["AMPARO_PROBE_DB"], isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _local.connection = connection
    return connection


def create_probe() -> Flask:
    """A Flask application whose `POST /` durably stores the body before it answers 201."""
    app = Flask("probe")
    setup = sqlite3.connect(os.environ["AMPARO_PROBE_DB"])
    setup.execute("PRAGMA journal_mode = WAL")
    setup.execute("CREATE TABLE IF NOT EXISTS stored (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    setup.commit()
    setup.close()

    @app.post("/")
    def store() -> Response:
        connection = _connection()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO stored (body) VALUES (?)", (request.get_data(),))
        connection.execute("COMMIT")
        return Response('{"stored":true}', status=201, content_type="application/json")

    return app

import ast
from pathlib import Path

import wsgi

ROOT = Path(wsgi.__file__).parent
PACKAGES = ("portal", "investigator_console", "crypto", "policies", "demo")


def imported_names(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_nothing_imports_the_entry_points():
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert files
    assert not [path for path in files if "wsgi" in imported_names(path.read_text(encoding="utf-8"))]


def test_the_entry_points_are_callables():
    assert callable(wsgi.portal_app)
    assert callable(wsgi.console_app)

"""Run as a program: the console's commands and pages in a Python without the parts that Windows lacks.

Arguments: an empty folder and a site card. Prints one JSON line with the commands' results and the pages' statuses.
"""

import builtins
import contextlib
import importlib
import json
import os
import pkgutil
import signal
import sys
from pathlib import Path

OURS = ("investigator_console", "crypto", "policies", "paper")
MISSING_MODULES = frozenset(
    ["fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "syslog", "readline", "crypt"]
)
MISSING_CALLS = [
    "chown",
    "fchmod",
    "fchown",
    "fork",
    "forkpty",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getloadavg",
    "getpgid",
    "getpgrp",
    "getpriority",
    "getsid",
    "getuid",
    "killpg",
    "lchown",
    "mkfifo",
    "mknod",
    "nice",
    "pread",
    "pwrite",
    "sched_getaffinity",
    "setegid",
    "seteuid",
    "setgid",
    "setpgid",
    "setpriority",
    "setsid",
    "setuid",
    "statvfs",
    "sync",
    "sysconf",
    "uname",
    "wait3",
    "wait4",
    "O_CLOEXEC",
    "O_DIRECTORY",
    "O_DSYNC",
    "O_NOFOLLOW",
    "O_NONBLOCK",
    "O_SYNC",
]
MISSING_SIGNALS = [
    "SIGHUP",
    "SIGKILL",
    "SIGUSR1",
    "SIGUSR2",
    "SIGALRM",
    "SIGCHLD",
    "alarm",
    "setitimer",
    "pthread_kill",
]
BASE = "http://127.0.0.1:8001"
PASSPHRASE = "seven quiet herons at noon"


def import_all() -> int:
    """Import every module of ours; one that asks for a module of POSIX fails by name. How many there are."""
    inner = builtins.__import__

    def guarded(name, globals=None, locals=None, fromlist=(), level=0):  # noqa: A002  the names of the real one
        asking = (globals or {}).get("__name__", "")
        if level == 0 and name.partition(".")[0] in MISSING_MODULES and asking.partition(".")[0] in OURS:
            raise ModuleNotFoundError(f"{asking} imports {name}")
        return inner(name, globals, locals, fromlist, level)

    builtins.__import__ = guarded
    names = [one.name for package in OURS for one in pkgutil.walk_packages([package], package + ".")]
    for name in names:
        importlib.import_module(name)
    return len(names)


def take_away() -> None:
    """Remove what is missing. Only now: other packages choose by platform while they are imported."""
    for name in MISSING_CALLS:
        vars(os).pop(name, None)
    for name in MISSING_SIGNALS:
        vars(signal).pop(name, None)
    real_open = os.open

    def open_no_folder(path, flags, *rest, **more):
        if os.path.isdir(path):  # noqa: PTH112  may be a descriptor
            raise PermissionError(13, "a folder cannot be opened", str(path))
        return real_open(path, flags, *rest, **more)

    os.open = open_no_folder


def run_commands(folder: Path, card: str) -> list[int]:
    """Make a vault, back it up, check it, restore it elsewhere."""
    from investigator_console.cli import main

    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    words, named = ["--passphrase-file", str(secret)], ["--name", "Ada Example"]
    request, backup = str(folder / "a.request"), str(folder / "a.backup")
    new = ["member", "new", *named, "--role", "investigator", "--card", card, "--out", request, *words]
    results = [main(new), main(["vault", "backup", *named, "--out", backup, *words])]
    results.append(main(["vault", "check", *named, *words]))
    os.environ["AMPARO_DATA"] = str(folder / "elsewhere")
    return [*results, main(["vault", "restore", backup, *words])]


def open_pages() -> list[int]:
    """Unlock the restored vault in the pages and look at the inbox."""
    from investigator_console.app import create_app
    from investigator_console.settings import load_settings

    client = create_app(load_settings()).test_client()
    first = client.get("/", base_url=BASE)
    token = first.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    fields = {"csrf_token": token, "name": "Ada Example", "passphrase": PASSPHRASE}
    unlocked = client.post("/unlock", data=fields, base_url=BASE)
    return [first.status_code, unlocked.status_code, client.get("/inbox", base_url=BASE).status_code]


if __name__ == "__main__":
    modules = import_all()
    take_away()
    with contextlib.redirect_stdout(sys.stderr):
        commands = run_commands(Path(sys.argv[1]), sys.argv[2])
        pages = open_pages()
    sys.stdout.write(json.dumps({"commands": commands, "pages": pages, "modules": modules}) + "\n")

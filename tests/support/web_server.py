"""The web server as OPERATIONS describes it: its configuration is taken from that page, on ports of the test."""

import os
import re
import shutil
import subprocess
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.running_portal import ROOT, RunningPortal, free_port

NAME = "report.example.org"
_BLOCK = re.compile(r"^( *)```nginx\n(.*?)^\1```", re.DOTALL | re.MULTILINE)


def written_blocks() -> tuple[str, str]:
    """The whole configuration, and the rule that shuts reporters out while a portal is restored."""
    page = (ROOT / "docs" / "OPERATIONS.md").read_text("utf-8")
    whole, rule = (textwrap.dedent(block) for _, block in _BLOCK.findall(page))
    return whole, rule


@dataclass(frozen=True)
class WebServer:
    """A running nginx. `unsafe`: its port without TLS. `log`: everything that it wrote down about its work."""

    port: int
    unsafe: int
    log: Path

    def client(self, **headers: str) -> httpx.Client:
        """A visitor who asks for the portal by its name."""
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": NAME, **headers},
            verify=False,  # noqa: S501 - the certificate is the test's own
            trust_env=False,
            timeout=60,
        )


@contextmanager
def running_web_server(
    portal: RunningPortal, folder: Path, *, restoring: bool = False, says: str = "emerg"
) -> Iterator[WebServer]:
    """`restoring`: with the rule of a restore. `says`: the level from which nginx writes, as `error_log` takes it."""
    folder.mkdir()
    port, unsafe, log = free_port(), free_port(), folder / "error.log"
    settings = folder / "nginx.conf"
    settings.write_text(_settings(portal, folder, (port, unsafe), restoring, says), encoding="utf-8")
    _certificate(folder)
    # Debian puts it where only root looks.
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "install nginx: apt-get install nginx-light"
    command = [nginx, "-p", str(folder), "-c", str(settings), "-e", str(log), "-g", "daemon off;"]
    process = subprocess.Popen(command)
    server = WebServer(port, unsafe, log)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _settings(portal: RunningPortal, folder: Path, ports: tuple[int, int], restoring: bool, says: str) -> str:
    port, unsafe = ports
    whole, rule = written_blocks()
    plain = folder / "plain-pages"
    portal.command("plain-pages", "--out", str(plain))
    here = {
        "/etc/nginx/amparo/": f"{plain}/",
        "/var/log/nginx/error.log emerg": f"{folder}/error.log {says}",
        "/etc/letsencrypt/live/report.example.org/fullchain.pem": f"{folder}/certificate.pem",
        "/etc/letsencrypt/live/report.example.org/privkey.pem": f"{folder}/key.pem",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{portal.port}",
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{unsafe}",
    }
    for written, put in here.items():
        assert written in whole, written
        whole = whole.replace(written, put)
    if restoring:
        whole = whole.replace("    location / {", f"{rule}    location / {{", 1)
    # Machines without IPv6 have no such addresses, and who runs the tests may not write to the system's folders.
    whole = re.sub(r"^ *listen \[::\].*\n", "", whole, flags=re.MULTILINE)
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        whole = whole.replace("http {", f"http {{\n  {kind}_temp_path {folder}/{kind};", 1)
    # Started by root, nginx would work as somebody who may not look into the test's folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    return f"{user}pid {folder}/nginx.pid;\nevents {{}}\n{whole}"


def _certificate(folder: Path) -> None:
    """A certificate for a day, signed by itself."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    rest = ["-days", "1", "-subj", f"/CN={NAME}"]
    subprocess.run([*command, *files, *rest], check=True, capture_output=True)


def _wait_for(server: WebServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    with server.client() as visitor:
        while True:
            try:
                visitor.get("/api/v1/keyring").raise_for_status()
            except httpx.TransportError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError("nginx did not start") from None
                time.sleep(0.05)
            else:
                return

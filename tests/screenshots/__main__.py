"""`make screenshots`: every page in every language, at three widths, light and dark, into build/screenshots.

One browser and two servers for all of it. `python -m tests.screenshots reading form case basic console readme` takes
only these parts; `--languages en,ar` only these languages.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from portal.setup import LANGUAGES
from tests.browser.running import running_stack
from tests.screenshots import basic, case, console, faults, form, reading, readme
from tests.screenshots.camera import DESK_WIDTHS, PHONE_WIDTHS, Camera
from tests.screenshots.scene import ORGANISATION, SETTINGS, Scene, publish_services
from tests.support.chromium import launched_chromium
from tests.support.live import ROOT, Live, running_demo

FOLDER = ROOT / "build" / "screenshots"
REPORTER_PARTS: dict[str, Callable[[Scene], None]] = {
    "reading": reading.shoot,
    "form": form.shoot,
    "case": case.shoot,
    "basic": basic.shoot,
    "faults": faults.shoot,
}
PARTS = (*REPORTER_PARTS, "console", "readme")


def main() -> int:
    """Says for every part how long it lasted."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    asked = parser.parse_args()
    parts = [part for part in PARTS if part in (asked.parts or PARTS)]
    if not asked.parts:
        shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, launched_chromium() as browser:
        if set(parts) & {*REPORTER_PARTS, "readme"}:
            _reporter(browser, Path(folder) / "portal", parts, asked.languages.split(","))
        if set(parts) & {"console", "readme"}:
            _console(browser, Path(folder) / "demo" / "data", parts)
    print(f"{len(list(FOLDER.rglob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def _reporter(browser: Browser, data: Path, parts: list[str], languages: list[str]) -> None:
    """All languages on one portal, whose services are published."""
    camera = Camera(FOLDER / "reporter", PHONE_WIDTHS)
    with running_stack(data, ORGANISATION, SETTINGS) as stack:
        publish_services(stack)
        scenes = [Scene(stack, browser, language, camera) for language in languages]
        for name in [part for part in parts if part in REPORTER_PARTS]:
            for scene in scenes:
                _timed(f"{name} {scene.language}", REPORTER_PARTS[name], scene)
        if "readme" in parts:
            _timed("readme", readme.shoot_reporter, scenes)


def _console(browser: Browser, data: Path, parts: list[str]) -> None:
    """A demo for each part: both work on the same case, and the second would find it done."""
    data.parent.mkdir()
    for name, shoot in (("console", _desk), ("readme", readme.shoot_console)):
        if name in parts:
            with running_demo(data.with_name(name), empty=False) as live:
                _timed(f"{name} at the desk", shoot, browser, live)


def _desk(browser: Browser, live: Live) -> None:
    console.shoot(browser, live, Camera(FOLDER / "console", DESK_WIDTHS))


def _timed(name: str, work: Callable[..., None], *given: object) -> None:
    start = time.monotonic()
    work(*given)
    print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())

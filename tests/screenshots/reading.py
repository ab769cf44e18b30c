"""Every page at its own address, as somebody first sees it."""

from portal.app import create_app
from tests.screenshots.addresses import addresses
from tests.screenshots.scene import Scene

# Without a code that was opened these lead elsewhere: `basic.py` takes them on the way.
_ON_THE_WAY = ("basic/new-code",)


def names(scene: Scene) -> list[str]:
    """The address of each page below the language: "", "report", "basic/case"."""
    routes = create_app(scene.stack.settings).url_map
    root = f"/{scene.language}/"
    found = addresses(routes, {"language": [scene.language]})
    return [one.removeprefix(root) for one in found if one.startswith(root)]


def shoot(scene: Scene) -> None:
    """All pages with a script, and those of the path without."""
    for scripts in (True, False):
        with scene.phone(**({} if scripts else scene.no_scripts)) as page:
            for name in names(scene):
                if name.startswith("basic/") is scripts or name in _ON_THE_WAY:
                    continue
                answer = page.goto(scene.address(name))
                if answer is None or not answer.ok:
                    raise AssertionError(f"{name} does not answer")
                if scripts and page.locator("#form").count():
                    page.locator("#form:enabled").wait_for()
                scene.take(page, name.strip("/").replace("/", "-") or "home")
    with scene.phone(**scene.no_scripts) as page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(scene.address("report"))
        page.locator("#without-script").wait_for()
        scene.take(page, "report-without-script")

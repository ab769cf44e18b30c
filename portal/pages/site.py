import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from languages.names import direction_of
from portal.assets import Assets
from portal.language import Choice, choices
from portal.settings import Settings
from portal.translations import CATALOGUES

# Fields and decrypted text: browsers and their add-ons must not translate, check, correct or remember them.
PRIVATE = Markup(
    'translate="no" spellcheck="false" autocomplete="off" autocorrect="off" autocapitalize="off" '
    'data-gramm="false" data-enable-grammarly="false"'
)
# Every page of the path with JavaScript, by the end of its address. A page is a template of that name.
PAGES = (
    "home", "report", "case", "places", "answer",
    "what", "how", "readers", "safety", "rights", "sealing", "staff", "children", "leaving",
)  # fmt: skip
# How the bundler writes a static import: from"./part.js" or import"./part.js"; import("…") comes later.
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([A-Za-z0-9._-]+\.js)["']""")


@dataclass(frozen=True)
class Site:
    """What every page's frame needs, in one language. Templates know it as `site`."""

    settings: Settings
    assets: Assets
    language: str
    basic_path: bool
    page: str = ""  # the address without its language: "report"

    @property
    def direction(self) -> str:
        """Which way the language is written: "ltr" or "rtl"."""
        return direction_of(self.language)

    @property
    def languages(self) -> list[Choice]:
        """The language chooser: this page in every language; nothing where there is only one."""
        offered = self.settings.languages
        return choices(offered, self.page) if len(offered) > 1 else []

    @property
    def reviewed(self) -> bool:
        """Whether a native speaker has checked this language."""
        return CATALOGUES.all_reviewed(self.language)

    @property
    def root(self) -> str:
        """The address of this language's pages, with a slash at its end."""
        return f"/{self.language}/"

    @property
    def organisation(self) -> str:
        """The organisation's name."""
        return self.settings.organisation.name

    @property
    def contact(self) -> str:
        """Where people get help."""
        return self.settings.organisation.contact

    @property
    def other_channels(self) -> tuple[str, ...]:
        """Other ways to report, as plain text."""
        return self.settings.organisation.other_channels

    @property
    def exit_url(self) -> str:
        """The neutral page that "leave quickly" opens."""
        return self.settings.organisation.exit_url

    @property
    def leave_url(self) -> str:
        """Where "leave quickly" goes without a script: by way of the basic path, which forgets an open case."""
        return f"{self.root}basic/leave" if self.basic_path else self.exit_url

    @property
    def case_url(self) -> str:
        """Where a case is opened."""
        return f"{self.root}case"

    @property
    def private(self) -> Markup:
        """Attributes of fields and of decrypted text."""
        return PRIVATE

    @property
    def style(self) -> str:
        """Address of the stylesheet."""
        return self.assets.path("style.css")

    @property
    def colours(self) -> str:
        """Address of the organisation's own colours; empty where it has none."""
        return self.assets.path("colours.css") if self.settings.colours else ""

    def audio(self, question: str) -> Markup:
        """A player for the recording of a question in this language; nothing where there is none."""
        names = self.assets.named(f"audio-{self.language}-{question}.")
        if not names:
            return Markup("")
        source = self.assets.path(names[0])
        return Markup('<audio class="voice no-print" controls preload="none" src="{}"></audio>').format(
            source
        )

    @property
    def reading(self) -> list[tuple[str, str]]:
        """What there is to read: address below the root, and what it is about."""
        return [
            ("what", gettext("What you can report")),
            ("how", gettext("What happens next, and how long it takes")),
            ("readers", gettext("Who can read it")),
            ("safety", gettext("Stay safe")),
            ("places", gettext("Speak to a person instead")),
            ("rights", gettext("Your rights")),
            ("sealing", gettext("How your words are locked")),
            ("children", gettext("For children and young people")),
            ("staff", gettext("If you work in aid")),
        ]

    @property
    def icon(self) -> str:
        """Address of the icon, which is as neutral as the titles."""
        return self.assets.path("icon.svg")

    def script(self, name: str) -> Markup:
        """The tags that load one entry of the bundle and, in the same breath, the parts that it asks for."""
        entry = self.assets.path(f"{name}.js")
        preloads = [
            Markup('<link rel="modulepreload" href="{}">').format(part) for part in self._parts(entry)
        ]
        return Markup("\n").join(
            [*preloads, Markup('<script type="module" src="{}"></script>').format(entry)]
        )

    def script_text(self, *names: str) -> str:
        """All that these modules of the bundle load at once, as text."""
        entries = [self.assets.path(f"{name}.js") for name in names]
        paths = dict.fromkeys(path for entry in entries for path in (entry, *self._parts(entry)))
        assets = [self.assets.get(path.rsplit("/", 1)[-1]) for path in paths]
        return "\n".join(asset.plain.decode() for asset in assets if asset)

    def later(self, entry: str, modules: Iterable[str]) -> dict[str, list[str]]:
        """What a page of `entry` fetches before it imports each of these modules: files that are not there yet."""
        there = {self.assets.path(f"{entry}.js"), *self._parts(self.assets.path(f"{entry}.js"))}
        wanted = {}
        for module in modules:
            path = self.assets.path(f"{module}.js")
            wanted[module] = [part for part in (path, *self._parts(path)) if part not in there]
        return wanted

    def data(self, name: str, value: Mapping[str, Any]) -> Markup:
        """A data block for scripts. Not executable: the policy against inline scripts leaves it alone."""
        block = Markup('<script type="application/json" id="{}">').format(name)
        return block + htmlsafe_json_dumps(value, dumps=_compact) + Markup("</script>\n")

    def _parts(self, entry: str) -> list[str]:
        """The files that `entry` imports at once, and what those import; not what is fetched later."""
        found: list[str] = []
        waiting = [entry]
        while waiting:
            asset = self.assets.get(waiting.pop().rsplit("/", 1)[-1])
            for name in _IMPORT.findall(asset.plain.decode()) if asset else ():
                path = f"/static/{name}"
                if path not in found and path != entry:
                    found.append(path)
                    waiting.append(path)
        return found


def _compact(value: object, **options: Any) -> str:  # noqa: ANN401 - json's own options
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, **options)

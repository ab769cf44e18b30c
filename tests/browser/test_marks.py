"""What presses in the console can be told without its colour: by a mark, and by weight."""

import pytest

import investigator_console.assets as console

pytestmark = pytest.mark.browser

PRESSING = {
    "chip": '<span class="chip {}">2 problems</span>',
    "deadline": '<span class="due {}">First answer</span>',
    "notice": '<div class="notice {}">You are suspended</div>',
    "check": '<ul class="checks"><li class="{}">never shown</li></ul>',
    "day": '<table class="month"><tr><td><a><span class="sum {}">2</span></a></td></tr></table>',
}
PLAIN_AND_PRESSING = {
    "chip": ("warn", "bad"),
    "deadline": ("near", "overdue"),
    "notice": ("warn", "bad"),
    "check": ("", "fault"),
    "day": ("", "late"),
}
SEEN = """one => {
  return { mark: getComputedStyle(one, "::before").content, weight: Number(getComputedStyle(one).fontWeight) };
}"""


@pytest.mark.parametrize("what", PRESSING)
@pytest.mark.parametrize("forced", ["none", "active"])
def test_what_presses_bears_a_mark(page, what, forced):
    page.emulate_media(forced_colors=forced)
    style = console._served()["console.css"].decode()
    plain, pressing = PLAIN_AND_PRESSING[what]
    seen = []
    for name in (plain, pressing):
        page.set_content(f"<!doctype html><style>{style}</style>{PRESSING[what].format(name)}")
        one = page.locator(f".{name}" if name else ".checks li, .month .sum")
        seen.append(one.evaluate(SEEN))
    assert '"!"' in seen[1]["mark"]
    assert '"!"' not in seen[0]["mark"]
    assert seen[1]["weight"] > seen[0]["weight"] or what == "notice"

"""A browser of 2020 does all of it; one that cannot is told before a word is typed, and chooses for itself."""

import pytest
from playwright.sync_api import expect

from tests.browser import reporting
from tests.browser.test_report_case import case_of, opened

pytestmark = pytest.mark.browser

# What came after, taken away before any script of a page runs.
BROWSER_OF_2020 = """
const gone = [
  [Array.prototype, "at findLast findLastIndex toSorted toReversed toSpliced with"],
  [Object.getPrototypeOf(Uint8Array.prototype), "at findLast findLastIndex toSorted toReversed with"],
  [Uint8Array.prototype, "toHex toBase64 setFromHex setFromBase64"],
  [Uint8Array, "fromHex fromBase64"],
  [String.prototype, "at replaceAll isWellFormed toWellFormed"],
  [Object, "hasOwn groupBy"],
  [Map, "groupBy"],
  [Array, "fromAsync"],
  [Promise, "any withResolvers try"],
  [Element.prototype, "replaceChildren checkVisibility setHTMLUnsafe"],
  [Document.prototype, "replaceChildren"],
  [DocumentFragment.prototype, "replaceChildren"],
  [ArrayBuffer.prototype, "resize transfer transferToFixedLength"],
  [AbortSignal, "timeout any"],
  [Crypto.prototype, "randomUUID"],
  [Intl, "Segmenter"],
  [window, "structuredClone WeakRef FinalizationRegistry AggregateError scheduler Iterator"],
];
for (const [home, names] of gone) for (const name of names.split(" ")) delete home[name];
const has = Object.prototype.hasOwnProperty;
window.left = gone.flatMap(([home, names]) => names.split(" ").filter((name) => has.call(home, name)));
const modern = Intl.DateTimeFormat;
Intl.DateTimeFormat = function (language, { dateStyle, timeStyle, ...others } = {}) {
  return new modern(language, others);
};
"""


@pytest.fixture
def old(page):
    page.add_init_script(BROWSER_OF_2020)
    return page


def test_a_browser_of_2020_reports_comes_back_and_writes(stack, old):
    story = "From an old phone."
    code = reporting.report(old, stack, story)
    assert old.evaluate(
        "[typeof Array.prototype.at, typeof Element.prototype.replaceChildren, left.length]"
    ) == [
        "undefined",
        "undefined",
        0,
    ]
    desk, case = case_of(stack, story)
    desk.write(case, {"type": "question", "text": "Which day?"})
    reporting.unlock(old, stack, code)
    opened(old)
    old.get_by_test_id("answer-text").fill("Monday.")
    old.get_by_test_id("send-answer").click()
    expect(old.get_by_test_id("message")).to_have_count(2)
    old.get_by_text("Change my code").click()
    old.get_by_test_id("replace-code").click()
    old.get_by_test_id("code-saved").click()
    old.get_by_test_id("code-replaced").wait_for()
    old.get_by_test_id("languages").locator("[hreflang=ar]").click()
    expect(old.locator("html[dir=rtl]")).to_have_count(1)
    assert desk.messages(case) == ["Monday."]


NO_LETTERS = """
const { RegExp: Whole } = window;
window.RegExp = function (pattern, flags) {
  if (/\\\\p/.test(pattern)) throw new SyntaxError("classes of letters");
  return new Whole(pattern, flags);
};
"""


@pytest.mark.parametrize("name", ["report", "case"])
@pytest.mark.parametrize("lacking", ["delete window.BigInt", NO_LETTERS], ids=["whole-numbers", "letters"])
def test_a_browser_that_is_too_old_is_told_before_the_first_word(stack, page, name, lacking):
    """It could run the first script and not the later ones: all that was written would then be in vain."""
    page.add_init_script(lacking)
    reporting.hurry(page)
    page.goto(f"{stack.url}/en/{name}")
    expect(page.locator("#without-script")).to_be_visible()
    assert page.locator("main textarea:enabled").count() == 0
    assert page.url.endswith(f"/en/{name}")
    page.get_by_test_id("basic-path").click()
    page.get_by_test_id("basic-accept").wait_for()

"""A look at a page as people see it: at several widths, with nothing cut, pushed aside or left in another language."""

import os
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page

# Where somebody wants to look at the pages: a folder for pictures of all widths.
PICTURES = os.environ.get("AMPARO_JOURNEY_PICTURES", "")
# What has to be pushed sideways inside of a page that itself does not: rows of tabs may, fields and figures may not.
_SIDEWAYS = """() => [...document.querySelectorAll("main *")]
  .filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX) && !one.closest("nav, textarea"))
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 80))"""
# Words in Latin letters on a page in another script, but for names, numbers and what people wrote themselves.
_LATIN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const place = walk.currentNode.parentElement;
    const theirs = place.closest("[translate=no], [lang]:not(html), bdi, .brand, script, style, noscript");
    const text = walk.currentNode.data;
    if (!theirs && place.checkVisibility() && /[A-Za-z]{2}/.test(text)) found.push(text);
  }
  return found;
}"""


def look(page: Page, name: str, widths: Iterable[int]) -> None:
    """Asserts that the page fits each width in CSS pixels, and keeps a picture of it where somebody wants to look."""
    page.wait_for_load_state()
    page.wait_for_load_state()
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), (name, width)
        aside = page.evaluate(_SIDEWAYS)
        assert not aside, (name, width, aside)
    if page.evaluate("document.documentElement.lang") == "ar":
        assert page.evaluate("document.documentElement.dir") == "rtl", name
        foreign = page.evaluate(_LATIN)
        assert not foreign, (name, foreign)
    if before:
        page.set_viewport_size(before)

"""How a code stands on its card."""

from playwright.sync_api import Locator, Page

# The text's own edges: the boxes around it may be wider.
_ROWS = """list => [...list.querySelectorAll("li")].map((item) => {
  const range = document.createRange();
  range.selectNodeContents(item);
  const [text, row, card] = [range, item, list.closest(".code-card")].map((one) => one.getBoundingClientRect());
  return {
    top: row.top,
    start: Math.round(card.right - text.right),
    direction: getComputedStyle(item.firstElementChild).direction,
    counted: parseFloat(getComputedStyle(item, "::before").width) > 0 && getComputedStyle(item).direction === "rtl",
  };
})"""


def column_at_the_right(page: Page, code: Locator) -> bool:
    """Whether the parts stand one below the other at the right edge, each with its number to the right of it."""
    page.wait_for_load_state()
    rows = code.evaluate(_ROWS)
    tops = [row["top"] for row in rows]
    return (
        len(rows) in {7, 8}
        and tops == sorted(set(tops))
        and len({row["start"] for row in rows}) == 1
        and 20 < rows[0]["start"] < 80
        and all(row["direction"] == "ltr" and row["counted"] for row in rows)
    )

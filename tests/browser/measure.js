/** What a person could not see or hit on the page as it stands: a list of sentences, empty where all is well. */
() => {
  const LEAST_PX = 44;
  const TARGETS = "a[href], button, summary, select, textarea, input:not([type=checkbox], [type=radio], [type=hidden]), label.choice";
  const found = [];
  const style = (element) => getComputedStyle(element);
  const box = (element) => element.getBoundingClientRect();
  const named = (element) => `${element.tagName.toLowerCase()}#${element.id}.${element.className}: ${(element.textContent || "").trim().slice(0, 40)}`;
  const shown = (element) => {
    const { width, height } = box(element);
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true }) && !element.closest(".out-of-sight, .skip, [aria-hidden=true]");
  };
  const all = [...document.body.querySelectorAll("*")].filter((element) => shown(element) && !(element instanceof SVGElement));
  const seen = new Set(all);

  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  for (const element of all) {
    const { left, right } = box(element);
    if (left < -1 || right > innerWidth + 1) found.push(`beside the page: ${named(element)}`);
    const hides = ["hidden", "clip"].includes(style(element).overflowX) || element.matches("button, .button");
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${named(element)}`);
  }

  for (const element of all.filter((one) => one.matches(TARGETS))) {
    const { width, height } = box(element);
    const inSentence = element.tagName === "A" && style(element).display === "inline" && element.parentElement.textContent.trim() !== element.textContent.trim();
    if (!inSentence && Math.min(width, height) < LEAST_PX - 0.5) found.push(`${Math.round(width)} x ${Math.round(height)}: ${named(element)}`);
  }

  const pen = document.createElement("canvas").getContext("2d");
  for (const select of all.filter((one) => one.tagName === "SELECT")) {
    const { font, paddingInlineStart, paddingInlineEnd } = style(select);
    pen.font = font;
    const room = select.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd) - 16;
    const chosen = select.selectedOptions[0].textContent;
    if (pen.measureText(chosen).width > room) found.push(`cut in a list: ${chosen}`);
  }

  // Lines of text of different blocks lie on top of each other.
  const isBlock = (element) => !style(element).display.startsWith("inline") || style(element).display.length > 6;
  const blocks = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !seen.has(node.parentElement) || node.parentElement.closest("select, textarea, script, .top")) continue;
    let owner = node.parentElement;
    while (!isBlock(owner)) owner = owner.parentElement;
    const range = document.createRange();
    range.selectNodeContents(node);
    blocks.set(owner, [...(blocks.get(owner) || []), ...range.getClientRects()]);
  }
  const lists = [...blocks];
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
  for (let i = 0; i < lists.length; i += 1) {
    for (let j = i + 1; j < lists.length; j += 1) {
      if (lists[i][1].some((a) => lists[j][1].some((b) => meet(a, b)))) found.push(`${named(lists[i][0])} lies on ${named(lists[j][0])}`);
    }
  }
  return found;
}

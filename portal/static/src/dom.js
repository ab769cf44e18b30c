import { newScreen } from "./double_press.js";

/** Elements are built with text nodes only: what a person or a member wrote can never become markup. */
export const byId = (id) => document.getElementById(id);

/** `make("p", {class: "quiet"}, "text", child…)`; properties that begin with "on" are listeners. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Browsers and their add-ons must neither translate, check, correct nor remember what stands in these. */
export const PRIVATE = {
  translate: "no",
  spellcheck: "false",
  autocomplete: "off",
  autocorrect: "off",
  autocapitalize: "off",
  "data-gramm": "false",
};

/** Text that was decrypted or typed: shown as text, in its own direction. */
export const spoken = (tag, text, attributes = {}) =>
  make(tag, { dir: "auto", translate: "no", spellcheck: "false", ...attributes }, text);

export const button = (text, onclick, attributes = {}) =>
  make("button", { type: "button", class: "button", onclick, ...attributes }, text);

export function show(element, visible = true) {
  element.hidden = !visible;
}

/** As `element.replaceChildren`, which browsers have only since the middle of 2020. */
export function refill(element, ...children) {
  element.textContent = "";
  element.append(...children);
}

/** Moves the reader, by eye and by screen reader, to the beginning of what is new. */
export function goTo(element) {
  newScreen();
  window.scrollTo(0, 0);
  element.focus({ preventScroll: true });
}

const ICONS = {
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0Z",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}

import { facts } from "./facts.js";
import { fetchScript } from "./portal.js";

/**
 * Parts of the page that are needed a moment later, so that the first thing to read is there at once on a slow line. Their
 * files are fetched before the browser imports them: it remembers a module that did not come and never asks for it again,
 * and then a line that was lost for a second would cost what a person has written.
 */
const here = new Map();

/** The module that `load` imports; `name` as the page's `later` calls it. Raises ServerAway; safe to call again. */
export async function later(name, load) {
  if (!here.has(name)) {
    await Promise.all(facts.later[name].map(fetchScript));
    here.set(name, await load());
  }
  return here.get(name);
}

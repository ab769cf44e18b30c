import { block } from "./text.js";

/**
 * What the page brings in itself and is checked against, never asked of the network: the root key that signs the keyring,
 * the deployment, the lowest keyring version, the routing policy's very bytes.
 */
export let facts = Object.freeze(block("site"));

/** After the page has taken another language's text: what is checked against stays what the first page brought. */
export function renewFacts() {
  const { deployment, rootVk, floor, routing, later } = facts;
  facts = Object.freeze({ ...block("site"), deployment, rootVk, floor, routing, later });
}

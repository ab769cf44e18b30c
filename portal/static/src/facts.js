import { block } from "./text.js";

/**
 * What the page brings in itself and is checked against, never asked of the network: the root key that signs the keyring,
 * the deployment, the lowest keyring version, the routing policy's very bytes.
 */
export const facts = Object.freeze(block("site"));

import { Conversation } from "./conversation.js";

export { showCase } from "./case_view.js";
export { hint } from "./code_hint.js";

/** The case behind a typed code. Raises NotOpened, NotProven, ServerAway or a protocol error of the keyring. */
export const open = (typed) => Conversation.open(typed);

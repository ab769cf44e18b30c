/** How far a report is. `busy`: on its way; `done`: its code is written down, or the person has left: nothing to lose. */
export const state = { busy: false, done: false };

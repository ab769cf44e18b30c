import { loadTrust } from "./trust.js";

/** Who may be sealed to: asked for once and kept. A failure is not kept, so that the next step tries again. */
let trust = null;
let loading = null;

export function trusted() {
  if (trust) return Promise.resolve(trust);
  loading ||= loadTrust().then(keepTrust, (error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** Takes what was verified elsewhere: a newer keyring, after the portal said that the old one is stale. */
export function keepTrust(loaded) {
  trust = loaded;
  loading = null;
  return loaded;
}

export const forgetTrust = () => keepTrust(null);

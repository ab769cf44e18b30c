/** The Spanish list of 2,048 words (BIP 39); only the list, since the case code is no BIP 39 phrase. */
export { wordlist as words } from "@scure/bip39/wordlists/spanish.js";

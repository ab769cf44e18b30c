/** One root, one class a cause; `error.code` is the class name, which vectors of both languages name. */
export class ProtocolError extends Error {
  constructor(message, details = {}) {
    super(message);
    Object.assign(this, details);
  }

  get code() {
    return this.constructor.code;
  }
}

/** Written out, not taken from `constructor.name`: a minifier renames classes. */
const named = (code) =>
  class extends ProtocolError {
    static code = code;

    get name() {
      return code;
    }
  };

export const Malformed = named("Malformed");
export const BadLength = named("BadLength");
export const BadPadding = named("BadPadding");
export const BadSignature = named("BadSignature");
export const BadCommitment = named("BadCommitment");
export const DecryptionFailed = named("DecryptionFailed");
export const MistypedCode = named("MistypedCode");
export const WeakKey = named("WeakKey");
export const KeyringUnsigned = named("KeyringUnsigned");
export const KeyringAltered = named("KeyringAltered");
export const KeyringRolledBack = named("KeyringRolledBack");
export const KeyringExpired = named("KeyringExpired");
export const GroupTooSmall = named("GroupTooSmall");
export const LaneTooFewHolders = named("LaneTooFewHolders");
export const StaleIntake = named("StaleIntake");
export const WrongPassphrase = named("WrongPassphrase");

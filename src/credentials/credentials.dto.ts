export class CredentialStatusView {
  readonly serial: string;
  readonly alive: boolean;
  /** Why it opens no door: replaced, revoked, file-not-approved, file-on-hold, not-activated, not-yet-valid, expired. */
  readonly reason: string | null;
  readonly zones: string[];
  readonly checkedAt: string;
}

export class CredentialCodeView {
  readonly serial: string;
  /** What the QR holds: CRD1: and base45. */
  readonly code: string;
}

/** Public key of a credential (RFC 8037). */
export class CredentialKeyView {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
}

export class CredentialKeysView {
  readonly keys: CredentialKeyView[];
}

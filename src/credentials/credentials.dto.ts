import { Matches } from 'class-validator';
import { KebabCode, OneOf, Optional, PersonName, ReasonText } from '../platform/edge/shapes.js';

export class PrintBody {
  /** Code of the printer, or of the desk. */
  @KebabCode() readonly printer: string;
  /** Needed from the second print of a generation on, together with the text. */
  @Optional() @KebabCode() readonly reasonCode?: string;
  @Optional() @ReasonText() readonly reason?: string;
}

export class HandOverBody {
  @OneOf(['holder', 'other']) readonly to: 'holder' | 'other';
  /** The name of the other person. */
  @Optional() @PersonName() readonly receiver?: string;
  /** SHA-256 of the written authorisation, uploaded to the documents of the delegation. */
  @Optional() @Matches(/^[0-9a-f]{64}$/u) readonly authorisation?: string;
}

export class CredentialStatusView {
  readonly serial: string;
  readonly alive: boolean;
  /** Why it opens no door: replaced, revoked, file-not-approved, file-on-hold, suspended, not-activated, not-yet-valid, expired. */
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

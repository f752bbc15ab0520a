export type CredentialCodeProblem =
  | 'prefix-missing'
  | 'code-too-long'
  | 'base45-malformed'
  | 'cbor-malformed'
  | 'not-cose-sign1'
  | 'payload-detached'
  | 'algorithm-unsupported'
  | 'header-critical'
  | 'header-unsupported'
  | 'key-unknown'
  | 'key-malformed'
  | 'key-set-malformed'
  | 'signature-invalid'
  | 'claims-malformed'
  | 'image-too-large'
  | 'image-unsupported'
  | 'image-without-code'
  | 'image-ambiguous';

/** Why a code, a key or an image is refused: `code` for programs, `message` (one sentence) for people. */
export class CredentialCodeError extends Error {
  override readonly name = 'CredentialCodeError';

  constructor(
    readonly code: CredentialCodeProblem,
    message: string,
  ) {
    super(message);
  }
}

import type { CredentialClaims } from './credential-claims.js';
import type { CredentialVerdict } from './credential-code.js';
import type { CredentialCodeProblem } from './credential-code-error.js';

export type Verdict =
  | {
      readonly verdict: CredentialVerdict;
      readonly at: string;
      readonly credential: CredentialClaims & { readonly keyId: string };
    }
  | {
      readonly verdict: 'refused';
      readonly at: string;
      readonly code: CredentialCodeProblem;
      readonly reason: string;
    };

/** A few lines for a person at a terminal. */
export function describeVerdict(verdict: Verdict): string {
  if (verdict.verdict === 'refused') return `NOT VALID  ${verdict.code}\n${verdict.reason}`;
  const { credential, at } = verdict;
  return [
    titleOf(verdict.verdict),
    `serial     ${credential.serial}, generation ${credential.generation}`,
    `meeting    ${credential.meeting}`,
    `category   ${credential.category}`,
    `capacity   ${credential.capacity}`,
    `zones      ${credential.zones.join(', ') || 'none'}`,
    `valid      from ${credential.validFrom} until ${credential.validUntil}`,
    `key        ${credential.keyId}`,
    `Judged at ${at} by signature and dates alone: only a gate knows what was suspended, replaced or revoked.`,
  ].join('\n');
}

function titleOf(verdict: CredentialVerdict): string {
  switch (verdict) {
    case 'valid':
      return 'VALID';
    case 'not-yet-valid':
      return 'NOT VALID  not yet';
    case 'expired':
      return 'NOT VALID  expired';
  }
}

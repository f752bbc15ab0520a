import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { CredentialFact, CredentialIssued } from './credentials.events.js';

export interface Credential extends Pick<
  CredentialIssued['data'],
  'serial' | 'generation' | 'validFrom' | 'validUntil'
> {
  readonly status: 'issued' | 'active' | 'revoked';
}

/** The file and its credential in one: "no living badge for a file that is not approved" is an invariant of one stream. */
export interface CredentialState {
  readonly file: typeof fileFold.initialState;
  readonly credential: Credential | undefined;
}

export const credentialFold: Fold<CredentialState, AccreditationFact | CredentialFact> = {
  name: 'credentials',
  category: fileFold.category,
  initialState: { file: fileFold.initialState, credential: undefined },
  evolve: (state, fact) => ({
    file: fileFold.evolve(state.file, fact),
    credential: credentialAfter(state.credential, fact),
  }),
};

function credentialAfter(
  credential: Credential | undefined,
  fact: Recorded<AccreditationFact | CredentialFact>,
): Credential | undefined {
  switch (fact.type) {
    case 'CredentialIssued':
      return { ...fact.data, status: fact.data.activationRequired ? 'issued' : 'active' };
    case 'CredentialActivated':
      return credential && { ...credential, status: 'active' };
    case 'CredentialRevoked':
      return credential && { ...credential, status: 'revoked' };
    case 'FileOpened':
    case 'InvitationRenewed':
    case 'InvitationRedeemed':
    case 'ProfileCompleted':
    case 'ProfileReturned':
    case 'ProfileVerified':
    case 'FilePlacedOnHold':
    case 'FileResumed':
    case 'AccreditationApproved':
    case 'AccreditationRejected':
    case 'AccreditationRevoked':
    case 'FileClosed':
    case 'DecisionRefused':
      return credential;
  }
}

/** Why a credential opens no door at an instant, or null when it does (C1, C4); whether the slot still stands is asked beside it. */
export function deadBecause(
  { file, credential }: CredentialState,
  serial: string,
  hasSlot: boolean,
  at: Date,
): DeadReason | null {
  if (credential?.serial !== serial) return 'replaced';
  if (credential.status === 'revoked') return 'revoked';
  if (file.stage !== 'approved' || !hasSlot) return 'file-not-approved';
  if (file.onHold) return 'file-on-hold';
  if (credential.status === 'issued') return 'not-activated';
  if (at < new Date(credential.validFrom)) return 'not-yet-valid';
  if (at >= new Date(credential.validUntil)) return 'expired';
  return null;
}

export type DeadReason =
  'replaced' | 'revoked' | 'file-not-approved' | 'file-on-hold' | 'not-activated' | 'not-yet-valid' | 'expired';

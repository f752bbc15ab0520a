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
  /** How often this generation was printed. */
  readonly copies: number;
  /** Whether its newest copy was. */
  readonly handedOver: boolean;
  /** By whom: a hold of the file, or an officer; null while it is not suspended. */
  readonly suspended: 'hold' | 'officer' | null;
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
      return {
        ...fact.data,
        status: fact.data.activationRequired ? 'issued' : 'active',
        copies: 0,
        handedOver: false,
        suspended: null,
      };
    case 'CredentialActivated':
      return credential && { ...credential, status: 'active' };
    case 'CredentialPrinted':
      // Each printed copy is handed over once.
      return credential && { ...credential, copies: fact.data.copy, handedOver: false };
    case 'CredentialHandedOver':
      return credential && { ...credential, handedOver: true };
    case 'CredentialSuspended':
      return credential && { ...credential, suspended: fact.data.cause };
    case 'CredentialResumed':
      return credential && { ...credential, suspended: null };
    case 'CredentialRevoked':
      return credential && { ...credential, status: 'revoked' };
    case 'FileOpened':
    case 'InvitationRenewed':
    case 'InvitationRedeemed':
    case 'ProfileCompleted':
    case 'PhotoAttached':
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
  if (credential.suspended !== null) return 'suspended';
  if (credential.status === 'issued') return 'not-activated';
  if (at < new Date(credential.validFrom)) return 'not-yet-valid';
  if (at >= new Date(credential.validUntil)) return 'expired';
  return null;
}

export type DeadReason =
  | 'replaced'
  | 'revoked'
  | 'file-not-approved'
  | 'file-on-hold'
  | 'suspended'
  | 'not-activated'
  | 'not-yet-valid'
  | 'expired';

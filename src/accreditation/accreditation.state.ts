import type { CredentialFact } from '../credentials/credentials.events.js';
import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { AccreditationFact, FileOpened, ProfileCompleted, Stage } from './accreditation.events.js';

/** How long an invitation link opens the profile, in days. */
export const INVITATION_DAYS = 14;

export interface FileState {
  readonly opened: FileOpened['data'] | undefined;
  readonly stage: Stage;
  readonly onHold: boolean;
  readonly invitation: { readonly id: string; readonly sentAt: string; readonly redeemed: boolean } | undefined;
  readonly profile: ProfileCompleted['data'] | undefined;
  /** SHA-256 of the newest photo. */
  readonly photo: string | undefined;
  /** Who verified and who approved, in any round (S1). */
  readonly verifiers: readonly string[];
  readonly approvers: readonly string[];
}

/** What the facts say about an accreditation file; the facts of its credential, on the same stream, change nothing here. */
export const fileFold: Fold<FileState, AccreditationFact | CredentialFact> = {
  name: 'accreditation',
  category: 'accreditation',
  initialState: {
    opened: undefined,
    stage: 'nominated',
    onHold: false,
    invitation: undefined,
    profile: undefined,
    photo: undefined,
    verifiers: [],
    approvers: [],
  },
  evolve,
};

function evolve(state: FileState, fact: Recorded<AccreditationFact | CredentialFact>): FileState {
  const { actorId, recordedAt } = fact.metadata;
  switch (fact.type) {
    case 'FileOpened':
      return {
        ...state,
        opened: fact.data,
        stage: 'nominated',
        invitation: invited(fact.data.invitationId, recordedAt),
      };
    case 'InvitationRenewed':
      return { ...state, invitation: invited(fact.data.invitationId, recordedAt) };
    case 'InvitationRedeemed':
      return state.invitation === undefined ? state : { ...state, invitation: { ...state.invitation, redeemed: true } };
    case 'ProfileCompleted':
      return { ...state, stage: 'submitted', profile: fact.data };
    case 'PhotoAttached':
      return { ...state, photo: fact.data.sha256 };
    case 'ProfileReturned':
      return { ...state, stage: 'returned', invitation: invited(fact.data.invitationId, recordedAt) };
    case 'ProfileVerified':
      return { ...state, stage: 'verified', verifiers: [...state.verifiers, actorId] };
    case 'FilePlacedOnHold':
      return { ...state, onHold: true };
    case 'FileResumed':
      return { ...state, onHold: false };
    case 'AccreditationApproved':
      return {
        ...state,
        stage: 'approved',
        approvers: [...state.approvers, actorId],
        invitation: invited(fact.data.invitationId, recordedAt),
      };
    case 'AccreditationRejected':
      return { ...state, stage: 'rejected', onHold: false };
    case 'AccreditationRevoked':
      return { ...state, stage: 'revoked', onHold: false };
    case 'FileClosed':
      return { ...state, stage: 'closed', onHold: false };
    case 'DecisionRefused':
    case 'CredentialIssued':
    case 'CredentialActivated':
    case 'CredentialPrinted':
    case 'CredentialHandedOver':
    case 'CredentialSuspended':
    case 'CredentialResumed':
    case 'CredentialRevoked':
      return state;
  }
}

const invited = (id: string, sentAt: string): NonNullable<FileState['invitation']> => ({ id, sentAt, redeemed: false });

/** A file that is closed, revoked or rejected takes no further decision in this product's life cycle. */
export const isFinal = ({ stage }: FileState): boolean =>
  stage === 'rejected' || stage === 'revoked' || stage === 'closed';

/** The one invitation whose link opens the profile: the newest, within its days, and only once. */
export function livingInvitation(file: FileState, now: Date): { readonly id: string; readonly expires: string } | null {
  const { invitation } = file;
  if (invitation === undefined || invitation.redeemed || isFinal(file)) return null;
  const expires = new Date(Date.parse(invitation.sentAt) + INVITATION_DAYS * 86_400_000);
  return now < expires ? { id: invitation.id, expires: expires.toISOString() } : null;
}

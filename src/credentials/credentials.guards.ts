import { belongsTo, type DelegationState } from '../delegations/delegations.state.js';
import type { Ready } from '../event-sourcing/command.js';
import type { DecisionRefused } from '../meetings/meetings.events.js';
import { emailDigestsOf, type MeetingState } from '../meetings/meetings.state.js';
import type { CredentialCommand } from './credentials.commands.js';
import { reject } from './credentials.rejections.js';
import type { Credential, CredentialState } from './credentials.state.js';

/** What comes in from outside: two streams, a new serial, the key that signs now, and whether the authorisation was stored lately enough for a new fact to name it. */
export interface CredentialContext {
  readonly meeting: MeetingState;
  readonly delegation: DelegationState;
  readonly newSerial: string;
  readonly keyId: string;
  readonly authorisationStored: boolean;
}

export type ReadyFor<T extends CredentialCommand['type']> = Ready<
  Extract<CredentialCommand, { type: T }>,
  CredentialContext
>;

/** S1, S2: whoever belongs to the delegation decides on none of its badges, nor, where the rules ask for it, does whoever approved issue one. */
export function refusedFor(
  { type, caller, context }: Ready<CredentialCommand, CredentialContext>,
  { file }: CredentialState,
): DecisionRefused | null {
  const { meeting, delegation } = context;
  const digests = emailDigestsOf(meeting, caller.actorId);
  const refused = (code: string): DecisionRefused => ({
    type: 'DecisionRefused',
    data: { attempted: type, code, rule: 'S1', rulesVersion: meeting.rulesVersion },
  });
  if (digests.includes(file.opened?.emailDigest ?? '')) return refused('decides-on-themselves');
  if (belongsTo(delegation, caller.actorId, digests)) return refused('belongs-to-delegation');
  const mayNotIssue = type === 'IssueCredential' && meeting.rules?.separation.issuerMustNotBeApprover === true;
  return mayNotIssue && file.approvers.includes(caller.actorId) ? refused('approved-this-file') : null;
}

/** C1, C4: an approved file that is not on hold, and still has its slot. */
export function expectApproved({ file }: CredentialState, { slots }: DelegationState, fileId: string): void {
  const hasSlot = slots.some((slot) => slot.fileId === fileId);
  if (file.stage !== 'approved' || file.onHold || !hasSlot)
    throw reject('file-not-approved', { stage: file.onHold ? 'on-hold' : file.stage });
}

export function livingOf({ credential }: CredentialState, serial: string): Credential {
  if (credential?.serial !== serial) throw reject('credential-unknown');
  if (credential.status === 'revoked') throw reject('credential-revoked');
  return credential;
}

/** What is drawn, printed and handed over: no badge that is dead or sleeps. */
export function usableOf(
  state: CredentialState,
  delegation: DelegationState,
  { fileId, serial }: { readonly fileId: string; readonly serial: string },
): Credential {
  const credential = livingOf(state, serial);
  expectApproved(state, delegation, fileId);
  if (credential.suspended !== null) throw reject('credential-suspended');
  return credential;
}

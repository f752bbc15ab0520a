import { Temporal } from 'temporal-polyfill';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import { belongsTo, type DelegationState } from '../delegations/delegations.state.js';
import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { DecisionRefused } from '../meetings/meetings.events.js';
import { emailDigestsOf, type MeetingState, zonesFor } from '../meetings/meetings.state.js';
import type { CredentialCommand } from './credentials.commands.js';
import type { CredentialFact } from './credentials.events.js';
import { reject } from './credentials.rejections.js';
import { type Credential, credentialFold, type CredentialState } from './credentials.state.js';

/** What comes in from outside: two streams, a new serial, and the key that signs now. */
export interface CredentialContext {
  readonly meeting: MeetingState;
  readonly delegation: DelegationState;
  readonly newSerial: string;
  readonly keyId: string;
}

type ReadyFor<T extends CredentialCommand['type']> = Ready<Extract<CredentialCommand, { type: T }>, CredentialContext>;

export const credentials: Decider<
  CredentialState,
  CredentialCommand,
  AccreditationFact | CredentialFact,
  CredentialContext
> = {
  ...credentialFold,
  decide,
};

function decide(
  command: Ready<CredentialCommand, CredentialContext>,
  state: CredentialState,
): readonly (AccreditationFact | CredentialFact)[] {
  switch (command.type) {
    case 'IssueCredential':
      return issue(command, state);
    case 'ActivateCredential': {
      const { serial } = command.data;
      const { status } = livingOf(state, serial);
      expectApproved(command, state);
      const refused = refusedFor(command, state);
      if (refused !== null) return [refused];
      return status === 'active' ? [] : [{ type: 'CredentialActivated', data: { serial } }];
    }
    case 'RevokeCredential': {
      const { fileId, reasonCode, reason } = command.data;
      if (command.data.serial === null && (state.credential === undefined || state.credential.status === 'revoked'))
        return [];
      const { serial } = livingOf(state, command.data.serial ?? state.credential?.serial ?? '');
      return [{ type: 'CredentialRevoked', data: { serial, reasonCode }, personal: { [fileId]: { reason } } }];
    }
  }
}

/** C1: only for an approved file, with its slot, and one at a time. */
function issue(
  command: ReadyFor<'IssueCredential'>,
  state: CredentialState,
): readonly (AccreditationFact | CredentialFact)[] {
  const { meeting, newSerial: serial, keyId } = command.context;
  const { opened } = state.file;
  expectApproved(command, state);
  if (opened === undefined || meeting.convened === undefined || meeting.rules === undefined)
    throw reject('credential-unknown');
  if (state.credential !== undefined && state.credential.status !== 'revoked') {
    throw reject('credential-already-lives', { generation: state.credential.generation });
  }
  const { rulesVersion } = meeting;
  const refused = refusedFor(command, state);
  if (refused !== null) return [refused];
  const { startsOn, endsOn, timeZone } = meeting.convened;
  const { meetingId, category, capacity } = opened;
  return [
    {
      type: 'CredentialIssued',
      data: {
        serial,
        generation: (state.credential?.generation ?? 0) + 1,
        keyId,
        meetingId,
        category,
        capacity,
        zones: zonesFor(meeting, category, capacity).map(({ code }) => code),
        validFrom: midnight(startsOn, timeZone, 0),
        validUntil: midnight(endsOn, timeZone, 1),
        activationRequired: meeting.rules.credential.activationRequired,
        rulesVersion,
      },
    },
  ];
}

/** S1, S2: whoever belongs to the delegation brings none of its badges to life, nor, where the rules ask for it, whoever approved. */
function refusedFor(
  { type, caller, context }: ReadyFor<'IssueCredential' | 'ActivateCredential'>,
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

/** The beginning of a day of the meeting, as an instant in UTC with whole seconds. */
const midnight = (day: string, timeZone: string, daysLater: number): string =>
  Temporal.PlainDate.from(day)
    .add({ days: daysLater })
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString({ smallestUnit: 'second' });

function expectApproved(
  { context, data }: Ready<CredentialCommand, CredentialContext>,
  { file }: CredentialState,
): void {
  const hasSlot = context.delegation.slots.some(({ fileId }) => fileId === data.fileId);
  if (file.stage !== 'approved' || file.onHold || !hasSlot)
    throw reject('file-not-approved', { stage: file.onHold ? 'on-hold' : file.stage });
}

function livingOf({ credential }: CredentialState, serial: string): Credential {
  if (credential?.serial !== serial) throw reject('credential-unknown');
  if (credential.status === 'revoked') throw reject('credential-revoked');
  return credential;
}

import { Temporal } from 'temporal-polyfill';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import { isNamed } from '../delegations/delegations.state.js';
import { zonesFor } from '../meetings/meetings.state.js';
import type { CredentialCommand } from './credentials.commands.js';
import type { CredentialFact } from './credentials.events.js';
import {
  type CredentialContext,
  expectApproved,
  livingOf,
  type ReadyFor,
  refusedFor,
  usableOf,
} from './credentials.guards.js';
import { reject } from './credentials.rejections.js';
import { credentialFold, type CredentialState } from './credentials.state.js';

export const credentials: Decider<
  CredentialState,
  CredentialCommand,
  AccreditationFact | CredentialFact,
  CredentialContext
> = {
  ...credentialFold,
  decide,
};

type Facts = readonly (AccreditationFact | CredentialFact)[];

function decide(command: Ready<CredentialCommand, CredentialContext>, state: CredentialState): Facts {
  switch (command.type) {
    case 'IssueCredential':
      return issue(command, state);
    case 'PrintCredential':
      return print(command, state);
    case 'HandOverCredential':
      return handOver(command, state);
    case 'ActivateCredential':
      return activate(command, state);
    case 'SuspendCredential':
      return suspend(command, state);
    case 'ResumeCredential':
      return resume(command, state);
    case 'RevokeCredential': {
      const { fileId, reasonCode, reason } = command.data;
      if (command.data.serial === null && !hasLiving(state)) return [];
      const { serial } = livingOf(state, command.data.serial ?? state.credential?.serial ?? '');
      return refusedOr(command, state, [
        { type: 'CredentialRevoked', data: { serial, reasonCode }, personal: { [fileId]: { reason } } },
      ]);
    }
  }
}

const hasLiving = ({ credential }: CredentialState): boolean =>
  credential !== undefined && credential.status !== 'revoked';

/** S2: an attempt against the separation of duties is a fact, and nothing else happens. */
function refusedOr(
  command: Ready<CredentialCommand, CredentialContext>,
  state: CredentialState,
  decided: readonly CredentialFact[],
): Facts {
  const refused = refusedFor(command, state);
  return refused === null ? decided : [refused];
}

/** C1: only for an approved file, with its slot, and one at a time. */
function issue(command: ReadyFor<'IssueCredential'>, state: CredentialState): Facts {
  const { meeting, newSerial: serial, keyId } = command.context;
  const { opened } = state.file;
  expectApproved(state, command.context.delegation, command.data.fileId);
  if (opened === undefined || meeting.convened === undefined || meeting.rules === undefined)
    throw reject('credential-unknown');
  if (state.credential !== undefined && hasLiving(state)) {
    throw reject('credential-already-lives', { generation: state.credential.generation });
  }
  const { rulesVersion } = meeting;
  const { startsOn, endsOn, timeZone } = meeting.convened;
  const { meetingId, category, capacity } = opened;
  return refusedOr(command, state, [
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
  ]);
}

/** C7: the first print of a generation is a matter of course; every further one says why. */
function print(command: ReadyFor<'PrintCredential'>, state: CredentialState): Facts {
  const { fileId, serial, printer, reasonCode, reason } = command.data;
  const { copies } = usableOf(state, command.context.delegation, command.data);
  if (copies > 0 && (reasonCode === null || reason === null)) throw reject('second-print-needs-reason', { copies });
  const printed = { type: 'CredentialPrinted', data: { serial, copy: copies + 1, printer, reasonCode } } as const;
  return refusedOr(command, state, [reason === null ? printed : { ...printed, personal: { [fileId]: { reason } } }]);
}

/** C7: each printed copy goes out once, to its holder or to somebody with a written authorisation. */
function handOver(command: ReadyFor<'HandOverCredential'>, state: CredentialState): Facts {
  const { fileId, serial, to, receiver, authorisation } = command.data;
  const { copies, handedOver } = usableOf(state, command.context.delegation, command.data);
  if (copies === 0) throw reject('not-printed-yet');
  if (handedOver) throw reject('already-handed-over');
  if (to === 'other') expectAuthorised(command);
  else if (receiver !== null || authorisation !== null) throw reject('receiver-is-the-holder');
  const given = { type: 'CredentialHandedOver', data: { serial, to, authorisation } } as const;
  return refusedOr(command, state, [receiver === null ? given : { ...given, personal: { [fileId]: { receiver } } }]);
}

function expectAuthorised({ data, context }: ReadyFor<'HandOverCredential'>): void {
  if (data.receiver === null) throw reject('receiver-not-named');
  if (data.authorisation === null) throw reject('collection-needs-authorisation');
  const { authorisation: sha256 } = data;
  if (!context.authorisationStored && !isNamed(context.delegation, sha256))
    throw reject('authorisation-unknown', { sha256 });
}

function activate(command: ReadyFor<'ActivateCredential'>, state: CredentialState): Facts {
  const { fileId, serial } = command.data;
  const { status } = livingOf(state, serial);
  expectApproved(state, command.context.delegation, fileId);
  return refusedOr(command, state, status === 'active' ? [] : [{ type: 'CredentialActivated', data: { serial } }]);
}

/** C4: a hold suspends whichever lives, as long as it lasts; an officer may do so besides, and then the end of a hold does not end it. */
function suspend(command: ReadyFor<'SuspendCredential'>, state: CredentialState): Facts {
  const { fileId, cause, reasonCode, reason } = command.data;
  if (cause === 'hold' && (!hasLiving(state) || !state.file.onHold || state.credential?.suspended !== null)) return [];
  const { serial, suspended } = livingOf(state, command.data.serial ?? state.credential?.serial ?? '');
  if (suspended === 'officer') return [];
  const fact = { type: 'CredentialSuspended', data: { serial, cause, reasonCode } } as const;
  return refusedOr(command, state, [reason === '' ? fact : { ...fact, personal: { [fileId]: { reason } } }]);
}

/** C4: the end of a hold gives back what the hold took, and nothing else; whether the file is approved is asked at the gate. */
function resume(command: ReadyFor<'ResumeCredential'>, state: CredentialState): Facts {
  const { fileId, cause } = command.data;
  if (cause === 'hold' && (!hasLiving(state) || state.file.onHold || state.credential?.suspended !== 'hold')) return [];
  const { serial, suspended } = livingOf(state, command.data.serial ?? state.credential?.serial ?? '');
  if (cause === 'officer') expectApproved(state, command.context.delegation, fileId);
  return refusedOr(command, state, suspended === null ? [] : [{ type: 'CredentialResumed', data: { serial } }]);
}

/** The beginning of a day of the meeting, as an instant in UTC with whole seconds. */
const midnight = (day: string, timeZone: string, daysLater: number): string =>
  Temporal.PlainDate.from(day)
    .add({ days: daysLater })
    .toZonedDateTime(timeZone)
    .toInstant()
    .toString({ smallestUnit: 'second' });

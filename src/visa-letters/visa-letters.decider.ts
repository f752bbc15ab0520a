import { Temporal } from 'temporal-polyfill';
import type { FileState } from '../accreditation/accreditation.state.js';
import { belongsTo, type DelegationState } from '../delegations/delegations.state.js';
import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { DecisionRefused } from '../meetings/meetings.events.js';
import { emailDigestsOf, type MeetingState } from '../meetings/meetings.state.js';
import type { LetterheadState } from './letterhead.state.js';
import type { VisaLetterCommand } from './visa-letters.commands.js';
import type { LetterPerson, VisaApplication, VisaLetterFact, VisaLetterRequested } from './visa-letters.events.js';
import { reject } from './visa-letters.rejections.js';
import { type Letter, standingOf, visaLetterFold, type VisaLetterState } from './visa-letters.state.js';

/** How many days before and after the meeting a stay may begin and end. */
const DAYS_AROUND = 30;

/** What comes in from outside: four streams, a new id, and for a request what the letter will say of the person. */
export interface VisaLetterContext {
  readonly meeting: MeetingState;
  readonly delegation: DelegationState;
  readonly file: FileState;
  readonly letterhead: LetterheadState;
  readonly newId: string;
  /** No rule looks into it; null where it is incomplete or erased. */
  readonly person: LetterPerson | null;
  readonly documentOutlastsStay: boolean;
}

type ReadyFor<T extends VisaLetterCommand['type']> = Ready<Extract<VisaLetterCommand, { type: T }>, VisaLetterContext>;
type Decided = readonly (VisaLetterFact | DecisionRefused)[];

export const visaLetters: Decider<
  VisaLetterState,
  VisaLetterCommand,
  VisaLetterFact | DecisionRefused,
  VisaLetterContext
> = { ...visaLetterFold, decide };

function decide(command: Ready<VisaLetterCommand, VisaLetterContext>, state: VisaLetterState): Decided {
  switch (command.type) {
    case 'RequestVisaLetter':
      return request(command, state);
    case 'SignVisaLetter': {
      const { letterId, status } = livingOf(state);
      if (status !== 'requested') throw reject('visa-letter-not-waiting', { status });
      expectApproved(command);
      const letterheadVersion = versionOf(command.context);
      const signed: VisaLetterFact = {
        type: 'VisaLetterSigned',
        data: { letterId, authorisationId: null, letterheadVersion },
      };
      return [refusedFor(command) ?? signed];
    }
    case 'RetryVisaLetter': {
      const { letterId, status } = livingOf(state);
      if (status !== 'failed') throw reject('visa-letter-not-failed', { status });
      return [{ type: 'VisaLetterRetried', data: { letterId } }];
    }
    case 'CancelVisaLetter': {
      const { fileId, reasonCode, reason } = command.data;
      const { letterId } = livingOf(state);
      const cancelled: VisaLetterFact = {
        type: 'VisaLetterCancelled',
        data: { letterId, reasonCode },
        personal: { [fileId]: { reason } },
      };
      return [refusedFor(command) ?? cancelled];
    }
    case 'RecordVisaLetterIssued': {
      const { fileId: _fileId, ...issued } = command.data;
      const { letter } = state;
      if (letter?.letterId !== issued.letterId || letter.status === 'issued') return [];
      if (letter.status !== 'signed') throw reject('visa-letter-not-signed', { status: letter.status });
      expectApproved(command);
      return [{ type: 'VisaLetterIssued', data: issued }];
    }
    case 'RecordVisaLetterFailed': {
      const { fileId: _fileId, ...failed } = command.data;
      const isMade = state.letter?.letterId === failed.letterId && state.letter.status === 'signed';
      return isMade ? [{ type: 'VisaLetterFailed', data: failed }] : [];
    }
  }
}

/** V1: for an approved file with a complete document, one living letter, and at once signed under a standing authorisation. */
function request(command: ReadyFor<'RequestVisaLetter'>, { letter }: VisaLetterState): Decided {
  const { data, context, caller } = command;
  const { meeting, file, newId: letterId, person } = context;
  if (letter !== undefined && letter.status !== 'cancelled')
    throw reject('visa-letter-already-lives', { status: letter.status });
  expectApproved(command);
  if (file.opened === undefined || file.profile?.document.type == null || person === null)
    throw reject('travel-document-incomplete');
  checkStay(data.stay, meeting);
  if (!context.documentOutlastsStay) throw reject('travel-document-ends-before-stay');
  const letterheadVersion = versionOf(context);
  const { fileId, consulate, stay, ...asked } = data;
  const { meetingId, delegationId, capacity } = file.opened;
  const requested: VisaLetterRequested = {
    type: 'VisaLetterRequested',
    data: {
      ...asked,
      letterId,
      fileId,
      meetingId,
      delegationId,
      capacity,
      requestedBy: caller.power.role as VisaLetterRequested['data']['requestedBy'],
    },
    personal: { [fileId]: { ...person, consulate, stay } },
  };
  const authorisationId = authorisationIn(context);
  return authorisationId === null
    ? [requested]
    : [requested, { type: 'VisaLetterSigned', data: { letterId, authorisationId, letterheadVersion } }];
}

/** V3: a letter bears the letterhead, and the signatory, of the moment of its signature. */
function versionOf({ letterhead: { newest } }: VisaLetterContext): number {
  if (newest === undefined) throw reject('letterhead-missing');
  return newest.version;
}

/** V1: an authorisation rests on the appointment of whoever gave it, and never signs for their own delegation (S1). */
function authorisationIn({ letterhead, meeting, delegation }: VisaLetterContext): string | null {
  const found = [...letterhead.authorisations.values()].find(
    ({ appointmentId, actorId }) =>
      meeting.officers.has(appointmentId) && !belongsTo(delegation, actorId, emailDigestsOf(meeting, actorId)),
  );
  return found?.authorisationId ?? null;
}

function checkStay({ from, until }: VisaApplication['stay'], { convened }: MeetingState): void {
  if (convened === undefined) throw reject('letterhead-missing');
  const { startsOn, endsOn } = convened;
  const earliest = Temporal.PlainDate.from(startsOn).subtract({ days: DAYS_AROUND }).toString();
  const latest = Temporal.PlainDate.from(endsOn).add({ days: DAYS_AROUND }).toString();
  if (from > until || from > endsOn || until < startsOn || from < earliest || until > latest)
    throw reject('stay-out-of-bounds', { earliest, latest });
}

/** S1, S2: whoever belongs to the delegation signs and cancels none of its letters. */
function refusedFor({
  type,
  caller,
  context,
}: ReadyFor<'SignVisaLetter' | 'CancelVisaLetter'>): DecisionRefused | null {
  const { meeting, delegation, file } = context;
  const digests = emailDigestsOf(meeting, caller.actorId);
  const refused = (code: string): DecisionRefused => ({
    type: 'DecisionRefused',
    data: { attempted: type, code, rule: 'S1', rulesVersion: meeting.rulesVersion },
  });
  if (digests.includes(file.opened?.emailDigest ?? '')) return refused('decides-on-themselves');
  return belongsTo(delegation, caller.actorId, digests) ? refused('belongs-to-delegation') : null;
}

function expectApproved({ data, context: { file, delegation } }: Ready<VisaLetterCommand, VisaLetterContext>): void {
  if (standingOf(file, delegation, data.fileId) !== 'good')
    throw reject('file-not-ready-for-letter', { stage: file.onHold ? 'on-hold' : file.stage });
}

function livingOf({ letter }: VisaLetterState): Letter {
  if (letter === undefined || letter.status === 'cancelled') throw reject('visa-letter-unknown');
  return letter;
}

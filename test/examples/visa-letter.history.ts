import { v5 as uuidv5 } from 'uuid';
import { fileFold } from '../../src/accreditation/accreditation.state.js';
import { delegationFold } from '../../src/delegations/delegations.state.js';
import type { Caller } from '../../src/event-sourcing/command.js';
import type { MemoryLog } from '../../src/event-sourcing/testing/memory.js';
import { meetingFold } from '../../src/meetings/meetings.state.js';
import {
  AdoptLetterhead,
  AuthoriseSignature,
  EndAuthorisation,
  type LetterheadCommand,
} from '../../src/visa-letters/letterhead.commands.js';
import { letterhead } from '../../src/visa-letters/letterhead.decider.js';
import {
  CancelVisaLetter,
  RecordVisaLetterFailed,
  RecordVisaLetterIssued,
  RequestVisaLetter,
  RetryVisaLetter,
  SignVisaLetter,
  type VisaLetterCommand,
} from '../../src/visa-letters/visa-letters.commands.js';
import { visaLetters } from '../../src/visa-letters/visa-letters.decider.js';
import { letterheadData, letterPerson } from './visa-letter.examples.js';

/** The part that visa letters have in a lawful history. */
export interface LetterScene {
  readonly log: MemoryLog;
  readonly meetingId: string;
  readonly now: Date;
  /** A new one in each step. */
  readonly count: number;
  readonly caller: Caller;
  pick<T>(values: readonly T[]): T;
}

const NAMES = '3f8f0a1e-52a4-4a53-8f52-1f6f6d0a7c42';

/** Adopts, authorises or ends, whatever the rules allow. */
export function stepOfLetterhead({ log, meetingId, now, count, caller, pick }: LetterScene): void {
  const { version: _version, ...adopted } = letterheadData;
  const { newest, authorisations } = log.state(letterhead, meetingId);
  const reason = `reason ${count}`;
  const adopt = new AdoptLetterhead({ meetingId, ...adopted, signatory: `Officer ${count}` }, caller);
  const authorise = new AuthoriseSignature({ meetingId, reason }, caller);
  const ends = [...authorisations.keys()].map(
    (authorisationId) => new EndAuthorisation({ meetingId, authorisationId, reason }, caller),
  );
  const command = newest === undefined ? adopt : pick<LetterheadCommand>([adopt, authorise, authorise, ...ends]);
  const context = { meeting: log.state(meetingFold, meetingId), newId: uuidv5(`letterhead ${count}`, NAMES) };
  log.send(letterhead, meetingId, command, now, context);
}

/** One step in the life of the letter of a file; `cancels` where its file has ended. */
export function stepOfLetter(scene: LetterScene, fileId: string, delegationId: string, cancels = false): void {
  const { log, meetingId, now, count, caller, pick } = scene;
  const { letter } = log.state(visaLetters, fileId);
  const letterId = letter?.letterId ?? '';
  const cancel = new CancelVisaLetter({ fileId, reasonCode: 'asked', reason: `reason ${count}` }, caller);
  const issued = { letterId, number: `CONARE-2025-${count}`, sha256: 'ab'.repeat(32), templateVersion: 1 };
  const record = new RecordVisaLetterIssued({ fileId, ...issued, language: 'es', issuedOn: '2025-08-12' }, caller);
  const fail = new RecordVisaLetterFailed({ fileId, letterId, attempts: 13, reasonCode: 'not-made' }, caller);
  const asked = {
    fileId,
    language: pick(['es', 'en'] as const),
    consulate: { city: 'Buenos Aires', country: 'AR' },
    stay: { from: '2025-09-22', until: '2025-09-27' },
    costs: 'delegation' as const,
  };
  const delegate = { ...caller, power: { ...caller.power, role: 'delegate' } };
  const possible: Readonly<Record<string, readonly VisaLetterCommand[]>> = {
    requested: [new SignVisaLetter({ fileId }, caller)],
    signed: [record, fail],
    failed: [new RetryVisaLetter({ fileId }, caller), new RetryVisaLetter({ fileId }, caller), cancel],
    issued: [cancel],
  };
  const request = new RequestVisaLetter(asked, delegate);
  const command = cancels ? cancel : pick(possible[letter?.status ?? ''] ?? [request]);
  log.send(visaLetters, fileId, command, now, {
    meeting: log.state(meetingFold, meetingId),
    delegation: log.state(delegationFold, delegationId),
    file: log.state(fileFold, fileId),
    letterhead: log.state(letterhead, meetingId),
    newId: uuidv5(`letter ${count}`, NAMES),
    person: letterPerson,
    documentOutlastsStay: true,
  });
}

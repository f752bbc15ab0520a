import {
  approved,
  closed,
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  verified,
} from '../../test/examples/accreditation.examples.js';
import { credentialIssued } from '../../test/examples/credential.examples.js';
import { meetingAfter } from '../../test/examples/meeting.examples.js';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import { by, callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { ResumeCredential, SuspendCredential } from './credentials.commands.js';
import { credentials } from './credentials.decider.js';
import type { CredentialFact } from './credentials.events.js';
import { deadBecause } from './credentials.state.js';

const fileId = FILE;
const serial = 'serial-1';
const context = { meeting: meetingAfter(), delegation: delegationOf(), newSerial: 'serial-2', keyId: 'key-1' };
const { given } = rulesOf(credentials, { ...context, authorisationStored: false });
const officer = callerOf({ actorId: 'issuer', power: { role: 'credentials-officer' } });
const reaction = callerOf({ actorId: 'reaction:suspend-credentials', power: { role: 'system' } });
const during = new Date('2025-09-24T15:00:00Z');

const issued = credentialIssued({ serial, activationRequired: false });
const file = [opened(), completed(), by('verifier', verified), by('approver', approved), issued];
const resumedFile: AccreditationFact = {
  type: 'FileResumed',
  data: { rulesVersion: 1, evidence: null, to: 'approved' },
};
const gone: CredentialFact = { type: 'CredentialRevoked', data: { serial, reasonCode: 'lost' } };
const asleep = (cause: 'hold' | 'officer', reasonCode = 'because'): CredentialFact => ({
  type: 'CredentialSuspended',
  data: { serial, cause, reasonCode },
});
const awake: CredentialFact = { type: 'CredentialResumed', data: { serial } };

const suspend = (caller = officer): SuspendCredential =>
  new SuspendCredential({ fileId, serial, cause: 'officer', reasonCode: 'mislaid', reason: 'Not found' }, caller);
const resume = (caller = officer): ResumeCredential =>
  new ResumeCredential({ fileId, serial, cause: 'officer' }, caller);
const holdBegins = new SuspendCredential(
  { fileId, serial: null, cause: 'hold', reasonCode: 'because', reason: '' },
  reaction,
);
const holdEnds = new ResumeCredential({ fileId, serial: null, cause: 'hold' }, reaction);
const reasonOf = (...past: readonly (AccreditationFact | CredentialFact)[]): string | null =>
  deadBecause(given(...file, ...past).state, serial, true, during);

describe('suspending', () => {
  const byOfficer = {
    ...asleep('officer', 'mislaid'),
    personal: { [FILE]: { reason: 'Not found' } },
  } as CredentialFact;

  it('C4 an officer suspends with a coded reason, and the credential opens no door', () => {
    given(...file)
      .when(suspend())
      .then(byOfficer);
    expect([reasonOf(), reasonOf(byOfficer)]).toEqual([null, 'suspended']);
  });

  it('C4 happens once', () =>
    given(...file, asleep('officer'))
      .when(suspend())
      .thenNothing());

  it('C4 a hold suspends whichever lives', () =>
    given(...file, held)
      .when(holdBegins)
      .then(asleep('hold')));

  it('C4 a hold has nothing to do where none lives, where one sleeps already, or where the hold is over', () => {
    for (const past of [file.slice(0, -1), [...file, gone], [...file, asleep('hold')], [...file, asleep('officer')]])
      given(...past, held)
        .when(holdBegins)
        .thenNothing();
    given(...file, held, resumedFile)
      .when(holdBegins)
      .thenNothing();
    given(...file, held, closed)
      .when(holdBegins)
      .thenNothing();
  });

  it('C4 an officer may suspend besides a hold, and the end of the hold does not end it', () => {
    given(...file, held, asleep('hold'))
      .when(suspend())
      .then(byOfficer);
    given(...file, held, asleep('hold'), asleep('officer'), resumedFile)
      .when(holdEnds)
      .thenNothing();
  });

  it('C4 knows the living serial only', () => {
    given(...file, gone)
      .when(suspend())
      .thenRejects('credential-revoked');
    given(...file.slice(0, -1))
      .when(suspend())
      .thenRejects('credential-unknown');
  });

  it('S1 S2 whoever belongs to the delegation suspends none of its badges', () =>
    given(...file)
      .when(suspend(callerOf({ actorId: 'focal' })))
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'SuspendCredential', code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 1 },
      }));
});

describe('resuming', () => {
  it('C4 an officer resumes, and the credential lives as before', () => {
    given(...file, asleep('officer'))
      .when(resume())
      .then(awake);
    expect(reasonOf(asleep('officer'), awake)).toBeNull();
  });

  it('C4 happens once', () =>
    given(...file)
      .when(resume())
      .thenNothing());

  it('C4 the end of a hold gives back what the hold took', () => {
    given(...file, held, asleep('hold'), resumedFile)
      .when(holdEnds)
      .then(awake);
    expect(reasonOf(held)).toBe('file-on-hold');
    expect(reasonOf(held, asleep('hold'), resumedFile)).toBe('suspended');
    expect(reasonOf(held, asleep('hold'), resumedFile, awake)).toBeNull();
  });

  it('C4 the end of a hold has nothing to do where none lives, none sleeps, or the next hold has begun', () => {
    for (const past of [file.slice(0, -1), file, [...file, asleep('hold'), gone], [...file, asleep('hold'), held]])
      given(...past)
        .when(holdEnds)
        .thenNothing();
  });

  it('C4 no officer resumes against a hold of the file', () =>
    given(...file, held, asleep('hold'))
      .when(resume())
      .thenRejects('file-not-approved', { stage: 'on-hold' }));

  it('C4 knows the living serial only', () => {
    given(...file, asleep('officer'), gone)
      .when(resume())
      .thenRejects('credential-revoked');
    given(...file.slice(0, -1))
      .when(resume())
      .thenRejects('credential-unknown');
  });

  it('S1 S2 whoever belongs to the delegation resumes none of its badges', () =>
    given(...file, asleep('officer'))
      .when(resume(callerOf({ actorId: 'focal' })))
      .thenTypes('DecisionRefused'));
});

import {
  approved,
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  returned,
  verified,
} from '../../test/examples/accreditation.examples.js';
import { appointed, nominated } from '../../test/examples/delegation.examples.js';
import { adopted, meetingAfter } from '../../test/examples/meeting.examples.js';
import { by, callerOf, type Past, rulesOf } from '../event-sourcing/testing/given.js';
import {
  type AccreditationCommand,
  ApproveAccreditation,
  PlaceOnHold,
  RejectAccreditation,
  ResumeFile,
  ReturnProfile,
  RevokeAccreditation,
  VerifyProfile,
} from './accreditation.commands.js';
import { accreditation } from './accreditation.decider.js';
import type { AccreditationFact } from './accreditation.events.js';

const context = {
  meeting: meetingAfter(),
  delegation: delegationOf(),
  newId: 'invitation-2',
  actorEmailDigests: ['digest of officer'],
};
const { given } = rulesOf(accreditation, context);

const fileId = FILE;
const why = { fileId, reasonCode: 'because', reason: 'For this reason' };
const as = (actorId: string): ReturnType<typeof callerOf> =>
  callerOf({ actorId, power: { role: 'approving-officer' } });

/** Every decision, with a past in which somebody who is free may take it. */
const submittedFile = (nominatedBy: string): readonly AccreditationFact[] => [opened({ nominatedBy }), completed()];
const verifiedFile = (nominatedBy: string): readonly (AccreditationFact | Past<AccreditationFact>)[] => [
  ...submittedFile(nominatedBy),
  by('verifier', verified),
];
const approvedFile = (nominatedBy: string): readonly (AccreditationFact | Past<AccreditationFact>)[] => [
  ...verifiedFile(nominatedBy),
  by('approver', approved),
];
const decisions = [
  { attempted: 'ReturnProfile', command: (actor: string) => new ReturnProfile(why, as(actor)), past: submittedFile },
  {
    attempted: 'VerifyProfile',
    command: (actor: string) => new VerifyProfile({ fileId }, as(actor)),
    past: submittedFile,
  },
  { attempted: 'PlaceOnHold', command: (actor: string) => new PlaceOnHold(why, as(actor)), past: submittedFile },
  {
    attempted: 'ResumeFile',
    command: (actor: string) => new ResumeFile({ fileId }, as(actor)),
    past: (nominator: string) => [...submittedFile(nominator), held],
  },
  {
    attempted: 'ApproveAccreditation',
    command: (actor: string) => new ApproveAccreditation({ fileId }, as(actor)),
    past: verifiedFile,
  },
  {
    attempted: 'RejectAccreditation',
    command: (actor: string) => new RejectAccreditation(why, as(actor)),
    past: submittedFile,
  },
  {
    attempted: 'RevokeAccreditation',
    command: (actor: string) => new RevokeAccreditation(why, as(actor)),
    past: approvedFile,
  },
] as const satisfies readonly {
  attempted: AccreditationCommand['type'];
  command: (actor: string) => AccreditationCommand;
  past: (nominator: string) => readonly (AccreditationFact | Past<AccreditationFact>)[];
}[];

const refusal = (attempted: string, code: string): AccreditationFact => ({
  type: 'DecisionRefused',
  data: { attempted, code, rule: 'S1', rulesVersion: 1 },
});

describe.each(decisions)('$attempted', ({ attempted, command, past }) => {
  it('S1 is free to somebody of no other group', () => {
    const [fact] = accreditation.decide(
      { ...command('officer'), now: new Date('2025-08-15T12:00:00Z'), context },
      given(...past('focal')).state,
    );
    expect(fact?.type).not.toBe('DecisionRefused');
  });
  it('S1 S2 nobody decides on themselves, and the attempt is a fact', () =>
    given(...past('focal'))
      .when(command('officer'), undefined, { actorEmailDigests: ['other', 'digest-1'] })
      .then(refusal(attempted, 'decides-on-themselves')));
  it('S1 S2 a focal point of the delegation decides none of its files', () =>
    given(...past('registrar'))
      .when(command('focal'))
      .then(refusal(attempted, 'belongs-to-delegation')));
  it('S1 S2 a member of the delegation decides none of its files', () =>
    given(...past('focal'))
      .when(command('officer'), undefined, { delegation: delegationOf(nominated(2)), actorEmailDigests: ['digest-2'] })
      .then(refusal(attempted, 'belongs-to-delegation')));
  it('S1 S2 whoever nominated does not decide', () =>
    given(...past('registrar'))
      .when(command('registrar'))
      .then(refusal(attempted, 'nominated-this-person')));
  it('S1 whoever nominated somebody else is free', () => {
    const delegation = delegationOf(nominated(2));
    const [fact] = accreditation.decide(
      { ...command('registrar'), now: new Date('2025-08-15T12:00:00Z'), context: { ...context, delegation } },
      given(...past('focal')).state,
    );
    expect(fact?.type).not.toBe('DecisionRefused');
  });
});

describe('who verified', () => {
  const again = [...verifiedFile('focal'), returned, completed(), by('second', verified)];

  it('S1 S2 does not approve', () =>
    given(...verifiedFile('focal'))
      .when(new ApproveAccreditation({ fileId }, as('verifier')))
      .then(refusal('ApproveAccreditation', 'verified-this-file')));
  it('S1 S2 does not reject what was verified', () =>
    given(...verifiedFile('focal'))
      .when(new RejectAccreditation(why, as('verifier')))
      .then(refusal('RejectAccreditation', 'verified-this-file')));
  it('S1 S2 does not revoke', () =>
    given(...approvedFile('focal'))
      .when(new RevokeAccreditation(why, as('verifier')))
      .then(refusal('RevokeAccreditation', 'verified-this-file')));
  it('S1 in an earlier round does not approve in a later one', () => {
    given(...again)
      .when(new ApproveAccreditation({ fileId }, as('verifier')))
      .then(refusal('ApproveAccreditation', 'verified-this-file'));
    given(...again)
      .when(new ApproveAccreditation({ fileId }, as('second')))
      .then(refusal('ApproveAccreditation', 'verified-this-file'));
    given(...again)
      .when(new ApproveAccreditation({ fileId }, as('third')))
      .thenTypes('AccreditationApproved');
  });
  it('S1 may reject before the next verification', () =>
    given(...verifiedFile('focal'), returned, completed())
      .when(new RejectAccreditation(why, as('verifier')))
      .thenTypes('AccreditationRejected'));
  it('S1 may return, hold and verify again', () => {
    given(...verifiedFile('focal'))
      .when(new ReturnProfile(why, as('verifier')))
      .thenTypes('ProfileReturned');
    given(...verifiedFile('focal'))
      .when(new PlaceOnHold(why, as('verifier')))
      .thenTypes('FilePlacedOnHold');
    given(...verifiedFile('focal'), returned, completed())
      .when(new VerifyProfile({ fileId }, as('verifier')))
      .thenTypes('ProfileVerified');
  });
});

describe('who approved', () => {
  it('S1 S2 does not verify in a later round', () =>
    given(...approvedFile('focal'), completed())
      .when(new VerifyProfile({ fileId }, as('approver')))
      .then(refusal('VerifyProfile', 'approved-this-file')));
  it('S1 may revoke', () =>
    given(...approvedFile('focal'))
      .when(new RevokeAccreditation(why, as('approver')))
      .thenTypes('AccreditationRevoked'));
});

describe('a refused attempt', () => {
  const attempt = new VerifyProfile({ fileId }, as('focal'));

  it('S2 changes nothing of the file', () => {
    const before = given(...submittedFile('focal')).state;
    expect(
      given(...submittedFile('focal'), by('focal', refusal('VerifyProfile', 'belongs-to-delegation'))).state,
    ).toEqual(before);
  });
  it('S3 names the version of the rules', () =>
    given(...submittedFile('focal'))
      .when(attempt, undefined, { meeting: meetingAfter(adopted({}, 7)) })
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'VerifyProfile', code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 7 },
      }));
  it('S1 is refused before what the profile lacks is told', () =>
    given(opened(), completed({ declarations: [] }))
      .when(attempt)
      .thenTypes('DecisionRefused'));
  it('S1 a focal point is free again when the appointment has ended, but not for whom they nominated', () => {
    const delegation = delegationOf(appointed('other', 'appointment-2'), {
      type: 'FocalPointEnded',
      data: { appointmentId: 'appointment-2', personId: 'other' },
    });
    given(...submittedFile('focal'))
      .when(new VerifyProfile({ fileId }, as('other')), undefined, { delegation })
      .thenTypes('ProfileVerified');
    given(...submittedFile('other'))
      .when(new VerifyProfile({ fileId }, as('other')), undefined, { delegation })
      .then(refusal('VerifyProfile', 'nominated-this-person'));
  });
});

import {
  accepted,
  appointed,
  DELEGATION,
  delegationAfter,
  invited,
  nominated,
  quotaOf,
  refused,
  submitted,
} from '../../test/examples/delegation.examples.js';
import { adopted, meetingAfter } from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { AcceptEvidence, RefuseEvidence, SubmitEvidence } from './delegations.commands.js';
import { delegations } from './delegations.decider.js';
import type { DelegationFact } from './delegations.events.js';
import { coverOf } from './delegations.state.js';

const context = {
  meeting: meetingAfter(),
  entity: null,
  newId: 'evidence-1',
  newSlotId: '',
  emailDigest: '',
  fileStored: true,
};
const { given } = rulesOf(delegations, context);
const delegationId = DELEGATION;
const evidenceId = 'evidence-1';
const registrar = callerOf({ power: { role: 'registration-officer' } });

const submit = (changed: Partial<SubmitEvidence['data']> = {}): SubmitEvidence =>
  new SubmitEvidence(
    {
      delegationId,
      form: 'note-verbale',
      issuedOn: '2025-07-20',
      issuer: 'Ministry',
      sha256: 'ab'.repeat(32),
      lines: [
        { capacity: 'head-of-delegation', name: 'Eva Soto', fileId: null },
        { capacity: 'delegate', name: 'Luz Ríos', fileId: 'file-1' },
      ],
      ...changed,
    },
    callerOf({ power: { role: 'focal-point' } }),
  );
const accept = new AcceptEvidence({ delegationId, evidenceId, reason: 'Signed and sealed' }, registrar);
const refuse = new RefuseEvidence(
  { delegationId, evidenceId, reasonCode: 'not-signed', reason: 'No signature' },
  registrar,
);

describe('evidence', () => {
  it('E1 is submitted with its numbered lines; issuer and names stay apart', () =>
    given(invited(), nominated(1)).when(submit()).then(submitted()));
  it('E1 names persons of the list only', () =>
    given(invited()).when(submit()).thenRejects('evidence-names-unknown-person', { line: 2 }));
  it('E1 names capacities of the rules only', () =>
    given(invited())
      .when(submit({ lines: [{ capacity: 'pilot', name: 'Eva Soto', fileId: null }] }))
      .thenRejects('capacity-unknown', { capacity: 'pilot' }));
  it('E1 names a file that was uploaded', () =>
    given(invited(), nominated(1))
      .when(submit(), undefined, { fileStored: false })
      .thenRejects('evidence-file-unknown'));
  it('E1 may name the file of earlier evidence again, however long ago it was uploaded', () =>
    given(invited(), nominated(1), submitted(), refused)
      .when(submit(), undefined, { fileStored: false, newId: 'evidence-2' })
      .thenTypes('EvidenceSubmitted'));
  it('E1 may be submitted in a form that does not count, for an officer to refuse', () =>
    given(invited(), nominated(1))
      .when(submit({ form: 'letter' }))
      .thenTypes('EvidenceSubmitted'));

  it.each(['AcceptEvidence', 'RefuseEvidence'] as const)(
    'S1 S2 an officer who is focal point of the delegation decides none of its evidence, and the attempt is a fact (%s)',
    (attempted) => {
      const insider = callerOf({ actorId: 'focal', power: { role: 'registration-officer' } });
      const command =
        attempted === 'AcceptEvidence'
          ? new AcceptEvidence({ delegationId, evidenceId, reason: 'Ours' }, insider)
          : new RefuseEvidence({ delegationId, evidenceId, reasonCode: 'not-signed', reason: 'Ours' }, insider);
      given(invited(), appointed('focal'), nominated(1), submitted())
        .when(command)
        .then({
          type: 'DecisionRefused',
          data: { attempted, code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 1 },
        });
    },
  );
  it('E1 a line names the person in the capacity of the list', () =>
    given(invited(), nominated(1))
      .when(submit({ lines: [{ capacity: 'adviser', name: 'Luz Ríos', fileId: 'file-1' }] }))
      .thenRejects('evidence-line-does-not-fit', { capacity: 'delegate' }));
  it('E1 is accepted under a version of the rules, with a reason', () =>
    given(invited(), submitted())
      .when(accept, undefined, { meeting: meetingAfter(adopted({}, 2)) })
      .then({
        type: 'EvidenceAccepted',
        data: { evidenceId, rulesVersion: 2 },
        personal: { [DELEGATION]: { reason: 'Signed and sealed' } },
      }));
  it('E1 a form that does not count for the category is not accepted', () =>
    given(invited(quotaOf(3), 'observer'), submitted())
      .when(accept)
      .thenRejects('evidence-form-not-accepted', { form: 'note-verbale', category: 'observer', accepted: ['letter'] }));
  it('E1 a form that does not count is refused all the same', () =>
    given(invited(quotaOf(3), 'observer'), submitted())
      .when(refuse)
      .thenTypes('EvidenceRefused'));
  it('E1 is refused with a code and a text', () =>
    given(invited(), submitted())
      .when(refuse)
      .then({ ...refused, personal: { [DELEGATION]: { reason: 'No signature' } } } as DelegationFact));
  it('E1 is decided once', () => {
    given(invited(), submitted(), accepted)
      .when(refuse)
      .thenRejects('evidence-already-decided', { decision: 'accepted' });
    given(invited(), submitted(), refused)
      .when(accept)
      .thenRejects('evidence-already-decided', { decision: 'refused' });
    given(invited(), submitted(), accepted)
      .when(accept)
      .thenRejects('evidence-already-decided', { decision: 'accepted' });
  });
  it.each([accept, refuse])('E1 that nobody submitted is not decided ($type)', (command) =>
    given(invited()).when(command).thenRejects('evidence-unknown'),
  );
});

describe('cover', () => {
  const byNomination = nominated(2, { capacity: 'head-of-delegation', coveredBy: { evidenceId, line: 1 } });

  it('E2 is the line of accepted evidence that names the person', () =>
    expect(coverOf(delegationAfter(invited(), nominated(1), submitted(), accepted), 'file-1')).toEqual({
      evidenceId,
      line: 2,
    }));
  it('E2 is the line of accepted evidence that the person was nominated with', () =>
    expect(coverOf(delegationAfter(invited(), submitted(), accepted, byNomination), 'file-2')).toEqual({
      evidenceId,
      line: 1,
    }));
  it('E2 needs acceptance', () => {
    const waiting = delegationAfter(invited(), nominated(1), submitted(), byNomination);
    expect([coverOf(waiting, 'file-1'), coverOf(waiting, 'file-2')]).toEqual([null, null]);
  });
  it('E2 is none where the evidence is refused', () => {
    const none = delegationAfter(invited(), nominated(1), submitted(), refused, byNomination);
    expect([coverOf(none, 'file-1'), coverOf(none, 'file-2')]).toEqual([null, null]);
  });
  it('E2 covers nobody whom it does not name', () =>
    expect(
      coverOf(delegationAfter(invited(), nominated(1), submitted(), accepted, nominated(2)), 'file-2'),
    ).toBeNull());
});

import {
  accepted,
  DELEGATION,
  invited,
  nominated,
  nominee,
  quotaOf,
  refused,
  submitted,
} from '../../test/examples/delegation.examples.js';
import { DEADLINE, meetingAfter, SUBSTITUTIONS_END } from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { NominateDelegate, SubstituteDelegate } from './delegations.commands.js';
import { delegations } from './delegations.decider.js';
import type { DelegateSubstituted, Place } from './delegations.events.js';

const context = {
  meeting: meetingAfter(),
  entity: null,
  newId: 'file-9',
  newSlotId: 'slot-9',
  emailDigest: 'digest-9',
  fileStored: true,
};
const { given } = rulesOf(delegations, context);
const HEAD = 'head-of-delegation';
const line = { evidenceId: 'evidence-1', line: 1 };

const substitute = (fileId: string, changed: Partial<SubstituteDelegate['data']> = {}): SubstituteDelegate =>
  new SubstituteDelegate(
    {
      delegationId: DELEGATION,
      fileId,
      capacity: null,
      becomesHead: false,
      nominee,
      language: 'en',
      coveredBy: null,
      reasonCode: 'ill',
      reason: 'Fell ill',
      ...changed,
    },
    callerOf(),
  );
const substituted = (number: number, listRevision: number, changed: Partial<Place> = {}): DelegateSubstituted => ({
  type: 'DelegateSubstituted',
  data: {
    predecessorFileId: `file-${number}`,
    successor: {
      fileId: 'file-9',
      slotId: `slot-${number}`,
      capacity: 'delegate',
      language: 'en',
      emailDigest: 'digest-9',
      coveredBy: null,
      ...changed,
    },
    reasonCode: 'ill',
    listRevision,
  },
  personal: { 'file-9': nominee, [`file-${number}`]: { reason: 'Fell ill' } },
});
const list = [invited(), nominated(1, { capacity: HEAD }), nominated(2), nominated(3)];

describe('substitution', () => {
  it('D3 the successor takes slot and capacity, in one fact', () =>
    given(...list)
      .when(substitute('file-2'))
      .then(substituted(2, 4)));
  it('D3 the successor takes the place in the order, and no new slot', () => {
    const { slots } = given(...list, substituted(2, 4)).state;
    expect(slots.map(({ fileId, slotId }) => [fileId, slotId])).toEqual([
      ['file-1', 'slot-1'],
      ['file-9', 'slot-2'],
      ['file-3', 'slot-3'],
    ]);
  });
  it('D3 Q1 and Q3 do not apply', () =>
    given(invited(quotaOf(1)), nominated(1), {
      type: 'QuotaAdjusted',
      data: { from: quotaOf(1), to: quotaOf(0), reasonCode: 'cut' },
    })
      .when(substitute('file-1'))
      .then(substituted(1, 2)));
  it('D3 D4 does not apply: a substitution needs no open nominations', () =>
    given(...list)
      .when(substitute('file-2'), DEADLINE)
      .thenTypes('DelegateSubstituted'));
  it('D3 substitutions have a deadline of their own, and the answer names the zone', () => {
    given(...list)
      .when(substitute('file-2'), '2025-09-20T22:59:59.999Z')
      .thenTypes('DelegateSubstituted');
    given(...list)
      .when(substitute('file-2'), SUBSTITUTIONS_END)
      .thenRejects('substitutions-closed', { deadline: '2025-09-20 18:00 (America/Panama)' });
  });
  it('D3 nobody takes the place of somebody who has none', () => {
    given(...list)
      .when(substitute('file-8'))
      .thenRejects('nomination-unknown');
    given(...list, substituted(2, 4))
      .when(substitute('file-2'))
      .thenRejects('nomination-unknown');
  });
  it.each([{ capacity: 'adviser' }, { capacity: HEAD }, { becomesHead: true }])(
    'D3 nobody changes the capacity of a slot by the way (%p)',
    (changed) =>
      given(...list)
        .when(substitute('file-2', changed))
        .thenRejects('successor-takes-the-capacity', { capacity: 'delegate' }),
  );
  it('D3 the capacity may be said, where it is the same', () =>
    given(...list)
      .when(substitute('file-2', { capacity: 'delegate' }))
      .then(substituted(2, 4)));
  it('E1 a line of evidence fits the capacity of the slot', () =>
    given(...list, submitted())
      .when(substitute('file-2', { coveredBy: line }))
      .thenRejects('evidence-line-does-not-fit', { capacity: 'delegate' }));
  it('waits for an invitation', () => given().when(substitute('file-2')).thenRejects('delegation-unknown'));
});

describe('the successor of a head', () => {
  const becomesHead = { becomesHead: true, coveredBy: line };

  it.each([{}, { capacity: HEAD }])('D1 becomes head never silently (%p)', (changed) =>
    given(...list)
      .when(substitute('file-1', changed))
      .thenRejects('successor-needs-capacity'),
  );
  it('D1 may take another capacity, and the delegation has no head', () =>
    given(...list)
      .when(substitute('file-1', { capacity: 'adviser' }))
      .then(substituted(1, 4, { capacity: 'adviser' })));
  it('D1 takes a capacity of the rules', () =>
    given(...list)
      .when(substitute('file-1', { capacity: 'pilot' }))
      .thenRejects('capacity-unknown'));
  it('D1 becomes head with accepted evidence', () =>
    given(...list, submitted(), accepted)
      .when(substitute('file-1', becomesHead))
      .then(substituted(1, 4, { capacity: HEAD, coveredBy: line })));
  it('D1 becomes head with no evidence never', () =>
    given(...list, submitted(), accepted)
      .when(substitute('file-1', { becomesHead: true }))
      .thenRejects('head-not-covered'));
  it('D1 becomes head with evidence that waits never', () =>
    given(...list, submitted())
      .when(substitute('file-1', becomesHead))
      .thenRejects('head-not-covered'));
  it('D1 becomes head with refused evidence never', () =>
    given(...list, submitted(), refused)
      .when(substitute('file-1', becomesHead))
      .thenRejects('head-not-covered'));
  it('D1 becomes head with the line of another capacity never', () => {
    const lines = [{ line: 1, capacity: 'delegate', fileId: null }];
    given(...list, submitted({ lines }), accepted)
      .when(substitute('file-1', becomesHead))
      .thenRejects('evidence-line-does-not-fit', { capacity: HEAD });
  });
  it('D1 leaves the capacity of head to be nominated, where they took another', () => {
    const past = [...list.slice(0, 2), substituted(1, 2, { capacity: 'adviser' })];
    const data = {
      delegationId: DELEGATION,
      nominee,
      language: 'es' as const,
      coveredBy: null,
      capacity: HEAD,
      lateReason: null,
    };
    given(...past)
      .when(new NominateDelegate(data, callerOf()))
      .thenTypes('DelegateNominated');
  });
});

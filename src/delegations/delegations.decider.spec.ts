import {
  accepted,
  appointed,
  DELEGATION,
  delegationAfter,
  invited,
  nominated,
  nominee,
  panama,
  quotaOf,
  submitted,
} from '../../test/examples/delegation.examples.js';
import {
  adopted,
  BEFORE_OPENING,
  contact,
  convened,
  DEADLINE,
  MEETING,
  meetingAfter,
} from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf, stateAfter } from '../event-sourcing/testing/given.js';
import { meetingFold } from '../meetings/meetings.state.js';
import {
  AdjustQuota,
  AppointFocalPoint,
  type DelegationCommand,
  EndFocalPoint,
  InviteDelegation,
  NominateDelegate,
  ReleaseSlot,
  ReorderDelegation,
  WithdrawNomination,
} from './delegations.commands.js';
import { delegations } from './delegations.decider.js';
import type { DelegationFact } from './delegations.events.js';
import { belongsTo, delegationIdOf, meetingIdIn } from './delegations.state.js';

const meeting = meetingAfter();
const context = {
  meeting,
  entity: null,
  newId: 'file-9',
  newSlotId: 'slot-9',
  emailDigest: 'digest-9',
  fileStored: true,
};
const { given } = rulesOf(delegations, context);

const delegationId = DELEGATION;
const focalPoint = callerOf({ actorId: 'focal', power: { role: 'focal-point' } });
const registrar = callerOf({ actorId: 'registrar', power: { role: 'registration-officer' } });
const reason = { reasonCode: 'asked', reason: 'As asked by note' };
const HEAD = 'head-of-delegation';

const invite = (changed: Partial<InviteDelegation['data']> = {}): InviteDelegation =>
  new InviteDelegation(
    {
      delegationId,
      meetingId: MEETING,
      entity: 'PA',
      described: null,
      category: 'member',
      language: 'es',
      quota: quotaOf(3),
      reasonCode: 'adopted',
      reason: 'Three places a State',
      ...changed,
    },
    registrar,
  );
const appoint = (personId: string): AppointFocalPoint =>
  new AppointFocalPoint(
    { delegationId, personId, contact, act: { form: 'note-verbale', date: '2025-07-20' } },
    registrar,
  );
const endPoint = new EndFocalPoint({ delegationId, appointmentId: 'appointment-1', reason: 'Moved' }, registrar);
const adjust = (total: number, byCapacity: Record<string, number> = {}): AdjustQuota =>
  new AdjustQuota({ delegationId, quota: quotaOf(total, byCapacity), ...reason }, registrar);
const nominate = (changed: Partial<NominateDelegate['data']> = {}, caller = focalPoint): NominateDelegate =>
  new NominateDelegate(
    { delegationId, nominee, language: 'es', coveredBy: null, capacity: 'delegate', lateReason: null, ...changed },
    caller,
  );
const reorder = (...order: readonly string[]): ReorderDelegation =>
  new ReorderDelegation({ delegationId, order }, focalPoint);
const withdraw = (fileId: string): WithdrawNomination =>
  new WithdrawNomination({ delegationId, fileId, ...reason }, focalPoint);
const release = (fileId: string): ReleaseSlot =>
  new ReleaseSlot({ delegationId, fileId, cause: 'revoked' }, callerOf());

const adjusted = (from: number, total: number, byCapacity: Record<string, number> = {}): DelegationFact => ({
  type: 'QuotaAdjusted',
  data: { from: quotaOf(from), to: quotaOf(total, byCapacity), reasonCode: 'asked' },
  personal: { [DELEGATION]: { reason: 'As asked by note' } },
});
const withdrawn = (number: number, listRevision: number): DelegationFact => ({
  type: 'NominationWithdrawn',
  data: { fileId: `file-${number}`, slotId: `slot-${number}`, reasonCode: 'asked', listRevision },
});
const released = (number: number, listRevision: number): DelegationFact => ({
  type: 'SlotReleased',
  data: { fileId: `file-${number}`, slotId: `slot-${number}`, cause: 'revoked', listRevision },
});
const pointEnded: DelegationFact = {
  type: 'FocalPointEnded',
  data: { appointmentId: 'appointment-1', personId: 'focal' },
};
const head = nominated(1, { capacity: HEAD });

describe('inviting a delegation', () => {
  it('Q4 states its quota and why', () => given().when(invite(), undefined, { entity: panama }).then(invited()));
  it('describes an entity that the table does not know', () => {
    const { kind, names } = panama;
    const expected = invited();
    given()
      .when(invite({ described: { kind, names } }))
      .then({ ...expected, data: { ...expected.data, entity: { code: 'PA', kind, names, iso3166: null } } });
  });
  it('needs an entity that somebody describes', () =>
    given().when(invite()).thenRejects('entity-unknown', { entity: 'PA' }));
  it('happens once', () => given(invited()).when(invite()).thenRejects('delegation-already-invited', { entity: 'PA' }));
  it('needs a category of the rules', () =>
    given()
      .when(invite({ category: 'press' }), undefined, { entity: panama })
      .thenRejects('category-unknown', { category: 'press', known: ['member', 'observer'] }));
  it('Q1 splits the quota by capacities of the rules', () =>
    given()
      .when(invite({ quota: quotaOf(3, { pilot: 1 }) }), undefined, { entity: panama })
      .thenRejects('capacity-unknown', { capacity: 'pilot' }));
  it('waits for the rules of the meeting', () =>
    given()
      .when(invite(), undefined, { meeting: stateAfter(meetingFold, [convened]) })
      .thenRejects('meeting-not-ready'));
  it.each<DelegationCommand>([
    appoint('focal'),
    endPoint,
    adjust(2),
    nominate(),
    reorder(),
    withdraw('file-1'),
    release('file-1'),
  ])('comes before everything else ($type)', (command) =>
    given().when(command).thenRejects('delegation-unknown', { delegationId }),
  );
  it('is known by its meeting and its entity', () => {
    expect(delegationIdOf('conare-2025', 'PA')).toBe(DELEGATION);
    expect(meetingIdIn(DELEGATION)).toBe('conare-2025');
  });
});

describe('focal points', () => {
  it('are appointed by an official act', () =>
    given(invited())
      .when(appoint('focal'), undefined, { newId: 'appointment-1', emailDigest: 'digest of focal' })
      .then(appointed('focal')));
  it('are appointed once at a time', () =>
    given(invited(), appointed('focal')).when(appoint('focal')).thenRejects('focal-point-already-appointed'));
  it('may be several', () =>
    given(invited(), appointed('focal')).when(appoint('other')).thenTypes('FocalPointAppointed'));
  it('end with a reason', () =>
    given(invited(), appointed('focal'))
      .when(endPoint)
      .then({ ...pointEnded, personal: { [DELEGATION]: { reason: 'Moved' } } }));
  it('end once', () =>
    given(invited(), appointed('focal'), pointEnded).when(endPoint).thenRejects('focal-point-unknown'));
  it('may be appointed again', () =>
    given(invited(), appointed('focal'), pointEnded).when(appoint('focal')).thenTypes('FocalPointAppointed'));
  it('S1 belong to the delegation until their appointment ends', () => {
    expect(belongsTo(delegationAfter(invited(), appointed('focal')), 'focal', [])).toBe(true);
    expect(belongsTo(delegationAfter(invited(), appointed('focal')), 'other', [])).toBe(false);
    expect(belongsTo(delegationAfter(invited(), appointed('focal'), pointEnded), 'focal', [])).toBe(false);
  });
});

describe('quotas', () => {
  const full = [invited(quotaOf(2)), nominated(1), nominated(2)];

  it('Q1 a nomination within the quota takes a slot', () =>
    given(invited(quotaOf(3)), nominated(1), nominated(2))
      .when(nominate())
      .thenTypes('DelegateNominated'));
  it('Q1 a nomination beyond the quota is refused with the quota, the slots in use and the reason', () =>
    given(...full)
      .when(nominate())
      .thenRejects('quota-exceeded', {
        quota: 2,
        scope: 'total',
        used: 2,
        reasonCode: 'adopted',
        reason: 'Three places a State',
      }));
  it('Q1 the reason is that of the last change', () =>
    given(invited(quotaOf(3)), nominated(1), adjusted(3, 1))
      .when(nominate())
      .thenRejects('quota-exceeded', { quota: 1, used: 1, reasonCode: 'asked', reason: 'As asked by note' }));
  it('Q1 an erased reason changes no answer but itself', () => {
    const { personal: _, ...erased } = invited(quotaOf(0));
    given({ ...erased, personal: { [DELEGATION]: null } })
      .when(nominate())
      .thenRejects('quota-exceeded', { quota: 0, used: 0, reason: null });
  });
  it('Q1 a quota split by capacity is full in one capacity and open in another', () => {
    const split = [invited(quotaOf(3, { adviser: 1 })), nominated(1, { capacity: 'adviser' })];
    given(...split)
      .when(nominate({ capacity: 'adviser' }))
      .thenRejects('quota-exceeded', { quota: 1, scope: 'adviser', used: 1 });
    given(...split)
      .when(nominate({ capacity: 'delegate' }))
      .thenTypes('DelegateNominated');
  });
  it('Q1 a capacity of zero places takes nobody', () =>
    given(invited(quotaOf(3, { adviser: 0 })))
      .when(nominate({ capacity: 'adviser' }))
      .thenRejects('quota-exceeded', { quota: 0, scope: 'adviser', used: 0 }));
  it('Q1 a withdrawal frees the slot', () =>
    given(...full, withdrawn(1, 3))
      .when(nominate())
      .thenTypes('DelegateNominated'));
  it('Q1 a rejection or revocation frees the slot', () =>
    given(...full, released(2, 3))
      .when(nominate())
      .thenTypes('DelegateNominated'));
  it('Q3 a cut drops nobody, and no nomination passes until the overrun is gone', () => {
    const cut = [...full, adjusted(2, 1)];
    expect(given(...cut).state.slots).toHaveLength(2);
    given(...cut)
      .when(nominate())
      .thenRejects('quota-exceeded', { quota: 1, used: 2 });
    given(...cut, withdrawn(1, 3))
      .when(nominate())
      .thenRejects('quota-exceeded', { quota: 1, used: 1 });
    given(...cut, withdrawn(1, 3), withdrawn(2, 4))
      .when(nominate())
      .thenTypes('DelegateNominated');
  });
  it('Q4 a change says from what, to what and why', () =>
    given(invited())
      .when(adjust(5, { adviser: 2 }))
      .then(adjusted(3, 5, { adviser: 2 })));
  it('Q4 the next change counts from the last one', () =>
    given(invited(), adjusted(3, 5)).when(adjust(1)).then(adjusted(5, 1)));
  it('Q1 no capacity has more places than the total', () =>
    given(invited())
      .when(adjust(2, { adviser: 3 }))
      .thenRejects('quota-split-over-total', { capacity: 'adviser', of: 3, total: 2 }));
  it('Q1 a quota is split by capacities of the rules only', () =>
    given(invited())
      .when(adjust(2, { pilot: 1 }))
      .thenRejects('capacity-unknown'));
});

describe('nominating', () => {
  it('puts a person on the list, with a slot and a file', () =>
    given(invited())
      .when(nominate())
      .then(nominated(9, { listRevision: 1 })));
  it('needs a capacity of the rules', () =>
    given(invited())
      .when(nominate({ capacity: 'pilot' }))
      .thenRejects('capacity-unknown', { capacity: 'pilot' }));
  it('D1 a delegation has one head', () =>
    given(invited(), head)
      .when(nominate({ capacity: HEAD }))
      .thenRejects('head-already-nominated'));
  it('D1 a new head may follow one who was withdrawn', () =>
    given(invited(), head, withdrawn(1, 2))
      .when(nominate({ capacity: HEAD }))
      .thenTypes('DelegateNominated'));
  it('D1 the head comes first, whenever nominated', () => {
    const { slots } = given(invited(), nominated(1), nominated(2, { capacity: HEAD }), nominated(3)).state;
    expect(slots.map(({ fileId }) => fileId)).toEqual(['file-2', 'file-1', 'file-3']);
  });

  const line = { evidenceId: 'evidence-1', line: 1 };
  const covered = { capacity: HEAD, coveredBy: line };
  it('E1 may name the line of evidence that covers the person', () =>
    given(invited(), submitted(), accepted)
      .when(nominate(covered))
      .then(nominated(9, { ...covered, listRevision: 1 })));
  it('E1 a line is for its capacity', () =>
    given(invited(), submitted())
      .when(nominate({ coveredBy: line }))
      .thenRejects('evidence-line-does-not-fit', { capacity: 'delegate' }));
  it('E1 a line that names somebody covers nobody else', () =>
    given(invited(), nominated(1), submitted())
      .when(nominate({ coveredBy: { evidenceId: 'evidence-1', line: 2 } }))
      .thenRejects('evidence-line-does-not-fit'));
  it('E1 a line never covers another person, even after a withdrawal', () => {
    const lines = [{ line: 1, capacity: 'delegate', fileId: null }];
    given(invited(), submitted({ lines }), nominated(1, { coveredBy: line }), withdrawn(1, 2))
      .when(nominate({ coveredBy: line }))
      .thenRejects('evidence-line-does-not-fit');
  });
  it('E1 a line covers one person', () => {
    const lines = [{ line: 1, capacity: 'delegate', fileId: null }];
    given(invited(), submitted({ lines }), nominated(1, { coveredBy: line }))
      .when(nominate({ coveredBy: line }))
      .thenRejects('evidence-line-does-not-fit');
  });
  it.each([
    { evidenceId: 'evidence-2', line: 1 },
    { evidenceId: 'evidence-1', line: 3 },
  ])('E1 a line exists ($evidenceId, $line)', (coveredBy) =>
    given(invited(), submitted())
      .when(nominate({ capacity: HEAD, coveredBy }))
      .thenRejects('evidence-line-does-not-fit'),
  );
});

describe('the window of nominations', () => {
  const late = { lateReason: 'The note came late' };
  const LAST_MOMENT = '2025-09-05T22:59:59.999Z';

  it('D4 has not begun one moment before it opens', () =>
    given(invited())
      .when(nominate(), BEFORE_OPENING)
      .thenRejects('nominations-not-open', { opens: '2025-07-01 00:00 (America/Panama)' }));
  it('D4 is open until the last moment', () =>
    given(invited())
      .when(nominate(), LAST_MOMENT)
      .then(nominated(9, { listRevision: 1 })));
  it('D4 a reason given in time is not kept: nothing was late', () =>
    given(invited())
      .when(nominate(late, registrar), LAST_MOMENT)
      .then(nominated(9, { listRevision: 1 })));
  it('D4 a late nomination is refused where the category says so, and the answer names the zone', () =>
    given(invited(quotaOf(3), 'observer'))
      .when(nominate(late, registrar), DEADLINE)
      .thenRejects('nominations-closed', { deadline: '2025-09-05 18:00 (America/Panama)', category: 'observer' }));
  it('D4 a late nomination needs a registration officer', () =>
    given(invited())
      .when(nominate(late), DEADLINE)
      .thenRejects('late-nomination-needs-reason', { deadline: '2025-09-05 18:00 (America/Panama)' }));
  it('D4 a late nomination needs a reason', () =>
    given(invited()).when(nominate({}, registrar), DEADLINE).thenRejects('late-nomination-needs-reason'));
  it('S1 S2 an officer who is focal point of the delegation admits no late nomination for it', () =>
    given(invited(), appointed('focal'))
      .when(nominate(late, callerOf({ actorId: 'focal', power: { role: 'registration-officer' } })), DEADLINE)
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'NominateDelegate', code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 1 },
      }));
  it('D4 a registration officer admits a late nomination with a reason', () =>
    given(invited())
      .when(nominate(late, registrar), DEADLINE)
      .then({ ...nominated(9, { late: true, listRevision: 1 }), personal: { 'file-9': { ...nominee, ...late } } }));
  it('D4 follows an extension', () => {
    const until = '2025-09-10T18:00:00-05:00';
    const extended = meetingAfter({
      type: 'DeadlineExtended',
      data: { deadline: 'nominations', from: DEADLINE, until },
    });
    given(invited()).when(nominate(), '2025-09-10T22:59:59.999Z', { meeting: extended }).thenTypes('DelegateNominated');
    given(invited())
      .when(nominate(), '2025-09-10T23:00:00.000Z', { meeting: extended })
      .thenRejects('late-nomination-needs-reason');
  });
  it('D4 ends early where nominations are closed', () => {
    const closed = meetingAfter({ type: 'NominationsClosed', data: { at: '2025-08-10T00:00:00.000Z' } });
    given(invited()).when(nominate(), '2025-08-09T23:59:59.999Z', { meeting: closed }).thenTypes('DelegateNominated');
    given(invited())
      .when(nominate(), '2025-08-10T00:00:00.000Z', { meeting: closed })
      .thenRejects('late-nomination-needs-reason');
  });
  it('D4 follows the rules adopted last', () => {
    const windows = { ...adopted().data.rules.windows, nominationsClose: '2025-08-01T00:00:00Z' };
    given(invited())
      .when(nominate(), undefined, { meeting: meetingAfter(adopted({ windows }, 2)) })
      .thenRejects('late-nomination-needs-reason');
  });
});

describe('the list', () => {
  const list = [invited(), head, nominated(2), nominated(3)];
  const reordered: DelegationFact = {
    type: 'DelegationReordered',
    data: { order: ['file-1', 'file-3', 'file-2'], listRevision: 4 },
  };

  it('D6 a new order is a new revision', () =>
    given(...list)
      .when(reorder('file-1', 'file-3', 'file-2'))
      .then(reordered));
  it('D6 the new order stands', () =>
    expect(given(...list, reordered).state.slots.map(({ fileId }) => fileId)).toEqual(['file-1', 'file-3', 'file-2']));
  it('D6 the same order is no change', () =>
    given(...list)
      .when(reorder('file-1', 'file-2', 'file-3'))
      .thenNothing());
  it('D6 an empty list has no order', () => given(invited()).when(reorder()).thenNothing());
  it('D1 the head comes first in every order', () =>
    given(...list)
      .when(reorder('file-2', 'file-1', 'file-3'))
      .thenRejects('head-comes-first'));
  it.each([
    ['one missing', ['file-1', 'file-2']],
    ['one twice', ['file-1', 'file-2', 'file-2']],
    ['one too many', ['file-1', 'file-2', 'file-3', 'file-3']],
    ['a stranger', ['file-1', 'file-2', 'file-4']],
  ])('D6 an order names each person once (%s)', (_, order) =>
    given(...list)
      .when(reorder(...order))
      .thenRejects('order-does-not-match', { count: 3, listRevision: 3 }),
  );

  it('D6 a withdrawal is a new revision, with its reason', () =>
    given(...list)
      .when(withdraw('file-2'))
      .then({ ...withdrawn(2, 4), personal: { 'file-2': { reason: reason.reason } } } as DelegationFact));
  it('nobody is withdrawn who does not stand on the list', () =>
    given(...list)
      .when(withdraw('file-9'))
      .thenRejects('nomination-unknown'));
  it('nobody is withdrawn twice', () =>
    given(...list, withdrawn(2, 4))
      .when(withdraw('file-2'))
      .thenRejects('nomination-unknown'));

  it('C4 a revoked person gives the slot back', () =>
    given(...list)
      .when(release('file-3'))
      .then(released(3, 4)));
  it('C4 a slot is given back once', () =>
    given(...list, released(3, 4))
      .when(release('file-3'))
      .thenNothing());
  it('C4 nothing is given back for somebody already withdrawn', () =>
    given(...list, withdrawn(3, 4))
      .when(release('file-3'))
      .thenNothing());
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DELEGATION, invited, nominee } from '../../test/examples/delegation.examples.js';
import { contact, MEETING, meetingAfter } from '../../test/examples/meeting.examples.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerOf } from '../event-sourcing/testing/given.js';
import { MemoryLog } from '../event-sourcing/testing/memory.js';
import {
  AcceptEvidence,
  AdjustQuota,
  AppointFocalPoint,
  type DelegationCommand,
  InviteDelegation,
  NominateDelegate,
  ReleaseSlot,
  ReorderDelegation,
  SubmitEvidence,
  SubstituteDelegate,
  WithdrawNomination,
} from './delegations.commands.js';
import { delegations } from './delegations.decider.js';
import type { DelegationState } from './delegations.state.js';
import { type DelegationFact, HEAD_OF_DELEGATION, type Quota } from './delegations.events.js';

const HISTORIES = 3_000;
const delegationId = DELEGATION;
const meeting = meetingAfter();
const reason = { reasonCode: 'asked', reason: 'As asked' };
const capacities = [HEAD_OF_DELEGATION, 'delegate', 'adviser'] as const;

const quotas: fc.Arbitrary<Quota> = fc.record({
  total: fc.oneof({ weight: 1, arbitrary: fc.nat(2) }, { weight: 2, arbitrary: fc.integer({ min: 3, max: 6 }) }),
  byCapacity: fc.dictionary(fc.constantFrom('delegate', 'adviser'), fc.nat(3), { maxKeys: 2 }),
});
const person = fc.integer({ min: 1, max: 9 }).map((number) => `file-${number}`);
const capacity = fc.constantFrom(...capacities);
const covers = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.record({ evidenceId: person, line: fc.constant(1) }) },
);

const focalPoint = callerOf({ actorId: 'focal', power: { role: 'focal-point' } });
const language = 'es' as const;

/**
 * Any command, sensible or not: files and evidence are named by the number of the command that made them.
 * Numbers stand for a new order: places of the present list.
 */
const commands: fc.Arbitrary<DelegationCommand | readonly number[]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ capacity, coveredBy: covers })
      .map((data) => new NominateDelegate({ delegationId, nominee, language, lateReason: null, ...data }, focalPoint)),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        fileId: person,
        capacity: fc.option(capacity, { freq: 2 }),
        becomesHead: fc.boolean(),
        coveredBy: covers,
      })
      .map((data) => new SubstituteDelegate({ delegationId, nominee, language, ...reason, ...data }, focalPoint)),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ fileId: person })
      .map((data) => new WithdrawNomination({ delegationId, ...reason, ...data }, focalPoint)),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ fileId: person })
      .map((data) => new ReleaseSlot({ delegationId, cause: 'revoked', ...data }, focalPoint)),
  },
  {
    weight: 2,
    arbitrary: fc.array(fc.nat(5), { minLength: 1, maxLength: 5 }),
  },
  { weight: 2, arbitrary: quotas.map((quota) => new AdjustQuota({ delegationId, quota, ...reason }, focalPoint)) },
  {
    weight: 2,
    arbitrary: capacity.map(
      (of) =>
        new SubmitEvidence(
          {
            delegationId,
            form: 'note-verbale',
            issuedOn: '2025-07-20',
            issuer: 'Ministry',
            sha256: '',
            lines: [{ capacity: of, name: 'Eva', fileId: null }],
          },
          focalPoint,
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: person.map((evidenceId) => new AcceptEvidence({ delegationId, evidenceId, reason: '' }, focalPoint)),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      new AppointFocalPoint(
        { delegationId, personId: 'focal', contact, act: { form: 'letter', date: '2025-07-20' } },
        focalPoint,
      ),
    ),
  },
);

/** The list as a reader of the facts would keep it, without the decider's own fold. */
interface Model {
  readonly places: Map<string, { readonly fileId: string; readonly capacity: string }>;
  quota: Quota;
  listRevision: number;
}

function check(model: Model, { type, data }: Recorded<DelegationFact>): void {
  if (type === 'QuotaAdjusted') model.quota = data.to;
  if ('listRevision' in data) {
    assert.equal(data.listRevision, model.listRevision + 1);
    model.listRevision = data.listRevision;
  }
  const livingBefore = model.places.size;
  if (type === 'DelegateNominated') {
    assert.equal(model.places.has(data.slotId), false);
    model.places.set(data.slotId, data);
    const most = model.quota.byCapacity[data.capacity] ?? Infinity;
    assert.ok(model.places.size <= model.quota.total);
    const alike = [...model.places.values()].filter((place) => place.capacity === data.capacity);
    assert.ok(alike.length <= most);
  }
  if (type === 'DelegateSubstituted') {
    assert.equal(model.places.get(data.successor.slotId)?.fileId, data.predecessorFileId);
    model.places.set(data.successor.slotId, data.successor);
    assert.equal(model.places.size, livingBefore);
  }
  if (type === 'NominationWithdrawn' || type === 'SlotReleased') assert.equal(model.places.delete(data.slotId), true);
  const heads = [...model.places.values()].filter((place) => place.capacity === HEAD_OF_DELEGATION);
  assert.ok(heads.length <= 1);
}

/** The persons at these places first, the others behind them as they stood. */
function reorder(places: readonly number[], { slots }: DelegationState): ReorderDelegation {
  const present = slots.map(({ fileId }) => fileId);
  const order = [...new Set([...places.flatMap((place) => present[place] ?? []), ...present])];
  return new ReorderDelegation({ delegationId, order }, focalPoint);
}

describe('any history of a delegation', () => {
  it('Q1 D1 D3 D6 keeps the quota, one head, slots and the numbers of the list', () => {
    const seen = new Map<string, number>();
    const history = fc.tuple(quotas, fc.array(commands, { minLength: 5, maxLength: 30, size: 'max' }));
    fc.assert(
      fc.property(history, ([quota, sequence]) => {
        const log = new MemoryLog(MEETING);
        const model: Model = { places: new Map(), quota, listRevision: 0 };
        const invite = new InviteDelegation(
          {
            delegationId,
            meetingId: MEETING,
            entity: 'PA',
            described: null,
            category: 'member',
            language,
            quota,
            ...reason,
          },
          focalPoint,
        );
        for (const [number, step] of [invite, ...sequence].entries()) {
          const command = 'type' in step ? step : reorder(step, log.state(delegations, delegationId));
          const context = {
            meeting,
            entity: invited().data.entity,
            newId: `file-${number}`,
            newSlotId: `slot-${number}`,
            emailDigest: '',
            fileStored: true,
          };
          for (const fact of log.send(delegations, delegationId, command, new Date('2025-08-15T12:00:00Z'), context)) {
            check(model, fact);
            seen.set(fact.type, (seen.get(fact.type) ?? 0) + 1);
          }
          const { slots } = log.state(delegations, delegationId);
          assert.deepEqual(slots.map(({ slotId }) => slotId).toSorted(), [...model.places.keys()].toSorted());
          assert.ok(slots.findIndex((slot) => slot.capacity === HEAD_OF_DELEGATION) <= 0);
        }
      }),
      { numRuns: HISTORIES },
    );
    // What never happened was not tested.
    for (const type of [
      'EvidenceAccepted',
      'DelegateNominated',
      'DelegateSubstituted',
      'NominationWithdrawn',
      'SlotReleased',
      'DelegationReordered',
      'QuotaAdjusted',
    ]) {
      expect([type, (seen.get(type) ?? 0) > 100]).toEqual([type, true]);
    }
  });
});

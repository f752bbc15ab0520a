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
import { type DelegationFact, HEAD_OF_DELEGATION, type Quota } from './delegations.events.js';

const HISTORIES = 3_000;
const delegationId = DELEGATION;
const meeting = meetingAfter();
const reason = { reasonCode: 'asked', reason: 'As asked' };
const capacities = [HEAD_OF_DELEGATION, 'delegate', 'adviser'] as const;

const quotas: fc.Arbitrary<Quota> = fc.record({
  total: fc.nat(5),
  byCapacity: fc.dictionary(fc.constantFrom('delegate', 'adviser'), fc.nat(3), { maxKeys: 2 }),
});
const person = fc.nat(12).map((number) => `file-${number}`);
const capacity = fc.constantFrom(...capacities);
const covers = fc.option(fc.record({ evidenceId: fc.nat(12).map((number) => `file-${number}`), line: fc.constant(1) }));

const focalPoint = callerOf({ actorId: 'focal', power: { role: 'focal-point' } });
const language = 'es' as const;

/** Any command, sensible or not: files and evidence are named by the number of the command that made them. */
const commands: fc.Arbitrary<DelegationCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ capacity, coveredBy: covers })
      .map((data) => new NominateDelegate({ delegationId, nominee, language, lateReason: null, ...data }, focalPoint)),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ fileId: person, capacity: fc.option(capacity), becomesHead: fc.boolean(), coveredBy: covers })
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
    weight: 1,
    arbitrary: fc
      .uniqueArray(person, { maxLength: 4 })
      .map((order) => new ReorderDelegation({ delegationId, order }, focalPoint)),
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
    expect(data.listRevision).toBe(model.listRevision + 1);
    model.listRevision = data.listRevision;
  }
  const livingBefore = model.places.size;
  if (type === 'DelegateNominated') {
    expect(model.places.has(data.slotId)).toBe(false);
    model.places.set(data.slotId, data);
    const most = model.quota.byCapacity[data.capacity] ?? Infinity;
    expect(model.places.size).toBeLessThanOrEqual(model.quota.total);
    expect([...model.places.values()].filter((place) => place.capacity === data.capacity).length).toBeLessThanOrEqual(
      most,
    );
  }
  if (type === 'DelegateSubstituted') {
    expect(model.places.get(data.successor.slotId)?.fileId).toBe(data.predecessorFileId);
    model.places.set(data.successor.slotId, data.successor);
    expect(model.places.size).toBe(livingBefore);
  }
  if (type === 'NominationWithdrawn' || type === 'SlotReleased') expect(model.places.delete(data.slotId)).toBe(true);
  const heads = [...model.places.values()].filter((place) => place.capacity === HEAD_OF_DELEGATION);
  expect(heads.length).toBeLessThanOrEqual(1);
}

describe('any history of a delegation', () => {
  it('Q1 D1 D3 D6 keeps the quota, one head, slots and the numbers of the list', () => {
    const seen = new Map<string, number>();
    const history = fc.tuple(quotas, fc.array(commands, { minLength: 5, maxLength: 30 }));
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
        for (const [number, command] of [invite, ...sequence].entries()) {
          const context = {
            meeting,
            entity: invited().data.entity,
            newId: `file-${number}`,
            newSlotId: `slot-${number}`,
            emailDigest: '',
          };
          for (const fact of log.send(delegations, delegationId, command, new Date('2025-08-15T12:00:00Z'), context)) {
            check(model, fact);
            seen.set(fact.type, (seen.get(fact.type) ?? 0) + 1);
          }
          const { slots } = log.state(delegations, delegationId);
          expect(slots.map(({ slotId }) => slotId).toSorted()).toEqual([...model.places.keys()].toSorted());
          expect(slots.findIndex((slot) => slot.capacity === HEAD_OF_DELEGATION)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: HISTORIES, seed: 2025 },
    );
    // What never happened was not tested.
    for (const type of [
      'DelegateNominated',
      'DelegateSubstituted',
      'NominationWithdrawn',
      'SlotReleased',
      'DelegationReordered',
      'QuotaAdjusted',
    ]) {
      expect(seen.get(type) ?? 0).toBeGreaterThan(100);
    }
  });
});

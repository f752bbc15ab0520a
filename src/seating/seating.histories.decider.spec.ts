import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MEETING } from '../../test/examples/meeting.examples.js';
import { type Listed, seatingContext } from '../../test/examples/seating.examples.js';
import type { Stage } from '../accreditation/accreditation.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import { callerOf } from '../event-sourcing/testing/given.js';
import { MemoryLog } from '../event-sourcing/testing/memory.js';
import type { SeatPattern } from '../meetings/meetings.events.js';
import { AllocateSeat, ReassignSeats, ReleaseSeat, type SeatingCommand } from './seating.commands.js';
import { seating, type SeatingContext } from './seating.decider.js';
import type { SeatingFact } from './seating.events.js';
import { planIdOf, type SeatingState, seatsAt, type Table } from './seating.state.js';

const HISTORIES = 3_000;
const PLAN = planIdOf(MEETING, 'plenary');
const DELEGATIONS = ['AR', 'BZ', 'CR'] as const;
type Code = (typeof DELEGATIONS)[number];

interface RoomOf {
  readonly capacity: number;
  readonly podium: number;
  readonly pattern: SeatPattern;
  readonly exception: SeatPattern;
}

/** What happens at the meeting, or a look at the seats: at any time, as often as chance has it, and so also never. */
type Step =
  | { readonly kind: 'nominate' | 'reverse' | 'look'; readonly of: Code }
  | { readonly kind: 'decide'; readonly of: Code; readonly who: number; readonly stage: Stage }
  | { readonly kind: 'withdraw' | 'substitute'; readonly of: Code; readonly who: number }
  | { readonly kind: 'room'; readonly room: RoomOf };

const pattern = fc.record({ table: fc.nat(2), behind: fc.nat(3) });
const rooms: fc.Arbitrary<RoomOf> = fc
  .record({ capacity: fc.integer({ min: 1, max: 14 }), podium: fc.nat(2), pattern, exception: pattern })
  .map((room) => ({ ...room, podium: Math.min(room.podium, room.capacity) }));
const of = fc.constantFrom(...DELEGATIONS);
const who = fc.nat(7);
const stage = fc.constantFrom<Stage[]>('approved', 'approved', 'approved', 'submitted', 'rejected', 'revoked');
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('nominate' as const), of }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('decide' as const), of, who, stage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), of, who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('substitute' as const), of, who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reverse' as const), of }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), of }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('room' as const), room: rooms }) },
);

const isUndecided = (now: Stage): boolean => now === 'nominated' || now === 'submitted';

/** The meeting as it is, whatever the plan knows of it. */
class World {
  readonly lists: Record<Code, Listed[]> = { AR: [], BZ: [], CR: [] };
  private count = 0;

  constructor(public room: RoomOf) {}

  happen(step: Step): void {
    if (step.kind === 'room') this.room = step.room;
    if (step.kind === 'room' || step.kind === 'look') return;
    const list = this.lists[step.of];
    if (step.kind === 'reverse') list.reverse();
    if (step.kind === 'nominate' && list.length < 8) list.push({ slot: this.newId(), stage: 'nominated' });
    if (!('who' in step)) return;
    const at = step.who % Math.max(1, list.length);
    const person = list[at];
    if (person === undefined) return;
    if (step.kind === 'withdraw') list.splice(at, 1);
    // A slot is released for good with a rejection or a revocation, sooner or later.
    else if (step.kind === 'substitute') list[at] = { slot: person.slot, file: this.newId(), stage: 'nominated' };
    else if (step.kind === 'decide' && (isUndecided(person.stage) || step.stage === 'revoked'))
      list[at] = { ...person, stage: step.stage };
  }

  contextOf(code: Code): SeatingContext {
    const { capacity, podium, pattern: member, exception } = this.room;
    const room = { capacity, podium, patterns: { member }, exceptions: { BZ: exception } };
    return seatingContext(this.lists[code], room, `${MEETING}.${code}`);
  }

  private newId(): string {
    this.count += 1;
    return `p${this.count}`;
  }
}

const commandFor = (code: Code, turn: number): SeatingCommand => {
  const data = { meetingId: MEETING, room: 'plenary', delegationId: `${MEETING}.${code}`, fileId: 'p1' };
  const Command = [AllocateSeat, ReleaseSeat, ReassignSeats][turn % 3] ?? ReassignSeats;
  return new Command(data, callerOf());
};

const tableOf = ({ tables }: SeatingState, code: Code): Table | undefined => tables.get(`${MEETING}.${code}`);
const takenOf = (table: Table): readonly string[] => [...table.places.values()].flatMap(({ seat }) => seat ?? []);

/** P3, P4 and D3 for a delegation whose seats were looked at just now. */
function check(list: readonly Listed[], before: Table | undefined, after: Table | undefined): void {
  if (after === undefined) return;
  const seats = seatsAt(after);
  const taken = takenOf(after);
  assert.equal(new Set(taken).size, taken.length, 'no seat twice');
  assert.ok(
    taken.every((seat) => seats.includes(seat)),
    'no seat beyond the table',
  );
  const placeOf = (slot: string): { fileId: string; seat: string | null } | undefined =>
    after.places.get(`slot-${slot}`);
  const hasSeats = seats.length > 0 || after.places.size > 0;
  const sitting: string[] = [];
  let someoneWaits = false;
  for (const { slot, file = slot, stage: now } of list) {
    const kept = before?.places.get(`slot-${slot}`)?.seat ?? null;
    const place = placeOf(slot);
    if (now === 'approved' && hasSeats) {
      assert.equal(place?.fileId, file);
      if (place?.seat == null) someoneWaits = true;
      else {
        assert.equal(someoneWaits, false, 'nobody sits behind whom one lower in the order waits');
        sitting.push(place.seat);
      }
    } else if (isUndecided(now) && kept !== null && seats.includes(kept)) {
      assert.equal(place?.seat, kept, 'the seat is kept for the slot');
    } else if (now !== 'approved') assert.equal(place, undefined);
  }
  assert.deepEqual(
    sitting,
    sitting.toSorted((a, b) => seats.indexOf(a) - seats.indexOf(b)),
    'in order of precedence',
  );
  if (someoneWaits) assert.equal(taken.length, seats.length, 'no seat is idle while somebody waits');
  const slots = new Set(list.map(({ slot }) => `slot-${slot}`));
  assert.ok(
    [...after.places.keys()].every((slotId) => slots.has(slotId)),
    'nobody sits who has left',
  );
}

/** Between two facts of one decision, too, no seat is held by two. */
function checkEach(facts: readonly Recorded<SeatingFact>[], before: SeatingState): void {
  let state = before;
  for (const fact of facts) {
    state = seating.evolve(state, fact);
    for (const table of state.tables.values()) {
      const taken = takenOf(table);
      assert.equal(new Set(taken).size, taken.length, `no seat twice after ${fact.type}`);
    }
  }
}

const seatsGiven = ({ tables }: SeatingState): number =>
  [...tables.values()].reduce((sum, { table, behind }) => sum + table + behind, 0);

describe('any history of a room', () => {
  it('P1 P3 P4 D3 gives no seat twice, leaves none idle while somebody waits, and keeps the order and the capacity', () => {
    const seen = new Map<string, number>();
    const history = fc.tuple(rooms, fc.array(steps, { minLength: 10, maxLength: 60, size: 'max' }), fc.nat(5));
    fc.assert(
      fc.property(history, ([room, sequence, turn]) => {
        const log = new MemoryLog(MEETING);
        const world = new World(room);
        let isReconfigured = false;
        let looks = 0;
        const look = (code: Code): readonly Recorded<SeatingFact>[] => {
          const before = log.state(seating, PLAN);
          looks += 1;
          const command = commandFor(code, looks);
          const facts = log.send(seating, PLAN, command, new Date('2025-08-15T12:00:00Z'), world.contextOf(code));
          for (const { type } of facts) seen.set(type, (seen.get(type) ?? 0) + 1);
          const after = log.state(seating, PLAN);
          checkEach(facts, before);
          check(world.lists[code], tableOf(before, code), tableOf(after, code));
          const most = world.room.capacity - world.room.podium;
          if (!isReconfigured) assert.ok(seatsGiven(after) <= most, 'the capacity is never exceeded');
          for (const other of DELEGATIONS) {
            if (other !== code) assert.equal(tableOf(after, other), tableOf(before, other), 'seats stay at home');
          }
          return facts;
        };
        for (const step of sequence) {
          world.happen(step);
          if (step.kind === 'look') look(step.of);
          if (step.kind === 'room') isReconfigured = true;
        }
        // The last look at each delegation is delivered, in whatever order.
        const order = [...DELEGATIONS.slice(turn % 3), ...DELEGATIONS.slice(0, turn % 3)];
        for (const code of turn > 2 ? order.toReversed() : order) look(code);
        assert.ok(seatsGiven(log.state(seating, PLAN)) <= world.room.capacity - world.room.podium);
        // What is repeated then finds nothing to do.
        for (const code of DELEGATIONS) assert.deepEqual(look(code), []);
      }),
      { numRuns: HISTORIES },
    );
    // What never happened was not tested.
    for (const type of ['TableAssigned', 'SeatAllocated', 'SeatWaitlisted', 'SeatReleased', 'SeatsReassigned']) {
      expect([type, (seen.get(type) ?? 0) > 200]).toEqual([type, true]);
    }
  });
});

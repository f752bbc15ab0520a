import { DELEGATION } from '../../test/examples/delegation.examples.js';
import { MEETING } from '../../test/examples/meeting.examples.js';
import { listed, released, seated, seatingContext, table, waits } from '../../test/examples/seating.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { AllocateSeat, PublishSeatPlan, ReassignSeats, ReleaseSeat } from './seating.commands.js';
import { seating } from './seating.decider.js';
import type { SeatingFact, SeatPlanPublished, SeatsReassigned } from './seating.events.js';

const { given } = rulesOf(seating, seatingContext([]));
const of = { meetingId: MEETING, room: 'plenary', delegationId: DELEGATION };
const allocate = (fileId: string): AllocateSeat => new AllocateSeat({ ...of, fileId }, callerOf());
const release = (fileId: string): ReleaseSeat => new ReleaseSeat({ ...of, fileId }, callerOf());
const reassign = new ReassignSeats(of, callerOf());
const publish = new PublishSeatPlan({ meetingId: MEETING, room: 'plenary' }, callerOf());
const published = (version: number): SeatPlanPublished => ({ type: 'SeatPlanPublished', data: { version } });
const moved = (...changes: readonly (readonly [string, string, string | null])[]): SeatsReassigned => ({
  type: 'SeatsReassigned',
  data: {
    delegationId: DELEGATION,
    changes: changes.map(([slot, from, to]) => ({ slotId: `slot-${slot}`, fileId: slot, from, to })),
  },
});
/** Ana at the table, Bea behind it, and Ciro waits. */
const full: readonly SeatingFact[] = [table(1, 1), seated('ana', 'T1'), seated('bea', 'B1'), waits('ciro')];
const list = [listed('ana'), listed('bea'), listed('ciro')];

describe('the seats of a delegation', () => {
  it('P1 the first approved person gets a table laid, and sits at it', () => {
    given()
      .when(allocate('ana'), undefined, seatingContext([listed('ana'), listed('bea', 'verified')]))
      .then(table(1, 1), seated('ana', 'T1'));
  });

  it('P1 seats at the table are filled before those behind it', () => {
    given(table(1, 1), seated('ana', 'T1'))
      .when(allocate('bea'), undefined, seatingContext([listed('ana'), listed('bea')]))
      .then(seated('bea', 'B1'));
  });

  it('P1 a delegation whose category has no seats in the room is not in its plan', () => {
    given()
      .when(allocate('ana'), undefined, seatingContext([listed('ana')], { patterns: {} }))
      .thenNothing();
    given()
      .when(allocate('ana'), undefined, seatingContext([listed('ana')], {}, DELEGATION, 'press'))
      .thenNothing();
  });

  it('P1 an exception of the room goes before the pattern of the category', () => {
    const exceptions = { PA: { table: 2, behind: 0 } };
    given()
      .when(allocate('ana'), undefined, seatingContext(list, { exceptions }))
      .then(table(2, 0), seated('ana', 'T1'), seated('bea', 'T2'), waits('ciro'));
  });

  it('P1 tables never pass the capacity of the room behind its podium, and who waits then knows why', () => {
    const other = `${MEETING}.CR`;
    given(table(1, 1, other))
      .when(allocate('ana'), undefined, seatingContext(list, { capacity: 5, podium: 2 }))
      .then(table(1, 0), seated('ana', 'T1'), waits('bea', 'room-full'), waits('ciro', 'room-full'));
    given(table(1, 1, other))
      .when(allocate('ana'), undefined, seatingContext([listed('ana')], { capacity: 2 }))
      .then(table(0, 0), waits('ana', 'room-full'));
  });

  it('P1 a room that is made larger gives more, one that is made smaller sends the last back to the waiting list', () => {
    given(table(1, 0), seated('ana', 'T1'), waits('bea', 'room-full'))
      .when(reassign, undefined, seatingContext([listed('ana'), listed('bea')]))
      .then(table(1, 1), seated('bea', 'B1', { movedUp: true }));
    given(...full)
      .when(reassign, undefined, seatingContext(list, { capacity: 1 }))
      .then(table(1, 0), moved(['bea', 'B1', null]));
  });

  it('P1 a category that loses its seats leaves the plan', () => {
    given(...full)
      .when(reassign, undefined, seatingContext(list, { patterns: {} }))
      .then(table(0, 0), released('ana', 'T1'), released('bea', 'B1'), released('ciro', null));
  });

  it('P3 who is approved when all seats are taken waits', () => {
    given(table(1, 1), seated('ana', 'T1'), seated('bea', 'B1'))
      .when(allocate('ciro'), undefined, seatingContext(list))
      .then(waits('ciro'));
  });

  it('P3 P4 a released seat goes to the first who waits', () => {
    given(...full)
      .when(release('bea'), undefined, seatingContext([listed('ana'), listed('ciro')]))
      .then(released('bea', 'B1'), seated('ciro', 'B1', { movedUp: true }));
  });

  it('P3 when somebody at the table leaves, the others follow in order', () => {
    given(...full)
      .when(release('ana'), undefined, seatingContext([listed('ana', 'revoked'), listed('bea'), listed('ciro')]))
      .then(released('ana', 'T1'), moved(['bea', 'B1', 'T1']), seated('ciro', 'B1', { movedUp: true }));
  });

  it('P3 a late approval of somebody higher in the order moves the others down', () => {
    given(table(1, 1), seated('bea', 'T1'), seated('ciro', 'B1'))
      .when(allocate('ana'), undefined, seatingContext(list))
      .then(moved(['bea', 'T1', 'B1'], ['ciro', 'B1', null]), seated('ana', 'T1'));
  });

  it('P3 a new order reassigns', () => {
    given(...full)
      .when(reassign, undefined, seatingContext([listed('ciro'), listed('bea'), listed('ana')]))
      .then(moved(['ana', 'T1', null]), seated('ciro', 'T1', { movedUp: true }));
  });

  it('P3 the same command again, late or out of order, changes nothing', () => {
    for (const command of [allocate('ciro'), release('nobody'), reassign]) {
      given(...full)
        .when(command, undefined, seatingContext(list))
        .thenNothing();
    }
  });

  it('D3 a seat stays with the slot while the file of the successor is not decided', () => {
    for (const stage of ['nominated', 'submitted', 'returned', 'verified'] as const) {
      given(...full)
        .when(reassign, undefined, seatingContext([listed('ana', stage, 'dora'), listed('bea'), listed('ciro')]))
        .thenNothing();
    }
  });

  it('D3 the approved successor sits on the seat that was kept', () => {
    given(...full)
      .when(
        allocate('dora'),
        undefined,
        seatingContext([listed('ana', 'approved', 'dora'), listed('bea'), listed('ciro')]),
      )
      .then(seated('ana', 'T1', { file: 'dora' }));
  });

  it('D3 when the successor is rejected, revoked or withdrawn, the next one moves up', () => {
    for (const stage of ['rejected', 'revoked', 'closed'] as const) {
      given(...full)
        .when(release('dora'), undefined, seatingContext([listed('ana', stage, 'dora'), listed('bea'), listed('ciro')]))
        .then(released('ana', 'T1'), moved(['bea', 'B1', 'T1']), seated('ciro', 'B1', { movedUp: true }));
    }
  });

  it('D3 who only waited leaves nothing to keep', () => {
    given(...full)
      .when(reassign, undefined, seatingContext([listed('ana'), listed('bea'), listed('ciro', 'nominated', 'dora')]))
      .then(released('ciro', null));
  });

  it('P4 a kept seat is not given to somebody who is approved late', () => {
    given(table(1, 1), seated('bea', 'T1'), seated('ciro', 'B1'))
      .when(
        allocate('ana'),
        undefined,
        seatingContext([listed('ana'), listed('bea', 'submitted', 'dora'), listed('ciro')]),
      )
      .then(moved(['ciro', 'B1', null]), seated('ana', 'B1'));
  });

  it('P4 a successor who sits elsewhere than on the kept seat gives it up first', () => {
    given(table(1, 1), seated('bea', 'T1'), seated('ana', 'B1'))
      .when(allocate('dora'), undefined, seatingContext([listed('ana'), listed('bea', 'approved', 'dora')]))
      .then(released('bea', 'T1'), moved(['ana', 'B1', 'T1']), seated('bea', 'B1', { file: 'dora' }));
  });

  it('P6 a plan is published as often as it has changed', () => {
    given(...full)
      .when(publish)
      .then(published(1));
    given(...full, published(1))
      .when(publish)
      .thenNothing();
    given(...full, published(1), released('ciro', null))
      .when(publish)
      .then(published(2));
  });

  it('says no to a room that does not exist, and to a delegation of another meeting', () => {
    given().when(publish, undefined, { room: undefined }).thenRejects('room-unknown', { room: 'plenary' });
    const elsewhere = new ReassignSeats({ ...of, meetingId: 'other' }, callerOf());
    given().when(elsewhere).thenRejects('delegation-not-of-meeting', { delegationId: DELEGATION });
  });
});

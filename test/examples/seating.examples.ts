import type { Stage } from '../../src/accreditation/accreditation.events.js';
import { delegationFold } from '../../src/delegations/delegations.state.js';
import type { RoomConfigured } from '../../src/meetings/meetings.events.js';
import type { SeatAllocated, SeatReleased, SeatWaitlisted, TableAssigned } from '../../src/seating/seating.events.js';
import type { SeatingContext } from '../../src/seating/seating.decider.js';
import { DELEGATION, invited, quotaOf } from './delegation.examples.js';

type Room = RoomConfigured['data'];

const named = (name: string): { readonly es: string; readonly en: string } => ({ es: name, en: name });

/** One seat at the table and one behind it for members; ten seats in all. */
export const plenary = (changed: Partial<Room> = {}): RoomConfigured => ({
  type: 'RoomConfigured',
  data: {
    code: 'plenary',
    names: named('plenary'),
    language: 'es',
    capacity: 10,
    podium: 0,
    groups: [{ names: named('States'), categories: ['member'] }],
    patterns: { member: { table: 1, behind: 1 } },
    exceptions: {},
    ...changed,
  },
});

/** Somebody on the list: `ana` has the slot `slot-ana`, and the file `ana` unless it is another's by now. */
export interface Listed {
  readonly slot: string;
  readonly stage: Stage;
  readonly file?: string;
}

export const listed = (slot: string, stage: Stage = 'approved', file = slot): Listed => ({ slot, stage, file });

/** A delegation with its list in order of precedence, in a room. */
export const seatingContext = (
  people: readonly Listed[],
  room: Partial<Room> = {},
  delegationId = DELEGATION,
  category = 'member',
): SeatingContext => {
  const place = { capacity: 'delegate', language: 'es' as const, emailDigest: '', coveredBy: null };
  return {
    room: plenary(room).data,
    delegation: {
      ...delegationFold.initialState,
      invited: { ...invited(quotaOf(9), category).data, delegationId },
      slots: people.map(({ slot, file = slot }) => ({ ...place, fileId: file, slotId: `slot-${slot}` })),
    },
    stages: new Map(people.map(({ slot, file = slot, stage }) => [file, stage])),
  };
};

export const table = (seats: number, behind: number, delegationId = DELEGATION): TableAssigned => ({
  type: 'TableAssigned',
  data: { delegationId, category: 'member', table: seats, behind },
});

export const seated = (
  slot: string,
  seat: string,
  { movedUp = false, file = slot, delegationId = DELEGATION } = {},
): SeatAllocated => ({
  type: 'SeatAllocated',
  data: { delegationId, slotId: `slot-${slot}`, fileId: file, seat, movedUp },
});

export const waits = (
  slot: string,
  because: SeatWaitlisted['data']['because'] = 'delegation-full',
): SeatWaitlisted => ({
  type: 'SeatWaitlisted',
  data: { delegationId: DELEGATION, slotId: `slot-${slot}`, fileId: slot, because },
});

export const released = (slot: string, seat: string | null): SeatReleased => ({
  type: 'SeatReleased',
  data: { delegationId: DELEGATION, slotId: `slot-${slot}`, fileId: slot, seat },
});

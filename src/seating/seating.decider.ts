import type { FileState } from '../accreditation/accreditation.state.js';
import type { DelegationState } from '../delegations/delegations.state.js';
import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import type { RoomConfigured, SeatPattern } from '../meetings/meetings.events.js';
import type { SeatingCommand } from './seating.commands.js';
import type { SeatingFact, SeatsReassigned } from './seating.events.js';
import { reject } from './seating.rejections.js';
import { patternOf, type Place, seatingFold, type SeatingState, seatsAt, type Table } from './seating.state.js';

type Room = RoomConfigured['data'];
type Stage = FileState['stage'];

/** What comes in from outside: the room, and the delegation of the command with the stage of everybody on its list. */
export interface SeatingContext {
  readonly room: Room | undefined;
  readonly delegation: DelegationState;
  readonly stages: ReadonlyMap<string, Stage>;
}

export const seating: Decider<SeatingState, SeatingCommand, SeatingFact, SeatingContext> = { ...seatingFold, decide };

function decide(command: Ready<SeatingCommand, SeatingContext>, state: SeatingState): readonly SeatingFact[] {
  const { room } = command.context;
  if (room === undefined) throw reject('room-unknown', { room: command.data.room });
  switch (command.type) {
    case 'AllocateSeat':
    case 'ReleaseSeat':
    case 'ReassignSeats':
      return seat(command.data, command.context, room, state);
    case 'PublishSeatPlan':
      return state.changedSincePublication
        ? [{ type: 'SeatPlanPublished', data: { version: state.publishedVersion + 1 } }]
        : [];
  }
}

/** Brings the plan of one delegation from what it is to what it has to be. */
function seat(
  { meetingId, delegationId }: { readonly meetingId: string; readonly delegationId: string },
  context: SeatingContext,
  room: Room,
  state: SeatingState,
): readonly SeatingFact[] {
  const { invited } = context.delegation;
  if (invited?.meetingId !== meetingId) throw reject('delegation-not-of-meeting', { delegationId });
  const before = state.tables.get(delegationId);
  const pattern = patternOf(room, delegationId, invited.category);
  const isInPlan = pattern !== undefined && isWanted(context, before);
  if (before === undefined && !isInPlan) return [];
  const share = shareOf(state, room, delegationId, invited.category);
  const places = pattern === undefined ? new Map<string, Place>() : fill(context, share, before);
  const isWhole = share.table === pattern?.table && share.behind === pattern.behind;
  return [
    ...assigned(delegationId, invited.category, share, before),
    ...differences(delegationId, before?.places ?? new Map<string, Place>(), places, isWhole),
  ];
}

/** A table is laid once somebody is there to sit at it, and stays. */
const isWanted = ({ delegation, stages }: SeatingContext, before: Table | undefined): boolean =>
  before !== undefined || delegation.slots.some(({ fileId }) => stages.get(fileId) === 'approved');

/**
 * P1: who came first takes its pattern first, as far as the capacity goes. It depends on the order of coming and the room alone,
 * so delegations that are dealt with one after another, in whatever order, never take more than there is.
 */
function shareOf(state: SeatingState, room: Room, delegationId: string, category: string): SeatPattern {
  let left = room.capacity - room.podium;
  const take = (of: string, inCategory: string): SeatPattern => {
    const pattern = patternOf(room, of, inCategory) ?? { table: 0, behind: 0 };
    const table = Math.min(pattern.table, left);
    const behind = Math.min(pattern.behind, left - table);
    left -= table + behind;
    return { table, behind };
  };
  for (const [of, table] of state.tables) {
    const share = take(of, table.category);
    if (of === delegationId) return share;
  }
  return take(delegationId, category);
}

const assigned = (
  delegationId: string,
  category: string,
  { table, behind }: SeatPattern,
  before: Table | undefined,
): readonly SeatingFact[] =>
  before?.table === table && before.behind === behind
    ? []
    : [{ type: 'TableAssigned', data: { delegationId, category, table, behind } }];

/** Whose file is not decided: a seat of their slot stays theirs (D3). */
const isUndecided = (stage: Stage | undefined): boolean =>
  stage === 'nominated' || stage === 'submitted' || stage === 'returned' || stage === 'verified';

/** P3: kept seats stay where they are, and approved persons fill the others in order of precedence. */
function fill(
  { delegation, stages }: SeatingContext,
  share: SeatPattern,
  before: Table | undefined,
): ReadonlyMap<string, Place> {
  const free = new Set(seatsAt(share));
  const places = new Map<string, Place>();
  for (const { slotId, fileId } of delegation.slots) {
    const kept = before?.places.get(slotId);
    if (kept?.seat == null || !isUndecided(stages.get(fileId)) || !free.delete(kept.seat)) continue;
    places.set(slotId, kept);
  }
  const inOrder = free.values();
  for (const { slotId, fileId } of delegation.slots) {
    if (stages.get(fileId) !== 'approved') continue;
    places.set(slotId, { fileId, seat: inOrder.next().value ?? null });
  }
  return places;
}

/** In an order in which no seat is ever held by two (P4): who leaves, who moves, and then who comes. */
function differences(
  delegationId: string,
  before: ReadonlyMap<string, Place>,
  after: ReadonlyMap<string, Place>,
  isWhole: boolean,
): readonly SeatingFact[] {
  const leaving: SeatingFact[] = [];
  const changes: SeatsReassigned['data']['changes'][number][] = [];
  const coming: SeatingFact[] = [];
  for (const [slotId, { fileId, seat: from }] of before) {
    const next = after.get(slotId);
    // A successor who takes the very seat that was kept takes it over; any other seat is given up first.
    if (next === undefined || (next.fileId !== fileId && next.seat !== from)) {
      leaving.push({ type: 'SeatReleased', data: { delegationId, slotId, fileId, seat: from } });
    } else if (next.fileId === fileId && from !== null && next.seat !== from) {
      changes.push({ slotId, fileId, from, to: next.seat });
    }
  }
  for (const [slotId, { fileId, seat: to }] of after) {
    const known = before.get(slotId);
    const isSame = known?.fileId === fileId;
    if (isSame && (known.seat !== null || to === null)) continue;
    coming.push(
      to === null
        ? {
            type: 'SeatWaitlisted',
            data: { delegationId, slotId, fileId, because: isWhole ? 'delegation-full' : 'room-full' },
          }
        : { type: 'SeatAllocated', data: { delegationId, slotId, fileId, seat: to, movedUp: isSame } },
    );
  }
  const moved: readonly SeatingFact[] =
    changes.length === 0 ? [] : [{ type: 'SeatsReassigned', data: { delegationId, changes } }];
  return [...leaving, ...moved, ...coming];
}

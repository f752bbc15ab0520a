import { inZoneOf } from '../meetings/meetings.state.js';
import { type DelegationFact, HEAD_OF_DELEGATION, type Place } from './delegations.events.js';
import { checkCapacity, checkCover, type ReadyFor, slotOf } from './delegations.guards.js';
import { reject } from './delegations.rejections.js';
import type { DelegationState, Slot } from './delegations.state.js';

/** D3: one fact. The successor takes the slot, the capacity (but see D1) and the place in the order; Q1 and D4 do not apply. */
export function decideSubstitution(
  command: ReadyFor<'SubstituteDelegate'>,
  state: DelegationState,
): readonly DelegationFact[] {
  const { data, now, context } = command;
  const closesAt = context.meeting.deadlines?.substitutions ?? '';
  if (now >= new Date(closesAt))
    throw reject('substitutions-closed', { deadline: inZoneOf(context.meeting, closesAt) });
  const predecessor = slotOf(state, data.fileId);
  const capacity = capacityOfSuccessor(command, state, predecessor);
  checkCapacity(context.meeting, capacity);
  checkCover(state, data.coveredBy, capacity);
  const successor: Place = {
    fileId: context.newId,
    slotId: predecessor.slotId,
    capacity,
    language: data.language,
    emailDigest: context.emailDigest,
    coveredBy: data.coveredBy,
  };
  return [
    {
      type: 'DelegateSubstituted',
      data: {
        predecessorFileId: predecessor.fileId,
        successor,
        reasonCode: data.reasonCode,
        listRevision: state.listRevision + 1,
      },
      personal: { [successor.fileId]: data.nominee, [predecessor.fileId]: { reason: data.reason } },
    },
  ];
}

/** D1: nobody becomes head silently. */
function capacityOfSuccessor(
  { data }: ReadyFor<'SubstituteDelegate'>,
  state: DelegationState,
  predecessor: Slot,
): string {
  if (predecessor.capacity !== HEAD_OF_DELEGATION) {
    if (data.becomesHead || (data.capacity ?? predecessor.capacity) !== predecessor.capacity) {
      throw reject('successor-takes-the-capacity', { capacity: predecessor.capacity });
    }
    return predecessor.capacity;
  }
  if (!data.becomesHead) {
    if (data.capacity === null || data.capacity === HEAD_OF_DELEGATION) throw reject('successor-needs-capacity');
    return data.capacity;
  }
  if (data.capacity !== null && data.capacity !== HEAD_OF_DELEGATION) {
    throw reject('successor-takes-the-capacity', { capacity: HEAD_OF_DELEGATION });
  }
  if (checkCover(state, data.coveredBy, HEAD_OF_DELEGATION)?.status !== 'accepted') throw reject('head-not-covered');
  return HEAD_OF_DELEGATION;
}

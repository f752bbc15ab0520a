import type { Ready } from '../event-sourcing/command.js';
import type { DecisionRefused } from '../meetings/meetings.events.js';
import { emailDigestsOf, type MeetingState } from '../meetings/meetings.state.js';
import type { DelegationCommand } from './delegations.commands.js';
import type { Cover } from './delegations.events.js';
import { reject } from './delegations.rejections.js';
import { belongsTo, type DelegationState, type Evidence, lineKey, type Slot } from './delegations.state.js';

/** What comes in from outside: the meeting, an entity of the table, new ids, and the keyed digest of a mail address. */
export interface DelegationContext {
  readonly meeting: MeetingState;
  readonly entity: {
    readonly kind: string;
    readonly iso3166: string | null;
    readonly names: { readonly es: string; readonly en: string };
  } | null;
  readonly newId: string;
  readonly newSlotId: string;
  readonly emailDigest: string;
  /** Whether the file that evidence names was stored lately enough for a new fact to name it. */
  readonly fileStored: boolean;
}

export type ReadyFor<T extends DelegationCommand['type']> = Ready<
  Extract<DelegationCommand, { type: T }>,
  DelegationContext
>;

export function checkCapacity(meeting: MeetingState, capacity: string): void {
  const known = meeting.rules?.capacities.map(({ code }) => code) ?? [];
  if (!known.includes(capacity)) throw reject('capacity-unknown', { capacity, known });
}

export function slotOf({ slots }: DelegationState, fileId: string): Slot {
  const slot = slots.find((living) => living.fileId === fileId);
  if (slot === undefined) throw reject('nomination-unknown');
  return slot;
}

/** A line of evidence covers one person: it must exist, be for the capacity, and name or cover nobody else. */
export function checkCover(state: DelegationState, cover: Cover | null, capacity: string): Evidence | null {
  if (cover === null) return null;
  const evidence = state.evidence.get(cover.evidenceId);
  const line = evidence?.lines.find(({ line: number }) => number === cover.line);
  const isTaken = state.usedLines.has(lineKey(cover));
  if (evidence === undefined || line?.capacity !== capacity || line.fileId !== null || isTaken) {
    throw reject('evidence-line-does-not-fit', { capacity });
  }
  return evidence;
}

/** S1, S2: an officer who is member or focal point of a delegation decides nothing for it, and the attempt is a fact. */
export function refusedFor(
  { type, caller, context }: Ready<DelegationCommand, DelegationContext>,
  state: DelegationState,
): DecisionRefused | null {
  const { rulesVersion } = context.meeting;
  if (!belongsTo(state, caller.actorId, emailDigestsOf(context.meeting, caller.actorId))) return null;
  return {
    type: 'DecisionRefused',
    data: { attempted: type, code: 'belongs-to-delegation', rule: 'S1', rulesVersion },
  };
}

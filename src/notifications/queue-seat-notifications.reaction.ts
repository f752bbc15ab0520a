import { Injectable } from '@nestjs/common';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import type {
  Seat,
  SeatAllocated,
  SeatingFact,
  SeatPlanPublished,
  SeatsReassigned,
} from '../seating/seating.events.js';
import { Correspondence } from './correspondence.js';

type Told = SeatPlanPublished | SeatAllocated | SeatsReassigned;

const SIDE_BY_SIDE = 8;

/** By file; null is the waiting list. */
type Seats = ReadonlyMap<string, Seat | null>;

/** Who has to be told of a seat, and the one that they had before. */
interface Change {
  readonly fileId: string;
  readonly seat: Seat | null;
  readonly formerSeat?: Seat;
}

/** P6: with the publication everybody learns where they sit, and from then on whoever sits elsewhere. */
@Injectable()
export class QueueSeatNotifications implements Reaction<Told> {
  readonly name = 'queue-seat-notifications';
  readonly handles = ['SeatPlanPublished', 'SeatAllocated', 'SeatsReassigned'] as const;

  constructor(
    private readonly correspondence: Correspondence,
    private readonly histories: Histories,
  ) {}

  async react(fact: Recorded<Told>): Promise<void> {
    const room = fact.stream.slice(fact.stream.lastIndexOf('.') + 1);
    const past = (await this.histories.of<SeatingFact>(fact.stream)).filter(({ revision }) => revision < fact.revision);
    const changes = changesBy(fact, past);
    for (let at = 0; at < changes.length; at += SIDE_BY_SIDE) {
      const few = changes.slice(at, at + SIDE_BY_SIDE);
      await Promise.all(few.map((change) => this.tell(fact, room, change)));
    }
  }

  private async tell(fact: Recorded<Told>, room: string, { fileId, seat, ...before }: Change): Promise<void> {
    const delegate = await this.correspondence.delegateOf(fileId);
    if (delegate === null) return;
    const { recipient, opened } = delegate;
    const { meetingId, delegationId } = opened;
    const kind = 'formerSeat' in before ? 'seat-changed' : 'seat-assigned';
    const details = { room, seat, ...before };
    await this.correspondence.tellOf(this.name, fact, { kind, recipient, meetingId, delegationId, delegate, details });
  }
}

function changesBy(fact: Recorded<Told>, past: readonly Recorded<SeatingFact>[]): readonly Change[] {
  const isPublished = past.some(({ type }) => type === 'SeatPlanPublished');
  const before = seatsAfter(past);
  switch (fact.type) {
    case 'SeatPlanPublished':
      // A later publication changes no seat: what changed in between was told then.
      return isPublished ? [] : [...before].flatMap(([fileId, seat]) => (seat === null ? [] : [{ fileId, seat }]));
    case 'SeatAllocated':
      return isPublished ? changed(before, [{ fileId: fact.data.fileId, to: fact.data.seat }]) : [];
    case 'SeatsReassigned':
      return isPublished ? changed(before, fact.data.changes) : [];
  }
}

/** Whoever had no seat is assigned one; that somebody still has none is no news. */
function changed(
  before: Seats,
  moves: readonly { readonly fileId: string; readonly to: Seat | null }[],
): readonly Change[] {
  return moves.flatMap(({ fileId, to: seat }) => {
    const formerSeat = before.get(fileId) ?? null;
    if (formerSeat === seat) return [];
    return formerSeat === null ? [{ fileId, seat }] : [{ fileId, seat, formerSeat }];
  });
}

function seatsAfter(past: readonly Recorded<SeatingFact>[]): Seats {
  const seats = new Map<string, Seat | null>();
  for (const { type, data } of past) {
    switch (type) {
      case 'SeatAllocated':
        seats.set(data.fileId, data.seat);
        break;
      case 'SeatReleased':
        seats.delete(data.fileId);
        break;
      case 'SeatsReassigned':
        for (const { fileId, to } of data.changes) seats.set(fileId, to);
        break;
      case 'TableAssigned':
      case 'SeatWaitlisted':
      case 'SeatPlanPublished':
        break;
    }
  }
  return seats;
}

import { Injectable } from '@nestjs/common';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import type {
  Seat,
  SeatAllocated,
  SeatingFact,
  SeatPlanPublished,
  SeatReleased,
  SeatsReassigned,
} from '../seating/seating.events.js';
import { seatingFold } from '../seating/seating.state.js';
import { Correspondence } from './correspondence.js';

type Told = SeatPlanPublished | SeatAllocated | SeatReleased | SeatsReassigned;

const SIDE_BY_SIDE = 8;

/** Who has to be told of a seat, and the one that they had before. */
interface Change {
  readonly fileId: string;
  /** Null is the waiting list; absent where the delegation has no seats any more. */
  readonly seat?: Seat | null;
  readonly formerSeat?: Seat;
}

/** P6: with the publication everybody learns where they sit, and from then on whoever sits elsewhere. */
@Injectable()
export class QueueSeatNotifications implements Reaction<Told> {
  readonly name = 'queue-seat-notifications';
  readonly handles = ['SeatPlanPublished', 'SeatAllocated', 'SeatReleased', 'SeatsReassigned'] as const;

  constructor(
    private readonly correspondence: Correspondence,
    private readonly decisions: Decisions,
    private readonly histories: Histories,
  ) {}

  async react(fact: Recorded<Told>): Promise<void> {
    const plan = fact.stream.slice(`${seatingFold.category}-`.length);
    const { publishedFrom } = (await this.decisions.fold(seatingFold, plan)).state;
    if (publishedFrom === null || fact.revision < publishedFrom) return;
    const room = plan.slice(plan.lastIndexOf('.') + 1);
    const changes = await this.changesBy(fact, fact.revision === publishedFrom);
    for (let at = 0; at < changes.length; at += SIDE_BY_SIDE) {
      const few = changes.slice(at, at + SIDE_BY_SIDE);
      await Promise.all(few.map((change) => this.tell(fact, room, change)));
    }
  }

  private async changesBy(fact: Recorded<Told>, isFirst: boolean): Promise<readonly Change[]> {
    switch (fact.type) {
      case 'SeatPlanPublished':
        // A later publication changes no seat: what changed in between was told then.
        return isFirst ? this.seatsAt(fact) : [];
      case 'SeatAllocated':
        // Whoever had no seat is assigned one.
        return [{ fileId: fact.data.fileId, seat: fact.data.seat }];
      case 'SeatReleased':
        return this.lostBy(fact);
      case 'SeatsReassigned':
        return fact.data.changes.map(({ fileId, from, to }) => ({ fileId, seat: to, formerSeat: from }));
    }
  }

  /** As the plan stood when it was published, however late this runs. */
  private async seatsAt({ stream, revision }: Recorded<SeatPlanPublished>): Promise<readonly Change[]> {
    const facts = await this.histories.of<SeatingFact>(stream);
    const { tables } = facts.slice(0, revision).reduce(seatingFold.evolve, seatingFold.initialState);
    return [...tables.values()].flatMap(({ places }) =>
      [...places.values()].flatMap(({ fileId, seat }) => (seat === null ? [] : [{ fileId, seat }])),
    );
  }

  /** Who left knows it: only whoever is still there, and lost the seat by a change of the room, has to be told. */
  private async lostBy({ data }: Recorded<SeatReleased>): Promise<readonly Change[]> {
    const { delegationId, slotId, fileId, seat } = data;
    if (seat === null) return [];
    const { slots } = (await this.decisions.fold(delegationFold, delegationId)).state;
    if (!slots.some((slot) => slot.slotId === slotId && slot.fileId === fileId)) return [];
    const { stage } = (await this.decisions.fold(fileFold, fileId)).state;
    return stage === 'approved' ? [{ fileId, formerSeat: seat }] : [];
  }

  private async tell(fact: Recorded<Told>, room: string, { fileId, ...seats }: Change): Promise<void> {
    const delegate = await this.correspondence.delegateOf(fileId);
    if (delegate === null) return;
    const { recipient, opened } = delegate;
    const { meetingId, delegationId } = opened;
    const kind = 'formerSeat' in seats ? 'seat-changed' : 'seat-assigned';
    const details = { room, ...seats };
    await this.correspondence.tellOf(this.name, fact, { kind, recipient, meetingId, delegationId, delegate, details });
  }
}

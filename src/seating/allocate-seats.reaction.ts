import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type {
  AccreditationApproved,
  AccreditationRejected,
  AccreditationRevoked,
  FileClosed,
} from '../accreditation/accreditation.events.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import type {
  DelegateSubstituted,
  DelegationReordered,
  NominationWithdrawn,
  SlotReleased,
} from '../delegations/delegations.events.js';
import { delegationFold, meetingIdIn } from '../delegations/delegations.state.js';
import { streamOf } from '../event-sourcing/decider.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Fact, Recorded } from '../event-sourcing/event.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { Rejection } from '../event-sourcing/rejection.js';
import type { RoomConfigured } from '../meetings/meetings.events.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { MeetingDelegations } from './meeting-delegations.js';
import { AllocateSeat, ReassignSeats, ReleaseSeat, type SeatingCommand } from './seating.commands.js';
import type { SeatingFact, SeatPlanPublished } from './seating.events.js';
import { planIdOf, seatingFold } from './seating.state.js';
import { SharedRuns } from './shared-runs.js';

type OfFile = AccreditationApproved | AccreditationRejected | AccreditationRevoked | FileClosed;
type OfDelegation = DelegationReordered | DelegateSubstituted | NominationWithdrawn | SlotReleased;
type OfPlan = Exclude<SeatingFact, SeatPlanPublished>;
type Followed = OfFile | OfDelegation | RoomConfigured | OfPlan;

const idIn = (category: string, { stream }: Recorded<Fact>): string => stream.slice(streamOf({ category }, '').length);

const roomIn = (fact: Recorded<OfPlan>): string =>
  idIn(seatingFold.category, fact).slice(fact.metadata.meetingId.length + 1);

/** P3, P4: whatever changes who may sit where, the delegation's seats are looked at again, in every room of the meeting. */
@Injectable()
export class AllocateSeats implements Reaction<Followed> {
  readonly name = 'allocate-seats';
  readonly handles = [
    'AccreditationApproved',
    'AccreditationRejected',
    'AccreditationRevoked',
    'FileClosed',
    'DelegationReordered',
    'DelegateSubstituted',
    'NominationWithdrawn',
    'SlotReleased',
    'RoomConfigured',
    'TableAssigned',
    'SeatAllocated',
    'SeatWaitlisted',
    'SeatReleased',
    'SeatsReassigned',
  ] as const;
  private readonly runs: SharedRuns;

  constructor(
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
    private readonly delegations: MeetingDelegations,
    store: EventStore,
  ) {
    this.runs = new SharedRuns(store);
  }

  async react(fact: Recorded<Followed>): Promise<void> {
    switch (fact.type) {
      case 'AccreditationApproved':
      case 'AccreditationRejected':
      case 'AccreditationRevoked':
      case 'FileClosed':
        return this.followFile(fact);
      case 'DelegationReordered':
      case 'DelegateSubstituted':
      case 'NominationWithdrawn':
      case 'SlotReleased':
        return this.lookAgain(fact, idIn(delegationFold.category, fact));
      case 'RoomConfigured':
        return this.followRoom(fact);
      case 'TableAssigned':
      case 'SeatAllocated':
      case 'SeatWaitlisted':
      case 'SeatReleased':
      case 'SeatsReassigned':
        // Another node may have decided it on what is no longer true, after this one found nothing to do.
        return this.share(fact, roomIn(fact), fact.data.delegationId);
    }
  }

  private async followFile(fact: Recorded<OfFile>): Promise<void> {
    const fileId = idIn(fileFold.category, fact);
    const { opened } = (await this.decisions.fold(fileFold, fileId)).state;
    if (opened !== undefined) await this.lookAgain(fact, opened.delegationId);
  }

  private async lookAgain(fact: Recorded<OfFile | OfDelegation>, delegationId: string): Promise<void> {
    const { rooms } = (await this.decisions.fold(meetingFold, meetingIdIn(delegationId))).state;
    await Promise.all([...rooms.keys()].map((room) => this.share(fact, room, delegationId)));
  }

  /** In the order of their codes, so that who comes first to a new room does not hang on chance. */
  private async followRoom(fact: Recorded<RoomConfigured>): Promise<void> {
    const { meetingId } = fact.metadata;
    for (const delegationId of await this.delegations.of(meetingId, fact.position)) {
      await this.share(fact, fact.data.code, delegationId);
    }
  }

  private async share(fact: Recorded<Followed>, room: string, delegationId: string): Promise<void> {
    const of = { meetingId: meetingIdIn(delegationId), room, delegationId };
    const plan = planIdOf(of.meetingId, room);
    await this.runs
      .run(`${plan} ${delegationId}`, fact, async (head) => {
        await this.commands.execute(this.commandFor(fact, of, head));
      })
      .catch((error: unknown) => {
        // What a rule says of one delegation or room must not keep the others from their seats.
        if (!(error instanceof Rejection)) throw error;
      });
  }

  /** Where the log stood is part of the id: an old answer says nothing about what has come since. */
  private commandFor(fact: Recorded<Followed>, of: ReassignSeats['data'], head: string): SeatingCommand {
    const caller = callerFor(this.name, fact, `${of.room} ${of.delegationId} ${head}`);
    switch (fact.type) {
      case 'AccreditationApproved':
        return new AllocateSeat({ ...of, fileId: idIn(fileFold.category, fact) }, caller);
      case 'AccreditationRejected':
      case 'AccreditationRevoked':
      case 'FileClosed':
        return new ReleaseSeat({ ...of, fileId: idIn(fileFold.category, fact) }, caller);
      case 'DelegationReordered':
      case 'DelegateSubstituted':
      case 'NominationWithdrawn':
      case 'SlotReleased':
      case 'RoomConfigured':
      case 'TableAssigned':
      case 'SeatAllocated':
      case 'SeatWaitlisted':
      case 'SeatReleased':
      case 'SeatsReassigned':
        return new ReassignSeats(of, caller);
    }
  }
}

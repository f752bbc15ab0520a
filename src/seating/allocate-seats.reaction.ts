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
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import { Rejection } from '../event-sourcing/rejection.js';
import type { RoomConfigured } from '../meetings/meetings.events.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { MeetingDelegations } from './meeting-delegations.js';
import { AllocateSeat, ReassignSeats, ReleaseSeat, type SeatingCommand } from './seating.commands.js';
import { planIdOf } from './seating.state.js';
import { SharedRuns } from './shared-runs.js';

type OfFile = AccreditationApproved | AccreditationRejected | AccreditationRevoked | FileClosed;
type OfDelegation = DelegationReordered | DelegateSubstituted | NominationWithdrawn | SlotReleased;
type Followed = OfFile | OfDelegation | RoomConfigured;

const idIn = (category: string, { stream }: Recorded<Fact>): string => stream.slice(streamOf({ category }, '').length);

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
  ] as const;
  private readonly runs = new SharedRuns();

  constructor(
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
    private readonly delegations: MeetingDelegations,
  ) {}

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
      .run(`${plan} ${delegationId}`, fact, async (newest) => {
        await this.commands.execute(this.commandFor(newest, of));
      })
      .catch((error: unknown) => {
        // What a rule says of one delegation or room must not keep the others from their seats.
        if (!(error instanceof Rejection)) throw error;
      });
  }

  private commandFor(fact: Recorded<Fact>, of: ReassignSeats['data']): SeatingCommand {
    const caller = callerFor(this.name, fact, planIdOf(of.meetingId, `${of.room} ${of.delegationId}`));
    switch (fact.type as Followed['type']) {
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
        return new ReassignSeats(of, caller);
    }
  }
}

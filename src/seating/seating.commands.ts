import { command } from '../event-sourcing/command.js';

interface OfRoom {
  readonly meetingId: string;
  readonly room: string;
}

interface OfDelegation extends OfRoom {
  readonly delegationId: string;
}

/** Each of the three looks at what is true now, so that one repeated, late or out of order does no harm. */
export class AllocateSeat extends command('AllocateSeat')<OfDelegation & { readonly fileId: string }> {}
export class ReleaseSeat extends command('ReleaseSeat')<OfDelegation & { readonly fileId: string }> {}
export class ReassignSeats extends command('ReassignSeats')<OfDelegation> {}
export class PublishSeatPlan extends command('PublishSeatPlan')<OfRoom> {}

export const seatingCommands = [AllocateSeat, ReleaseSeat, ReassignSeats, PublishSeatPlan] as const;
export type SeatingCommand = InstanceType<(typeof seatingCommands)[number]>;

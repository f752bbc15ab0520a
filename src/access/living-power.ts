import { ForbiddenException } from '@nestjs/common';
import type { DelegationState } from '../delegations/delegations.state.js';
import type { Power } from '../event-sourcing/event.js';
import type { MeetingState } from '../meetings/meetings.state.js';

/** A power may end while a command waits for its turn: what is decided rests on an appointment that lives at the revisions consulted (S3). */
export function expectLiving({ appointmentId }: Power, meeting: MeetingState, delegation?: DelegationState): void {
  if (appointmentId === undefined) return;
  if (!meeting.officers.has(appointmentId) && delegation?.focalPoints.has(appointmentId) !== true) {
    throw new ForbiddenException();
  }
}

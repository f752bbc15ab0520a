import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Caller } from '../event-sourcing/command.js';
import { type DueTimer, isoInstant, type Timer, Timers } from '../event-sourcing/timers.js';
import { Rounds } from '../platform/work.js';
import { RenewInvitation } from './accreditation.commands.js';

const EVERY_MS = 2_000;
const MOST_REMINDERS = 2;

/** Whoever has not filled in their profile is asked again, a few times, until the meeting begins. */
@Injectable()
export class RemindDelegates implements Timer {
  readonly name = 'reminders';
  readonly due = `
    select reminder.id as subject, reminder.meeting_id,
      ${isoInstant('reminder.since::timestamptz + make_interval(days => meeting.days)')} as due_at
    from (
      select id, (rules -> 'messages' ->> 'reminderAfterDays')::int as days from read.meetings
      where rules -> 'messages' is not null and $2::timestamptz < starts_on::date::timestamp at time zone time_zone
    ) meeting join read.reminders reminder on reminder.meeting_id = meeting.id
    where reminder.since <= ${isoInstant('$2::timestamptz - make_interval(days => meeting.days)')}
      and reminder.sent < ${MOST_REMINDERS} and not reminder.on_hold`;

  constructor(
    timers: Timers,
    rounds: Rounds,
    private readonly commands: CommandBus,
  ) {
    rounds.every(EVERY_MS, this.name, (signal) => timers.ringDue(this, signal));
  }

  async ring({ subject: fileId }: DueTimer, caller: Caller): Promise<void> {
    await this.commands.execute(new RenewInvitation({ fileId, cause: 'reminder' }, caller));
  }
}

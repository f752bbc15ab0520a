import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';
import { fileFold, type FileState } from '../accreditation/accreditation.state.js';
import type { DelegationFact } from '../delegations/delegations.events.js';
import { delegationFold } from '../delegations/delegations.state.js';
import type { Caller } from '../event-sourcing/command.js';
import { Decisions } from '../event-sourcing/decisions.js';
import { Histories } from '../event-sourcing/histories.js';
import { type DueTimer, isoInstant, type Timer, Timers } from '../event-sourcing/timers.js';
import { Clock } from '../platform/clock.js';
import { Rounds } from '../platform/work.js';
import { Correspondence } from './correspondence.js';
import { Digest } from './digests.entity.js';
import { type CountedStage, countedStages, type SeatNews } from './notifications.events.js';
import { seatNewsBetween } from './seat-news.js';

const EVERY_MS = 5_000;

/** Once a day, at the hour that the rules name, focal points are told where their files stand, if anything changed. */
@Injectable()
export class SendDigests implements Timer {
  readonly name = 'digests';
  /**
   * The hour is the last one that struck at the meeting: today's, or yesterday's. A change is told by the first hour after it; what came
   * since that hour struck waits for the next one.
   */
  readonly due = `
    select digest.id as subject, digest.meeting_id, meeting.struck_at as due_at
    from (
      select id, ${isoInstant("(today - (case when today > now then interval '1 day' else interval '0' end)) at time zone time_zone")} as struck_at
      from (
        select id, time_zone, $2::timestamptz at time zone time_zone as now,
          date_trunc('day', $2::timestamptz at time zone time_zone) + (rules -> 'messages' ->> 'digestAt')::time as today
        from read.meetings where rules -> 'messages' is not null
      ) hours
    ) meeting join read.digests digest on digest.meeting_id = meeting.id
    where digest.last_change < meeting.struck_at
      and not exists (select from progress.timers rang
        where rang.timer = $1 and rang.subject = digest.id and rang.due_at >= digest.last_change)`;

  constructor(
    private readonly timers: Timers,
    rounds: Rounds,
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly histories: Histories,
    private readonly correspondence: Correspondence,
    private readonly dataSource: DataSource,
  ) {
    rounds.every(EVERY_MS, this.name, (signal) => timers.ringDue(this, signal));
  }

  async ring({ subject: delegationId, meetingId, dueAt }: DueTimer, caller: Caller): Promise<void> {
    const until = this.clock.now().toISOString();
    const { slots } = (await this.decisions.fold(delegationFold, delegationId)).state;
    const seats = await this.seatsToTell(delegationId, dueAt);
    const details = { until, slotsInUse: slots.length, counts: await this.countsOf(delegationId), seats };
    const recipients = await this.correspondence.focalPointsAt(delegationId);
    // Whoever was told when another one could not be is not told twice: the message has the same id.
    const told = recipients.map((recipient) => {
      const commandId = uuidv5(recipient.id, caller.commandId);
      const about = { kind: 'digest' as const, recipient, delegationId, meetingId, details };
      return this.correspondence.tell(caller.commandId, about, { ...caller, commandId });
    });
    await Promise.all(told);
  }

  private async seatsToTell(delegationId: string, dueAt: string): Promise<readonly SeatNews[]> {
    const [digest, rang] = await Promise.all([
      this.dataSource.getRepository(Digest).findOneBy({ id: delegationId }),
      this.timers.lastRung(this.name, delegationId),
    ]);
    return seatNewsBetween(digest?.seats ?? [], rang, dueAt);
  }

  private async countsOf(delegationId: string): Promise<Readonly<Record<CountedStage, number>>> {
    const counts = Object.fromEntries(countedStages.map((stage) => [stage, 0])) as Record<CountedStage, number>;
    for (const { state } of (await this.decisions.foldAll(fileFold, await this.filesOf(delegationId))).values()) {
      const stage = countedAs(state);
      if (stage !== null) counts[stage] += 1;
    }
    return counts;
  }

  private async filesOf(delegationId: string): Promise<readonly string[]> {
    const facts = await this.histories.of<DelegationFact>(`delegation-${delegationId}`);
    return facts.flatMap((fact) => {
      if (fact.type === 'DelegateNominated') return [fact.data.fileId];
      return fact.type === 'DelegateSubstituted' ? [fact.data.successor.fileId] : [];
    });
  }
}

/** A closed file is nobody's any more. */
function countedAs({ stage, onHold }: FileState): CountedStage | null {
  if (stage === 'closed') return null;
  return onHold ? 'on-hold' : stage;
}

import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { v5 as uuidv5 } from 'uuid';
import type { Clock } from '../platform/clock.js';
import type { Caller } from './command.js';
import { Rejection } from './rejection.js';

const NAMES = 'c2a4b1de-63d2-5a0f-9d0b-6a4f0d6c7a15';
const AT_ONCE = 500;
const SIDE_BY_SIDE = 8;
/** A subject that fails stands back, first for a second, then for twice as long every time, so that it keeps no other from ringing. */
const ASIDE_MS = 1_000;
const MOST_ASIDE_MS = 300_000;
const MOST_ASIDE = 50_000;

/** What is to be done about `subject` at an instant (ISO 8601 in UTC). */
export interface DueTimer {
  readonly subject: string;
  readonly dueAt: string;
  readonly meetingId: string;
}

/**
 * A kind of due times, found in read tables, each of which leads to a command. It rings at least once for each, so what it sends carries
 * the caller's command id, or ids that derive from it.
 */
export interface Timer {
  readonly name: string;
  /** A query that gives `subject`, `due_at` and `meeting_id` (texts) of what is due at the instant `$2`; `$1` is the name of the timer. */
  readonly due: string;
  ring(due: DueTimer, caller: Caller): Promise<void>;
}

/** SQL of an instant as facts have it, so that it compares as text. */
export const isoInstant = (timestamptz: string): string =>
  `to_char((${timestamptz}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

interface Aside {
  readonly forMs: number;
  /** On the clock of the process, which nobody moves. */
  readonly until: number;
}

/** Rings what is due. That it rang is noted, so that a command which came to nothing is not sent for ever; a note that was lost costs a repeat. */
export class Timers {
  private readonly aside = new Map<string, LRUCache<string, Aside>>();

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  async ringDue(timer: Timer, signal?: AbortSignal): Promise<void> {
    const due = await this.dueOf(timer);
    let failures = 0;
    for (let at = 0; at < due.length && signal?.aborted !== true; at += SIDE_BY_SIDE) {
      const rung = due.slice(at, at + SIDE_BY_SIDE).map((each) => this.ringOrSetAside(timer, each));
      failures += (await Promise.all(rung)).filter((hasRung) => !hasRung).length;
    }
    if (failures > 0) throw new Error(`${failures} of ${due.length} timers "${timer.name}" failed.`);
  }

  /** The newest due time that rang for a subject (ISO 8601 in UTC), or null. */
  async lastRung(timer: string, subject: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ due_at: string }>(
      'select due_at from progress.timers where timer = $1 and subject = $2',
      [timer, subject],
    );
    return rows[0]?.due_at ?? null;
  }

  private async ringOrSetAside(timer: Timer, due: DueTimer): Promise<boolean> {
    const aside = this.asideOf(timer.name);
    try {
      await this.ring(timer, due);
      aside.delete(due.subject);
      return true;
    } catch {
      const forMs = Math.min(MOST_ASIDE_MS, 2 * (aside.get(due.subject)?.forMs ?? ASIDE_MS / 2));
      aside.set(due.subject, { forMs, until: performance.now() + forMs });
      return false;
    }
  }

  private asideOf(timer: string): LRUCache<string, Aside> {
    const aside = this.aside.get(timer) ?? new LRUCache<string, Aside>({ max: MOST_ASIDE });
    this.aside.set(timer, aside);
    return aside;
  }

  private async dueOf({ name, due }: Timer): Promise<readonly DueTimer[]> {
    const now = performance.now();
    const standBack = [...this.asideOf(name)].filter(([, { until }]) => until > now).map(([subject]) => subject);
    const { rows } = await this.pool.query<DueTimer>(
      `select due.subject, due.due_at as "dueAt", due.meeting_id as "meetingId" from (${due}) due
       where not exists (select from progress.timers rang
         where rang.timer = $1 and rang.subject = due.subject and rang.due_at >= due.due_at)
         and due.subject <> all ($3::text[])
       order by due.due_at, due.subject limit ${AT_ONCE}`,
      [name, this.clock.now().toISOString(), standBack],
    );
    return rows;
  }

  private async ring(timer: Timer, due: DueTimer): Promise<void> {
    const commandId = uuidv5(`${timer.name} ${due.subject} ${due.dueAt}`, NAMES);
    const caller: Caller = {
      actorId: `timer:${timer.name}`,
      power: { role: 'system', meetingId: due.meetingId },
      commandId,
      requestHash: '',
      correlationId: commandId,
    };
    try {
      await timer.ring(due, caller);
    } catch (error) {
      // That a rule says no is an answer.
      if (!(error instanceof Rejection)) throw error;
    }
    await this.pool.query(
      `insert into progress.timers (timer, subject, due_at) values ($1, $2, $3)
       on conflict (timer, subject) do update set due_at = excluded.due_at, rang_at = now()`,
      [timer.name, due.subject, due.dueAt],
    );
  }
}

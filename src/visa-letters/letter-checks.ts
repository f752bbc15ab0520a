import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { Clock } from '../platform/clock.js';
import { TooManyRequests } from '../platform/edge/platform-problems.js';

/** Whoever saw a letter knows its code, and four characters are guessed by trying: of 10,000 numbers these leave one in a thousand a day. */
const MOST_WRONG = 10;
const WINDOW_MS = 24 * 60 * 60 * 1000;

/** Counts the wrong answers about each letter, for all processes together. */
@Injectable()
export class LetterChecks {
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
  ) {}

  /** Asks, unless too many answers were wrong. @throws TooManyRequests */
  async ask<Answer>(
    number: string,
    answer: () => Promise<Answer>,
    isWrong: (answer: Answer) => boolean,
  ): Promise<Answer> {
    // Counted as wrong before it is known, so that nobody gets further by asking many at once.
    const since = await this.count(number);
    const found = await answer();
    if (!isWrong(found)) await this.takeBack(number, since);
    return found;
  }

  private async count(number: string): Promise<Date> {
    const now = this.clock.now();
    const ended = new Date(now.getTime() - WINDOW_MS);
    const { rows } = await this.pool.query<{ since: Date }>(
      `insert into progress.letter_checks as checks (number, since, wrong) values ($1, $2, 1)
       on conflict (number) do update set
         since = case when checks.since <= $3 then excluded.since else checks.since end,
         wrong = case when checks.since <= $3 then 1 else checks.wrong + 1 end
       where checks.since <= $3 or checks.wrong < $4
       returning since`,
      [number, now, ended, MOST_WRONG],
    );
    if (rows[0] === undefined) throw new TooManyRequests(await this.secondsLeft(number, ended));
    return rows[0].since;
  }

  private async secondsLeft(number: string, ended: Date): Promise<number> {
    const { rows } = await this.pool.query<{ since: Date }>(
      'select since from progress.letter_checks where number = $1',
      [number],
    );
    const left = (rows[0]?.since.getTime() ?? 0) - ended.getTime();
    return Math.max(1, Math.ceil(left / 1000));
  }

  private async takeBack(number: string, since: Date): Promise<void> {
    await this.pool.query(
      'update progress.letter_checks set wrong = wrong - 1 where number = $1 and since = $2 and wrong > 0',
      [number, since],
    );
  }
}

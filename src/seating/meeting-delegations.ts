import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { Checkpoints } from '../event-sourcing/checkpoints.js';

const PROJECTION = 'delegations';
const PATIENCE_MS = 2_000;

/** The delegations of a meeting, as the log has them up to a position. */
@Injectable()
export class MeetingDelegations {
  constructor(
    private readonly pool: pg.Pool,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** The table says who is to be asked and nothing else; where it does not reach as far as the cause, the caller tries again. */
  async of(meetingId: string, position: string): Promise<readonly string[]> {
    await this.checkpoints.waitFor([PROJECTION], position, PATIENCE_MS);
    const { rows } = await this.pool.query<{ id: string }>(
      'select id from read.delegations where meeting_id = $1 order by id',
      [meetingId],
    );
    // Asked behind the table, which may have been emptied meanwhile to be made again.
    if (!(await this.checkpoints.isLevel([PROJECTION], position)))
      throw new Error('The table of delegations does not reach as far as the room.');
    return rows.map(({ id }) => id);
  }
}

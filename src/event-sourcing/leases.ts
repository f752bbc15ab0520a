import pg from 'pg';
import { Turns } from './turns.js';

/**
 * Of all nodes one works on a consumer. A lease is a session lock of PostgreSQL: it ends with the process that holds it, so another
 * node takes over at once. The checkpoint's compare-and-set guards what a lost connection leaves open.
 */
export class Leases {
  private client: Promise<pg.Client> | undefined;
  private readonly held = new Set<string>();
  /** A connection takes one question at a time. */
  private readonly turns = new Turns(Number.POSITIVE_INFINITY);

  constructor(private readonly url: string) {}

  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return true;
    const mine = (this.client ??= this.connect());
    const client = await mine;
    const { rows } = await this.turns.take('', () =>
      client.query<{ taken: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 42)) as taken', [name]),
    );
    if (rows[0]?.taken === true && this.client === mine) this.held.add(name);
    return this.held.has(name);
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.held.clear();
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  private connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'credence-leases' });
    const mine = client.connect().then(() => client);
    // A connection tells of its end twice, and the second time another one may already be in its place.
    const forget = (): void => {
      if (this.client !== mine) return;
      this.client = undefined;
      this.held.clear();
    };
    client.on('error', forget).on('end', forget);
    mine.catch(forget);
    return mine;
  }
}

import { setImmediate as soon } from 'node:timers/promises';
import pg from 'pg';
import { Turns } from './turns.js';

const KEEPALIVES = 'set tcp_keepalives_idle = 1; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3';

/**
 * Of all nodes one works on a consumer. A lease is a session lock of PostgreSQL: it ends with the process that holds it, so another
 * node takes over at once. The checkpoint's compare-and-set guards what a lost connection leaves open.
 */
export class Leases {
  private client: Promise<pg.Client> | undefined;
  private readonly held = new Set<string>();
  private asked: { readonly names: string[]; readonly answered: Promise<void> } | undefined;
  /** A connection takes one question at a time. */
  private readonly turns = new Turns(Number.POSITIVE_INFINITY);

  constructor(private readonly url: string) {}

  /** Those who ask at the same moment, on a standby all, are one question. */
  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return true;
    const names = this.asked?.names ?? [];
    names.push(name);
    this.asked ??= { names, answered: soon().then(() => this.ask(names)) };
    await this.asked.answered;
    return this.held.has(name);
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.held.clear();
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  private async ask(names: readonly string[]): Promise<void> {
    this.asked = undefined;
    const mine = (this.client ??= this.connect());
    const client = await mine;
    const { rows } = await this.turns.take('', () =>
      client.query<{ name: string; taken: boolean }>(
        'select name, pg_try_advisory_lock(hashtextextended(name, 42)) as taken from unnest($1::text[]) as name',
        [[...new Set(names)].filter((name) => !this.held.has(name))],
      ),
    );
    if (this.client !== mine) return;
    for (const { name, taken } of rows) if (taken) this.held.add(name);
  }

  private connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'credence-leases' });
    const mine = client.connect().then(() => this.watched(client));
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

  /** A machine that went away without a word must not keep its leases for the two hours that TCP would wait. */
  private async watched(client: pg.Client): Promise<pg.Client> {
    await client.query(KEEPALIVES);
    return client;
  }
}

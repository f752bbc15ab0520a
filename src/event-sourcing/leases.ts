import { setImmediate as soon } from 'node:timers/promises';
import pg from 'pg';
import { Turns } from './turns.js';

const KEEPALIVES = 'set tcp_keepalives_idle = 1; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3';

/** In milliseconds; no question of these waits for anybody. */
const PATIENCE = { connectionTimeoutMillis: 5_000, query_timeout: 10_000 };

/** Everybody who takes part in a group holds a lock on its name together with the others. */
const NODES = `
  select name, count(*)::int as nodes from unnest($1::text[]) as name join pg_locks
    on locktype = 'advisory' and mode = 'ShareLock' and granted and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())
      and ((classid::bigint << 32) | objid::bigint) = hashtextextended(name, 43)
  group by name`;

/** Leases that nodes share evenly. */
export interface Group {
  readonly name: string;
  readonly names: readonly string[];
}

/**
 * Of all nodes one works on a consumer. A lease is a session lock of PostgreSQL: it ends with the process that holds it, so another
 * node takes over at once. The checkpoint's compare-and-set guards what a lost connection leaves open.
 */
export class Leases {
  private client: Promise<pg.Client> | undefined;
  private readonly held = new Set<string>();
  /** How many nodes take part in a group, this one among them. */
  private readonly nodes = new Map<string, number>();
  private asked: { readonly names: string[]; readonly answered: Promise<void> } | undefined;
  /** A connection takes one question at a time. */
  private readonly turns = new Turns(Number.POSITIVE_INFINITY);

  constructor(private readonly url: string) {}

  /** Those who ask at the same moment, on a standby all, are one question. What others should have of a group is not taken, or let go. */
  async take(name: string, group?: Group): Promise<boolean> {
    const isHeld = this.held.has(name);
    if (group !== undefined) {
      const share = Math.ceil(group.names.length / (this.nodes.get(group.name) ?? 1));
      const mine = group.names.filter((each) => this.held.has(each)).length;
      if (isHeld && mine > share) await this.letGo(name);
      if (mine > share || (!isHeld && mine === share)) return false;
    }
    if (isHeld) return true;
    const names = this.asked?.names ?? [];
    names.push(name);
    this.asked ??= { names, answered: soon().then(() => this.ask(names)) };
    await this.asked.answered;
    return this.held.has(name);
  }

  /** Tells other nodes that this one takes part in groups, and looks how many do. */
  async count(groups: readonly string[]): Promise<void> {
    const joined = groups.filter((name) => !this.nodes.has(name));
    await this.inTurn(async (client, isMine) => {
      await client.query('select pg_advisory_lock_shared(hashtextextended(name, 43)) from unnest($1::text[]) as name', [
        joined,
      ]);
      const { rows } = await client.query<{ name: string; nodes: number }>(NODES, [groups]);
      if (isMine()) for (const { name, nodes } of rows) this.nodes.set(name, nodes);
    });
  }

  async close(): Promise<void> {
    const { client } = this;
    this.forget();
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  private forget(): void {
    this.client = undefined;
    this.held.clear();
    this.nodes.clear();
  }

  /** For another node to take. */
  async letGo(name: string): Promise<void> {
    this.held.delete(name);
    const client = await this.client;
    await this.turns.take('', async () => client?.query('select pg_advisory_unlock(hashtextextended($1, 42))', [name]));
  }

  private async ask(names: readonly string[]): Promise<void> {
    this.asked = undefined;
    // Noted within the turn: taken twice by one session, a lock would have to be let go twice.
    await this.inTurn(async (client, isMine) => {
      const { rows } = await client.query<{ name: string; taken: boolean }>(
        'select name, pg_try_advisory_lock(hashtextextended(name, 42)) as taken from unnest($1::text[]) as name',
        [[...new Set(names)].filter((name) => !this.held.has(name))],
      );
      if (isMine()) for (const { name, taken } of rows) if (taken) this.held.add(name);
    });
  }

  /** @param work told whether what the session holds is still of use */
  private async inTurn(work: (client: pg.Client, isMine: () => boolean) => Promise<void>): Promise<void> {
    const mine = (this.client ??= this.connect());
    const client = await mine;
    try {
      await this.turns.take('', () => work(client, () => this.client === mine));
    } catch (error) {
      // A connection that gives no answer would keep its leases, and all who wait behind it, for ever.
      if (!(error instanceof pg.DatabaseError)) {
        if (this.client === mine) this.forget();
        client.end().catch(() => undefined);
      }
      throw error;
    }
  }

  private connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'credence-leases', ...PATIENCE });
    const mine = client.connect().then(() => this.watched(client));
    // A connection tells of its end twice, and the second time another one may already be in its place.
    const forget = (): void => {
      if (this.client === mine) this.forget();
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

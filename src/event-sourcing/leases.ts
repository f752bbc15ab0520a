import pg from 'pg';

/**
 * Of all nodes one works on a consumer. A lease is a session lock of PostgreSQL: it ends with the process that holds it, so another
 * node takes over at once. The checkpoint's compare-and-set guards what a lost connection leaves open.
 */
export class Leases {
  private client: Promise<pg.Client> | undefined;
  private readonly held = new Set<string>();

  constructor(private readonly url: string) {}

  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return true;
    const client = await (this.client ??= this.connect());
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 42)) as taken', [name]);
    if (rows[0]?.taken === true) this.held.add(name);
    return this.held.has(name);
  }

  async close(): Promise<void> {
    const { client } = this;
    this.forget();
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'credence-leases' });
    client.on('error', () => this.forget());
    client.on('end', () => this.forget());
    try {
      await client.connect();
    } catch (error) {
      this.forget();
      throw error;
    }
    return client;
  }

  private forget(): void {
    this.client = undefined;
    this.held.clear();
  }
}

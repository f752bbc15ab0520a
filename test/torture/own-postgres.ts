import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../src/platform/database.js';
import {
  type Cluster,
  createCluster,
  locateCluster,
  readPassword,
  urlOf,
} from '../../src/platform/embedded/cluster.js';
import { prepareDataFolder } from '../../src/platform/embedded/data-folder.js';
import { findPostmaster, startPostmaster, stopPostmaster } from '../../src/platform/embedded/postmaster.js';
import { Gate } from '../setup/gate.js';
import type { ServerUnderFire } from './server-under-fire.js';

const START_MS = 30_000;

/** A PostgreSQL of a test's own, with a log in it, behind a gate. It flushes to the disk: what it acknowledged outlives a kill. */
export class OwnPostgres implements ServerUnderFire {
  private pid = 0;

  private constructor(
    private readonly cluster: Cluster,
    private readonly password: string,
    private readonly gate: Gate,
  ) {}

  static async open(): Promise<OwnPostgres> {
    const folder = await mkdtemp(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'postgres-'));
    // PostgreSQL runs as an unprivileged user when the tests run as root.
    await chmod(folder, 0o711);
    const cluster = await locateCluster(folder, await prepareDataFolder(folder));
    const password = await readPassword(folder);
    await createCluster(cluster, password);
    const server = new OwnPostgres(cluster, password, await Gate.open());
    await server.start();
    await server.direct('create database log');
    await server.direct('create database keys');
    await migrate({ databaseUrl: server.url('log'), keysDatabaseUrl: server.url('keys') });
    return server;
  }

  get address(): string {
    return urlOf(this.gate.port, this.password, 'log');
  }

  /** Past the gate. */
  url(database: string): string {
    return urlOf(this.gate.target, this.password, database);
  }

  /** As by `pg_ctl stop -m immediate`, or so hard that not even the first process can tell the others. */
  async kill(): Promise<void> {
    process.kill(this.pid, randomInt(2) === 0 ? 'SIGQUIT' : 'SIGKILL');
    while (await findPostmaster(this.cluster.folder)) await sleep(10);
    await this.start();
  }

  async cut(): Promise<number> {
    if (randomInt(2) === 0) return this.gate.cut();
    const rows = await this.direct(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = 'log' and pid <> pg_backend_pid() and backend_type = 'client backend' and random() < 0.3`,
    ).catch(() => []);
    return rows.length;
  }

  async stop(): Promise<void> {
    await this.gate.close();
    await stopPostmaster(this.cluster, 'immediate');
  }

  private async start(): Promise<void> {
    const deadline = performance.now() + START_MS;
    for (;;) {
      const { ok, log } = await startPostmaster(this.cluster, true);
      const found = ok ? await findPostmaster(this.cluster.folder) : undefined;
      if (found !== undefined) {
        this.pid = found.pid;
        this.gate.target = found.port;
        return;
      }
      // Processes of the killed server may still be ending.
      if (performance.now() > deadline) throw new Error(`PostgreSQL did not start again: ${log}`);
      await sleep(50);
    }
  }

  private async direct(statement: string): Promise<readonly object[]> {
    const client = new pg.Client({ connectionString: this.url('postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<object>(statement)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLog } from './event-log.js';
import { Faults } from './faults.js';
import { HOST, Node } from './node.js';
import { type RecordedEvent } from './records.js';

export interface EventStoreServerOptions {
  /** Any free port unless given. */
  readonly port?: number;
  /** The folder of the log: one of its own, removed at the end, unless given. */
  readonly data?: string;
  /** Milliseconds after which an append that can't be stored is answered as timed out; the real server takes two seconds. */
  readonly commitTimeout?: number;
  /** 3 for a leader and two followers that share the log. */
  readonly nodes?: 1 | 3;
}

/** The default of the real server. */
const COMMIT_TIMEOUT = 2_000;

export async function startEventStoreServer(options: EventStoreServerOptions = {}): Promise<EventStoreServer> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'eventstoredb-')));
  const server = new EventStoreServer(data, options.data === undefined, options);
  await server.start(options.port ?? 0);
  return server;
}

/** A server of one node, or of three, that speaks EventStoreDB's protocol and can be told to misbehave. */
export class EventStoreServer {
  readonly faults = new Faults();
  private readonly nodes: readonly Node[];
  private leader = 0;
  private log: EventLog | null = null;

  constructor(
    private readonly data: string,
    private readonly isTemporary: boolean,
    { nodes = 1, commitTimeout = COMMIT_TIMEOUT }: EventStoreServerOptions,
  ) {
    this.nodes = Array.from(
      { length: nodes },
      (_, at) =>
        new Node({
          faults: this.faults,
          commitTimeout,
          isLeader: () => at === this.leader,
          members: () =>
            this.nodes.map((node, of) => ({
              endpoint: { host: HOST, port: node.port },
              isAlive: node.isUp,
              isLeader: of === this.leader,
            })),
        }),
    );
  }

  get port(): number {
    return this.ports[0]!;
  }

  get ports(): readonly number[] {
    return this.nodes.map(({ port }) => port);
  }

  /** All nodes; a single one is named without discovery. */
  get url(): string {
    return `esdb://${this.ports.map((port) => `${HOST}:${port}`).join(',')}?tls=false`;
  }

  urlOf(node: number): string {
    return `esdb://${HOST}:${this.ports[node]}?tls=false`;
  }

  /** Events that readers can see. */
  get size(): number {
    return this.running.all.length;
  }

  /** @param port of the first node; each has the port that it had before, or any free one */
  async start(port = 0): Promise<void> {
    this.log = await EventLog.open(this.data, !this.isTemporary);
    for (const [at, node] of this.nodes.entries()) await node.listen(at === 0 && port > 0 ? port : node.port, this.log);
  }

  /** Comes back on the same ports, with what is in its file alone. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Connections are reset, and what was not stored is lost. */
  async kill(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()));
    await this.log?.drop();
    this.log = null;
  }

  /** @param keep the log, to start again */
  async stop({ keep = false } = {}): Promise<void> {
    await this.log?.settled();
    await this.kill();
    if (this.isTemporary && !keep) await rm(this.data, { recursive: true, force: true });
  }

  resetConnections(): void {
    for (const node of this.nodes) node.resetConnections();
  }

  /** Facts that readers have seen vanish, as of a leader whose followers never had them; every connection is reset. */
  async takeBack(appends: number): Promise<readonly RecordedEvent[]> {
    this.resetConnections();
    const gone = await this.running.takeBack(appends);
    // A real node takes facts back while it starts, so nobody is connected to it before and after.
    this.resetConnections();
    return gone;
  }

  /** Without a majority appends wait, time out, and are stored when it is back. */
  loseMajority(): void {
    this.running.hold();
  }

  regainMajority(): void {
    this.running.release();
  }

  /** The others name this node as leader from now on. */
  elect(node: number): void {
    this.leader = node;
  }

  async killNode(node: number): Promise<void> {
    await this.nodes[node]!.close();
  }

  async startNode(node: number): Promise<void> {
    await this.nodes[node]!.listen(this.ports[node]!, this.running);
  }

  private get running(): EventLog {
    if (this.log === null) throw new Error('The server is not running.');
    return this.log;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppendExpectedRevision,
  type AppendResult,
  type BaseOptions,
  type Credentials,
  type EventData,
  EventStoreDBClient,
  NO_STREAM,
  type StreamingRead,
} from '@eventstore/db-client';
import { FactVanished, ForeignPosition, NONE } from '../event-store.js';
import { LogUnavailable } from '../rejection.js';
import { UnknownEnvelope } from './eventstoredb-envelope.js';
import { backOff } from './waiting.js';

/** An early retry that is forwarded to a dead leader would otherwise take five seconds. */
const APPEND_MS = 2_000;
/** The client itself may wait much longer, for the gossip of a node that is frozen. */
const GIVE_UP_MS = 3_000;
const SILENCE_MS = 5_000;
const PATIENCE_MS = 5_000;
const START_MS = 10_000;
const DISPOSE_MS = 2_000;

/** Its message says what an operator has to do. */
export class EventStoreError extends Error {
  override readonly name = 'EventStoreError';
}

/** The one client of the process: its table of pending appends is shared by all of them, and what breaks in one breaks in the others. */
export class EventStoreDbConnection {
  readonly client: EventStoreDBClient;
  /** Own writes must be seen, and only a leader never shows what may vanish. */
  readonly options: BaseOptions;

  /** @param url of `esdb:` or `esdb+discover:`; it holds a password, and is never repeated */
  constructor(url: string) {
    try {
      this.client = EventStoreDBClient.connectionString(url);
    } catch {
      throw new EventStoreError('The address in EVENT_STORE_URL cannot be read.');
    }
    this.options = { requiresLeader: true, credentials: credentialsOf(url) };
  }

  /**
   * Credentials of its own give a call the unary RPC, which ends by its deadline on this side and shares no table with other appends.
   * @throws whatever the client says; but for `WrongExpectedVersionError` and `MaxAppendSizeExceededError` the outcome is unknown
   */
  append(stream: string, expected: number, events: EventData[]): Promise<AppendResult> {
    const expectedRevision: AppendExpectedRevision = expected === NONE ? NO_STREAM : BigInt(expected);
    const options = { ...this.options, expectedRevision, deadline: APPEND_MS };
    return within(GIVE_UP_MS, this.client.appendToStream(stream, events, options));
  }

  /** Hands over record by record until `take` has enough. */
  async take<R>(read: StreamingRead<R>, take: (record: R) => boolean): Promise<void> {
    // Errors come once more after the loop has ended, and without a listener they would end the process.
    read.on('error', () => undefined);
    const silence = setTimeout(() => read.destroy(new Error('The event store fell silent.')), SILENCE_MS);
    try {
      for await (const record of read) {
        silence.refresh();
        if (!take(record)) break;
      }
    } finally {
      clearTimeout(silence);
      read.cancel().catch(() => undefined);
    }
  }

  /**
   * A reading is harmless to repeat, so a new leader, or a node that comes back, is waited for.
   * @throws LogUnavailable when the time ran out
   */
  async patiently<T>(read: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let failures = 0; ; failures += 1) {
      try {
        return await read();
      } catch (error) {
        if (isAnswer(error)) throw error;
        if (performance.now() > deadline) throw new LogUnavailable('The event store gave no answer.', { cause: error });
        await sleep(Math.min(backOff(failures), 250));
      }
    }
  }

  /** @throws EventStoreError */
  async atStart<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + START_MS;
    for (let failures = 0; ; failures += 1) {
      try {
        return await work();
      } catch (error) {
        if (typeOf(error) === 'access-denied')
          throw new EventStoreError('The event store refuses the user or the password in EVENT_STORE_URL.', {
            cause: error,
          });
        if (performance.now() > deadline)
          throw new EventStoreError(
            `The event store of EVENT_STORE_URL gave no answer for ${START_MS / 1_000} seconds. Start it, or leave EVENT_STORE_URL away to keep the log in PostgreSQL.`,
            { cause: error },
          );
        await sleep(backOff(failures));
      }
    }
  }

  /** A client that is not disposed of keeps its process alive. */
  async close(): Promise<void> {
    await within(DISPOSE_MS, this.client.dispose()).catch(() => undefined);
  }
}

/** The kind of an error of the client; it has classes for them, and some errors of a failing cluster are of none. */
export const typeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : undefined;

/** What does not become better by asking again. */
const isAnswer = (error: unknown): boolean =>
  error instanceof FactVanished || error instanceof ForeignPosition || error instanceof UnknownEnvelope;

/** How a server answers a reading from a position where no record begins. */
export const isNoRecord = (error: unknown): boolean =>
  typeOf(error) === 'unknown' && error instanceof Error && 'code' in error && error.code === 2;

/** Those of the address; a server without encryption takes any. */
function credentialsOf(url: string): Credentials {
  const [, username, password] = /^[^:]+:\/\/([^:@/]+):([^@]+)@/u.exec(url) ?? [];
  if (username !== undefined && password !== undefined)
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return { username: 'nobody', password: 'none' };
}

/** What comes later is nobody's error any more. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

import { once } from 'node:events';
import {
  type AllStreamSubscription,
  END,
  type EventStoreDBClient,
  NO_STREAM,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { untilTrue } from '../setup/eventually.js';
import { append, connect, contents, event, type Rpc } from './client.js';
import { notReady } from './protocol/failures.js';
import { batchAppendRaw } from './raw-client.js';
import { plainError } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

let server: EventStoreServer;
let client: EventStoreDBClient;

beforeEach(async () => {
  server = await startEventStoreServer({ commitTimeout: 500 });
  client = connect(server.url);
  await append(client, 'here', [event('here')], NO_STREAM);
});

afterEach(async () => {
  await client.dispose();
  await server.stop();
});

const refused = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'no error', plainError);

const stored = async (stream: string): Promise<number> => (await contents(client, stream)).length;

describe.each(['batch', 'unary'] as const)('appends by %s', (rpc: Rpc) => {
  const one = [event('x')];
  const send = (stream = 's') => append(client, stream, one, NO_STREAM, rpc);

  test('are answered with another leader as often as told, and are not stored', async () => {
    server.faults.onAppend('not-leader', 2);
    const error = {
      class: 'NotLeaderError',
      type: 'not-leader',
      code: 5,
      message: '5 NOT_FOUND: Leader info available',
    };
    expect(await refused(send())).toMatchObject(error);
    expect(await refused(send())).toMatchObject(error);
    expect(await stored('s')).toBe(0);
    await send();
  });

  test('are refused by a server without a leader', async () => {
    server.faults.onAppend('not-ready');
    const error =
      rpc === 'batch' ? { message: 'Could not recognize Server Is Not Ready' } : { code: 14, type: 'unavailable' };
    expect(await refused(send())).toMatchObject(error);
    expect(await stored('s')).toBe(0);
  });

  test('are refused for want of a right', async () => {
    server.faults.onAppend('access-denied');
    expect(await refused(send())).toMatchObject({ class: 'AccessDeniedError', type: 'access-denied' });
  });

  test('lose their connection before they are stored', async () => {
    server.faults.onAppend('cut-before-storing');
    expect(await refused(send())).toMatchObject({ class: 'UnavailableError', code: 14 });
    expect(await stored('s')).toBe(0);
  });

  test('lose their connection after they are stored: the same append again is answered', async () => {
    server.faults.onAppend('cut-after-storing');
    expect(await refused(send())).toMatchObject({ class: 'UnavailableError', code: 14 });
    expect(await stored('s')).toBe(1);
    expect(await send()).toMatchObject({ nextExpectedRevision: 0n });
    expect(await stored('s')).toBe(1);
  });

  test('time out, and are stored later', async () => {
    server.faults.onAppend({ storeAfterTimeout: 3_000 });
    const error =
      rpc === 'batch' ? { class: 'DeadlineExceededError', message: '' } : { class: 'TimeoutError', code: 10 };
    expect(await refused(send())).toMatchObject(error);
    expect(await stored('s')).toBe(0);
    await untilTrue(async () => (await stored('s')) === 1);
    expect(await send()).toMatchObject({ nextExpectedRevision: 0n });
  });

  test('time out, and are never stored', async () => {
    server.faults.onAppend('lose-and-time-out');
    expect(await refused(send())).toMatchObject({ type: rpc === 'batch' ? 'deadline-exceeded' : 'timeout' });
    expect(await stored('s')).toBe(0);
  });

  test('without a majority wait unseen, time out, and are stored when it is back', async () => {
    server.loseMajority();
    expect(await refused(send())).toMatchObject({ type: rpc === 'batch' ? 'deadline-exceeded' : 'timeout' });
    expect(await stored('s')).toBe(0);
    server.regainMajority();
    await untilTrue(async () => (await stored('s')) === 1);
    expect(await send()).toMatchObject({ nextExpectedRevision: 0n });
  });

  test('are answered late', async () => {
    server.faults.delayAnswers(150, 1);
    const began = performance.now();
    await send();
    expect(performance.now() - began).toBeGreaterThan(140);
  });
});

test('a batch append is answered twice', async () => {
  server.faults.onAppend('answer-twice');
  const answers = await batchAppendRaw(server.port, 'twice', '5f2e9224-2426-4783-ae18-757aa8e91601', 2, 5_000);
  expect(answers.map(({ answer }) => answer.getSuccess()?.getCurrentRevision())).toEqual(['0', '0']);
  expect(await stored('twice')).toBe(1);
});

describe('subscriptions', () => {
  async function live(): Promise<AllStreamSubscription> {
    const subscription = client.subscribeToAll({ fromPosition: END });
    subscription.on('data', () => undefined);
    await once(subscription, 'caughtUp');
    return subscription;
  }

  const failure = (subscription: AllStreamSubscription) =>
    once(subscription, 'error').then(([error]) => plainError(error));

  test('all are dropped as too slow', async () => {
    const ends = [failure(await live()), failure(await live())];
    expect(server.faults.dropSubscriptions()).toBe(2);
    for (const end of await Promise.all(ends)) {
      expect(end).toEqual({
        class: 'TimeoutError',
        type: 'timeout',
        code: 10,
        message:
          '10 ABORTED: Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
      });
    }
    expect(server.faults.openSubscriptions).toBe(0);
  });

  test('one is dropped with an error of its own, the other goes on', async () => {
    const [first, second] = [await live(), await live()];
    const end = failure(first);
    server.faults.dropOneSubscription(notReady());
    expect(await end).toMatchObject({ class: 'UnavailableError', code: 14 });
    const next = once(second, 'data');
    // The client leaves its channel after that error, and takes a new one.
    await append(client, 'more', [event('more')], NO_STREAM);
    await next;
    await second.unsubscribe();
  });
});

test('facts are taken back after they were seen: reading from the first of them skips the event that took its place', async () => {
  const { position } = await append(client, 'before', [event('before')], NO_STREAM);
  const vanishing = await append(client, 'vanishing', [event('a'), event('b')], NO_STREAM);
  const gone = await server.takeBack(1);
  expect(gone.map(({ stream }) => stream)).toEqual(['vanishing', 'vanishing']);
  expect(await stored('vanishing')).toBe(0);
  expect(await stored('before')).toBe(1);
  await append(client, 'other', [event('skipped'), event('seen')], NO_STREAM);
  const seen = await following(gone[0]!.position);
  expect(seen).toEqual(['{"tag":"seen","i":0}']);
  expect(await following(Number(position!.commit))).toEqual(['{"tag":"skipped","i":0}', '{"tag":"seen","i":0}']);
  expect(await append(client, 'vanishing', [event('c')], NO_STREAM)).toMatchObject({ nextExpectedRevision: 0n });
  expect(vanishing.position!.commit).toBe(BigInt(gone[1]!.position));
});

/** What a subscription gets behind a position until it has caught up. */
async function following(at: number): Promise<readonly string[]> {
  const position: Position = { commit: BigInt(at), prepare: BigInt(at) };
  const subscription = client.subscribeToAll({
    fromPosition: position,
    filter: streamNameFilter({ prefixes: ['before', 'vanishing', 'other'] }),
  });
  const seen: string[] = [];
  subscription.on('data', ({ event: read }) => void seen.push(JSON.stringify(read!.data)));
  await once(subscription, 'caughtUp');
  await subscription.unsubscribe();
  return seen;
}

test('everything is killed and comes back: connections are reset, what was acknowledged is there', async () => {
  const subscription = client.subscribeToAll({ fromPosition: START });
  subscription.on('data', () => undefined);
  await once(subscription, 'caughtUp');
  const end = once(subscription, 'error').then(([error]) => plainError(error));
  const { port } = server;
  await server.restart();
  expect(await end).toMatchObject({ class: 'UnavailableError', code: 14 });
  expect(server.port).toBe(port);
  expect(await stored('here')).toBe(1);
});

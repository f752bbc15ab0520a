import { once } from 'node:events';
import { type EventStoreDBClient, NO_STREAM, START } from '@eventstore/db-client';
import { append, connect, contents, event } from './client.js';
import { plainError } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

let server: EventStoreServer;
const clients: EventStoreDBClient[] = [];

beforeEach(async () => {
  server = await startEventStoreServer({ nodes: 3 });
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await server.stop();
});

function client(url: string): EventStoreDBClient {
  const made = connect(url);
  clients.push(made);
  return made;
}

const refused = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'no error', plainError);

test.each([
  ['three hosts', () => server.url],
  ['three hosts and a follower', () => `${server.url}&nodePreference=follower`],
  ['discovery by one node', () => server.urlOf(1).replace('esdb://', 'esdb+discover://')],
])('%s: an append and a read reach the one log', async (_name, url) => {
  const one = client(url());
  await append(one, 's', [event('x')], NO_STREAM);
  expect(await contents(client(server.urlOf(2)), 's')).toHaveLength(1);
});

test('a follower hands appends on: the answer, a retry and a wrong expectation are those of the leader', async () => {
  const [leader, follower] = [client(server.urlOf(0)), client(server.urlOf(1))];
  const events = [event('x')];
  const appended = await append(follower, 's', events, NO_STREAM);
  expect(await append(leader, 's', events, NO_STREAM)).toEqual(appended);
  expect(await refused(append(follower, 's', [event('y')], NO_STREAM))).toMatchObject({ actualVersion: '0n' });
});

test.each(['batch', 'unary'] as const)(
  'a follower that must be the leader says who is: the same client goes there with its next append (%s)',
  async (rpc) => {
    const follower = client(server.urlOf(1));
    const options = {
      expectedRevision: NO_STREAM,
      requiresLeader: true,
      ...(rpc === 'unary' && { credentials: { username: 'a', password: 'b' } }),
    } as const;
    const failed = follower.appendToStream('s', event('x'), options);
    await expect(failed).rejects.toMatchObject({
      type: 'not-leader',
      code: 5,
      leader: { address: '127.0.0.1', port: server.ports[0] },
    });
    expect(await contents(client(server.urlOf(0)), 's')).toHaveLength(0);
    await follower.appendToStream('s', event('x'), options);
    expect(await contents(follower, 's')).toHaveLength(1);
  },
);

test('reads and subscriptions that require the leader are refused by a follower', async () => {
  const follower = client(server.urlOf(2));
  const reading = (async () => {
    for await (const _ of follower.readStream('s', { requiresLeader: true })) throw new Error('There is something.');
  })();
  expect(await refused(reading)).toMatchObject({ type: 'not-leader' });
  const subscription = client(server.urlOf(2)).subscribeToAll({ fromPosition: START, requiresLeader: true });
  const [error] = (await once(subscription, 'error')) as [unknown];
  expect(plainError(error)).toMatchObject({ type: 'not-leader' });
});

test('the leader is killed: the same client finds the next one, and positions stay the same', async () => {
  const one = client(server.url);
  const events = [event('x')];
  const appended = await append(one, 's', events, NO_STREAM);
  await server.killNode(0);
  server.elect(1);
  expect(await refused(append(one, 's', events, NO_STREAM))).toMatchObject({ code: 14 });
  expect(await append(one, 's', events, NO_STREAM)).toEqual(appended);
  await server.startNode(0);
  expect(await contents(client(server.urlOf(0)), 's')).toHaveLength(1);
});

test('a subscription on a follower goes on when the leader is killed', async () => {
  const subscription = client(server.urlOf(2)).subscribeToAll({ fromPosition: START });
  subscription.on('data', () => undefined);
  await once(subscription, 'caughtUp');
  await server.killNode(0);
  server.elect(1);
  const next = once(subscription, 'data');
  await append(client(server.urlOf(1)), 's', [event('x')], NO_STREAM);
  await next;
});

test('no node is left: discovery gives up', async () => {
  const one = client(`${server.url}&maxDiscoverAttempts=2&discoveryInterval=50`);
  for (const node of [0, 1, 2]) await server.killNode(node);
  expect(await refused(append(one, 's', [event('x')], NO_STREAM))).toEqual({
    class: 'Error',
    message: 'Failed to discover after 2 attempts.',
  });
});

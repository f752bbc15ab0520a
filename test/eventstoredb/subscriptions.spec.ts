import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AllStreamSubscription,
  ANY,
  END,
  type EventStoreDBClient,
  eventTypeFilter,
  type Filter,
  jsonEvent,
  NO_STREAM,
  type Position,
  type PrefixesFilter,
  START,
  streamNameFilter,
  type StreamSubscription,
} from '@eventstore/db-client';
import { eventually, untilTrue } from '../setup/eventually.js';
import { append, connect, event } from './client.js';
import { casesOf, plainError, type RecordedCase, tryAll } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

let server: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await startEventStoreServer();
  client = connect(server.url);
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
});

interface Seen {
  readonly events: {
    readonly stream: string;
    readonly rev: string;
    readonly type: string;
    readonly position: Position;
  }[];
  readonly log: { n: string; after: number; err?: unknown }[];
  readonly checkpoints: Position[];
}

interface Options {
  readonly fromPosition?: Position | typeof START | typeof END;
  readonly filter?: Filter & { readonly filterOn: string };
}

const typed = (type: string) => jsonEvent({ type, data: {} });

function watch(subscription: AllStreamSubscription | StreamSubscription, checkpoints: Position[] = []): Seen {
  const seen: Seen = { events: [], log: [], checkpoints };
  const note = (n: string) => (err?: unknown) =>
    void seen.log.push({ n, after: seen.events.length, ...(err !== undefined && { err: plainError(err) }) });
  for (const n of ['confirmation', 'caughtUp', 'end', 'finish', 'close', 'error'] as const) {
    (subscription as AllStreamSubscription).on(n as 'error', note(n));
  }
  (subscription as AllStreamSubscription).on('data', ({ event: read }) => {
    if (read === undefined) return;
    seen.events.push({ stream: read.streamId, rev: `${read.revision}n`, type: read.type, position: read.position });
  });
  return seen;
}

function subscribeToAll({ fromPosition = START, filter }: Options): {
  seen: Seen;
  subscription: AllStreamSubscription;
} {
  const checkpoints: Position[] = [];
  const checkpointReached = (_: unknown, position: Position) => void checkpoints.push(position);
  const make = filter?.filterOn === 'streamName' ? streamNameFilter : eventTypeFilter;
  const made = filter && make({ ...(filter as PrefixesFilter), checkpointReached });
  const subscription = client.subscribeToAll({ fromPosition, ...(made && { filter: made }) });
  return { seen: watch(subscription, checkpoints), subscription };
}

async function end(subscription: AllStreamSubscription | StreamSubscription): Promise<void> {
  const closed = once(subscription, 'close');
  await subscription.unsubscribe();
  await closed;
}

const shapeOf = ({ commit, prepare }: Position): string => (commit === 0n ? 'start' : prepare === 0n ? 'before' : 'at');

const NAME = '960ce0';

const [acc0, oth, acc1] = [`acc-0-${NAME}`, `oth-${NAME}`, `acc-1-${NAME}`];

const isWaitedFor = (recorded: RecordedCase): boolean =>
  JSON.stringify(recorded.result).includes('-- live appends start');

async function appendLive(): Promise<void> {
  for (let i = 0; i < 5; i++) await append(client, acc0, [typed('LIVE')], ANY);
  for (let i = 0; i < 3; i++) await append(client, oth, [typed('LIVE2')], ANY);
}

type Named = readonly [name: string, recorded: RecordedCase];

interface Result {
  readonly events: number;
  readonly ordered: boolean;
  readonly first?: { readonly stream: string; readonly rev: string; readonly type: string };
  readonly types: readonly string[];
  readonly streams: readonly string[];
  readonly log: readonly {
    readonly n: string;
    readonly after: number;
    readonly err?: Readonly<Record<string, unknown>>;
  }[];
  readonly checkpoints: number;
  readonly checkpointShapes?: readonly string[];
}

function expectSeen({ events, log, checkpoints }: Seen, recorded: RecordedCase): void {
  const result = recorded.result as Result;
  const positions = events.map(({ position }) => position.commit);
  const unnamed = (stream: string): string => stream.replace(NAME, 'X');
  const [first] = events;
  expect({
    events: events.length,
    ordered: positions.every((position, at) => at === 0 || position > positions[at - 1]!),
    first: first && { stream: first.stream.replace(`-${NAME}`, ''), rev: first.rev, type: first.type },
    types: [...new Set(events.map(({ type }) => type))],
    streams: [...new Set(events.map(({ stream }) => unnamed(stream)))],
    log: log.map(({ n, after }) => ({ n, after })),
    checkpoints: checkpoints.length,
  }).toEqual({
    events: result.events,
    ordered: result.ordered,
    first: result.first && { stream: result.first.stream, rev: result.first.rev, type: result.first.type },
    types: result.types,
    streams: result.streams,
    log: result.log.filter(({ n }) => !n.startsWith('--')).map(({ n, after }) => ({ n, after })),
    checkpoints: result.checkpoints,
  });
  const shapes = result.checkpointShapes ?? [];
  // The real server examines one record of its own, which moves the windows of one event.
  if (!recorded.case.endsWith('window=1')) expect(checkpoints.slice(0, shapes.length).map(shapeOf)).toEqual(shapes);
}

describe('one log, in the order of the recording', () => {
  let afterSix: Position;
  let ofThree: Position;
  let resumed: Seen | undefined;

  beforeAll(async () => {
    for (let i = 0; i < 10; i += 2) {
      await append(client, acc0, [typed(`A${i % 3}`), typed('B')], ANY);
      await append(client, oth, [typed('A0'), typed(i === 0 ? 'A0' : 'A1')], ANY);
      const { position } = await append(client, acc1, [typed(`A${(i + 1) % 3}`), typed('B')], ANY);
      if (i === 0) afterSix = position!;
    }
  });

  const positions: Readonly<Record<string, () => Options['fromPosition']>> = {
    'sub.resume.from_exact_position.no_filter': () => afterSix,
    'sub.resume.from_exact_position.filter': () => afterSix,
    'sub.resume.from_between(P+1)': () => ({ commit: afterSix.commit + 1n, prepare: afterSix.prepare + 1n }),
    'sub.resume.from_between(P+1).filter': () => ({ commit: afterSix.commit + 1n, prepare: afterSix.prepare + 1n }),
    'sub.resume.from_beyond_end': () => ({ commit: 10n ** 12n, prepare: 10n ** 12n }),
    'sub.from_END': () => END,
    'sub.resume.from_append_result_position(of 3-event append)': () => ofThree,
  };

  const isWhole = /^sub\.(?:all|filter|from|resume\.from)(?!.*(?:complete|between|invalid))/u;

  test.each(casesOf('subscription', /^(?!sub\.checkpoint|sub\.resume\.from_checkpoint)/u))(
    '%s',
    async (_name, recorded) => {
      if (recorded.case.startsWith('subStream.')) return streamCase(recorded);
      if (recorded.case.startsWith('sub.resume.from_append')) await appendFour();
      if (isWhole.test(recorded.case)) return wholeCase(recorded);
      if (/between|invalid/u.test(recorded.case)) return refusedCase(recorded);
      if (recorded.case.endsWith('exclusive?')) {
        const [first] = resumed!.events;
        return expect({ isNext: first!.position.commit > afterSix.commit, rev: first!.rev }).toEqual({
          isNext: true,
          rev: '2n',
        });
      }
      if (recorded.case === 'sub.resume.append_result.first') {
        const { first } = recorded.result as Result;
        return expect(resumed!.events[0]).toMatchObject({ rev: first!.rev, type: first!.type });
      }
      throw new Error(`Nothing reproduces ${recorded.case}.`);
    },
  );

  async function wholeCase(recorded: RecordedCase): Promise<void> {
    const options = recorded.request['opts'] as Options;
    const fromPosition = positions[recorded.case]?.();
    const { seen, subscription } = subscribeToAll({ ...options, fromPosition: fromPosition ?? START });
    await untilTrue(() => seen.log.some(({ n }) => n === 'caughtUp'));
    if (isWaitedFor(recorded)) await appendLive();
    await untilTrue(() => seen.events.length >= (recorded.result as Result).events);
    await sleep(20);
    await end(subscription);
    resumed = seen;
    expectSeen(seen, recorded);
  }

  async function refusedCase(recorded: RecordedCase): Promise<void> {
    const { seen } = subscribeToAll({
      ...(recorded.request['opts'] as Options),
      fromPosition: positions[recorded.case]?.() ?? START,
    });
    const failed = await eventually(() => seen.log.find(({ n }) => n === 'error'));
    const { rawDetails: _, trailers: __, ...error } = (recorded.result as Result).log[0]!.err!;
    expect(failed).toEqual({ n: 'error', after: 0, err: error });
    expect(seen.log.map(({ n }) => n)).not.toContain('confirmation');
  }

  async function streamCase(recorded: RecordedCase): Promise<void> {
    const { fromRevision } = recorded.request as { readonly fromRevision?: string };
    const isMissing = recorded.case.includes('missing');
    const { revs, n, log } = recorded.result as { readonly revs?: readonly string[]; readonly n: number } & Result;
    const subscription = client.subscribeToStream(isMissing ? 'sub-missing' : acc0, {
      fromRevision:
        fromRevision === undefined ? START : fromRevision === 'end' ? END : BigInt(fromRevision.slice(0, -1)),
    });
    const seen = watch(subscription);
    await untilTrue(() => seen.log.some((entry) => entry.n === (isMissing ? 'confirmation' : 'caughtUp')));
    await append(client, isMissing ? 'sub-missing' : acc0, [typed('L')], ANY);
    await untilTrue(() => seen.events.length >= n && seen.log.some((entry) => entry.n === 'caughtUp'));
    await end(subscription);
    expect(seen.log).toEqual(log.map(({ n: name, after }) => ({ n: name, after })));
    expect(seen.events).toHaveLength(n);
    if (revs !== undefined) expect(seen.events.slice(0, revs.length).map(({ rev }) => rev)).toEqual(revs);
  }

  async function appendFour(): Promise<void> {
    ofThree = (await append(client, acc0, [typed('R1'), typed('R2'), typed('R3')], ANY)).position!;
    await append(client, acc0, [typed('R4')], ANY);
  }

  describe('with 20,000 events behind it that the filter does not let through', () => {
    let lastCheckpoint: Position | undefined;

    beforeAll(async () => {
      // One more than the recording tells: what the real server examines and never shows.
      const others = Array.from({ length: 20_001 }, () => typed('Other'));
      for (let at = 0; at < others.length; at += 2_000)
        await append(client, 'other', others.slice(at, at + 2_000), ANY);
      await append(client, acc0, [typed('Tail')], ANY);
    });

    // Each event as a checkpoint of its own takes seconds.
    const catchUps = tryAll ? /^sub\.checkpoint\.catchup/u : /^sub\.checkpoint\.catchup(?!.*window=1$)/u;

    test.each(casesOf('subscription', catchUps))('%s', async (_name, recorded) => {
      const { seen, subscription } = subscribeToAll(recorded.request['opts'] as Options);
      await untilTrue(() => seen.log.some(({ n }) => n === 'caughtUp'));
      await end(subscription);
      expectSeen(seen, recorded);
      lastCheckpoint ??= seen.checkpoints.findLast(({ prepare }) => prepare === 0n)!;
    });

    test('sub.resume.from_checkpoint, sub.resume.from_checkpoint.complete: nothing is lost', async () => {
      const [[, recorded], [, complete]] = casesOf('subscription', /^sub\.resume\.from_checkpoint/u) as [Named, Named];
      const { filter } = recorded.request['opts'] as Options;
      const { seen, subscription } = subscribeToAll({ fromPosition: lastCheckpoint!, ...(filter && { filter }) });
      await untilTrue(() => seen.log.some(({ n }) => n === 'caughtUp'));
      await end(subscription);
      // How many checkpoints follow is not compared: none was recorded, and which one it was resumed from is not known.
      expectSeen({ ...seen, checkpoints: [] }, recorded);
      expect(seen.events).toHaveLength((complete.result as { readonly got: number }).got);
    });
  });

  test.each([['live']])(
    'sub.checkpoint.%s: four subscriptions at the end, then 500 appends that none lets through',
    async () => {
      const cases = casesOf('subscription', /^sub\.checkpoint\.live/u).map(([, recorded]) => recorded);
      const watched = cases.map((recorded) => ({
        recorded,
        ...subscribeToAll({ ...(recorded.request['opts'] as Options), fromPosition: END }),
      }));
      for (const { seen } of watched) await untilTrue(() => seen.log.some(({ n }) => n === 'caughtUp'));
      for (let i = 0; i < 500; i++) await append(client, `single-${i % 7}`, [typed('Other')], ANY);
      for (const { seen, recorded } of watched) {
        await untilTrue(() => seen.checkpoints.length >= (recorded.result as Result).checkpoints);
      }
      for (const { subscription } of watched) await end(subscription);
      for (const { seen, recorded } of watched) expectSeen(seen, recorded);
      expect(cases).toHaveLength(4);
    },
  );
});

describe('what ends a subscription', () => {
  test.each(casesOf('subscription-failure', /^server\./u))('%s', async (_name, recorded) => {
    const ended = await startEventStoreServer();
    const other = connect(ended.url);
    for (let i = 0; i < 10; i++) await append(other, 'ended', [event('e', i)], ANY);
    const subscription = other.subscribeToAll({ filter: streamNameFilter({ prefixes: ['ended'] }) });
    const seen = watch(subscription);
    await untilTrue(() => seen.log.some(({ n }) => n === 'caughtUp'));
    await (recorded.case.startsWith('server.KILL') ? ended.kill() : ended.stop({ keep: true }));
    const failed = await eventually(() => seen.log.find(({ n }) => n === 'error'));
    expect(failed.err).toMatchObject({ class: 'UnavailableError', type: 'unavailable', code: 14 });
    expect(seen.log.map(({ n }) => n)).not.toContain('close');
    const down = await other.appendToStream('ended', event('down')).then(() => null, plainError);
    expect(down).toMatchObject({ code: 14 });
    await ended.start();
    const result = recorded.result as {
      readonly newSubscriptionFromLastPos: readonly string[];
      readonly oldSubscriptionReceivedAfterRestart: number;
    };
    const before = seen.events.length;
    await append(other, 'ended', [typed('up')], ANY);
    await append(other, 'ended', [typed('up2')], ANY);
    const fromPosition = seen.events.at(-1)!.position;
    const next = other.subscribeToAll({ fromPosition, filter: streamNameFilter({ prefixes: ['ended'] }) });
    const again = watch(next);
    await untilTrue(() => again.events.length >= result.newSubscriptionFromLastPos.length);
    expect(again.events.map(({ type }) => type)).toEqual(result.newSubscriptionFromLastPos);
    expect(seen.events.length - before).toBe(result.oldSubscriptionReceivedAfterRestart);
    await end(next);
    await other.dispose();
    await ended.stop();
  });

  test('backpressure.live_slow_consumer as fast as possible: about 2,000 events of backlog end it', async () => {
    const [, recorded] = casesOf('subscription-failure', /live_slow/u).find(
      ([, { request }]) => request['handlerMs'] === 10,
    )!;
    const { log } = recorded.result as Result;
    const other = connect(server.url);
    const subscription = other.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: ['slow'] }) });
    subscription.on('data', () => undefined);
    await once(subscription, 'caughtUp');
    subscription.pause();
    const failed = once(subscription, 'error').then(([error]) => plainError(error));
    for (let block = 0; block < 6; block++) {
      await append(
        client,
        'slow',
        Array.from({ length: 500 }, (_, i) => event('s', i)),
        ANY,
      );
    }
    subscription.resume();
    const { rawDetails: _, trailers: __, ...error } = log.find(({ n }) => n === 'error')!.err!;
    expect(await failed).toEqual(error);
    await other.dispose();
  });

  test('backpressure.catchup_pause: the server waits for a reader that stands still in its catch-up', async () => {
    expect(casesOf('subscription-failure', /catchup_pause/u)).toHaveLength(1);
    await append(
      client,
      'paused',
      Array.from({ length: 2_000 }, (_, i) => event('p', i)),
      ANY,
    );
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ prefixes: ['paused'] }) });
    const seen = watch(subscription);
    await once(subscription, 'data');
    subscription.pause();
    await sleep(200);
    expect(seen.log.map(({ n }) => n)).toEqual(['confirmation']);
    subscription.resume();
    await untilTrue(() => seen.log.some(({ n }) => n === 'caughtUp'));
    expect(seen.events.map(({ rev }) => rev)).toEqual(Array.from({ length: 2_000 }, (_, i) => `${i}n`));
    await end(subscription);
  });

  test('backpressure.live_slow_consumer with a backlog of some hundred events: nothing happens to it', async () => {
    expect(
      casesOf('subscription-failure', /live_slow/u).filter(
        ([, { result }]) => !JSON.stringify(result).includes('"error"'),
      ),
    ).toHaveLength(3);
    const other = connect(server.url);
    const subscription = other.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: ['quick'] }) });
    const seen = watch(subscription);
    await once(subscription, 'caughtUp');
    subscription.pause();
    await append(
      client,
      'quick',
      Array.from({ length: 544 }, (_, i) => event('q', i)),
      NO_STREAM,
    );
    subscription.resume();
    await untilTrue(() => seen.events.length === 544);
    expect(seen.log.map(({ n }) => n)).not.toContain('error');
    await end(subscription);
    await other.dispose();
  });
});

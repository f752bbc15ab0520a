import { createHash } from 'node:crypto';
import { ANY, BACKWARDS, END, type EventData, type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { append, connect, contents, event, expectation, readToEnd, type Rpc } from './client.js';
import { RecentIds } from './idempotency.js';
import { casesOf, expectAsRecorded, plainError, type RecordedCase, settle, tryAll } from './recorded.js';
import { type EventStoreServer, startEventStoreServer } from './server.js';

let server: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await startEventStoreServer({ commitTimeout: 1_000 });
  client = connect(server.url);
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
});

describe('the matrix: a stream of A (3 events) and B (2 events), then one more append', () => {
  let stream = 0;

  const appends: Readonly<Record<string, (a: readonly EventData[], b: readonly EventData[]) => readonly EventData[]>> =
    {
      'A(3)': (a) => a,
      'B(2)': (_a, b) => b,
      'A+B (two commits)': (a, b) => [...a, ...b],
      'A[1],A[2],B[0] (across commits)': (a, b) => [a[1]!, a[2]!, b[0]!],
      'A[0..1] (prefix of commit)': (a) => a.slice(0, 2),
      'A[2] alone': (a) => a.slice(2),
      'B + new': (_a, b) => [...b, event('NEW')],
      'A[0..1] + new (same length as A)': (a) => [...a.slice(0, 2), event('NEW')],
      'new + B': (_a, b) => [event('NEW'), ...b],
      'B reversed': (_a, b) => b.toReversed(),
      'B same ids changed data': (_a, b) => b.map(({ id }, i) => event('CHG', i, id)),
      'new x1': () => [event('NEW')],
      'A[0],A[2] (gap)': (a) => [a[0]!, a[2]!],
      empty: () => [],
    };

  test.each(casesOf('idempotency-matrix', /^idemB/u))('%s', async (_name, recorded) => {
    const name = `matrix-${stream++}`;
    const a = [0, 1, 2].map((i) => event('A', i));
    const b = [0, 1].map((i) => event('B', i));
    await append(client, name, a, NO_STREAM);
    await append(client, name, b, 2n);
    const events = appends[recorded.case.replace('idemB.', '')]!(a, b);
    expectAsRecorded(
      recorded,
      await settle(append(client, name, events, expectation(recorded.request['expected'] as string))),
    );
    const added = (await contents(client, name)).slice(5).map(({ data }) => data);
    expect({ written: added.length, data: added }).toEqual(recorded.observed);
  });
});

describe('appends of nothing, and many at once', () => {
  const one = (name: string, expected: string, events: readonly EventData[] = []) =>
    settle(append(client, name, events, expectation(expected)));

  const at = (name: string) => casesOf('idempotency-matrix').find(([, recorded]) => recorded.case === name)![1];

  test('empty.new NO_STREAM, empty.then NO_STREAM one, empty.new then NO_STREAM', async () => {
    expectAsRecorded(at('empty.new NO_STREAM'), await one('empty-1', 'no_stream'));
    expectAsRecorded(at('empty.then NO_STREAM one'), await one('empty-1', 'no_stream', [event('x')]));
    await one('empty-4', 'no_stream');
    expectAsRecorded(at('empty.new then NO_STREAM'), await one('empty-4', 'no_stream', [event('x')]));
  });

  test('empty.new ANY, empty.then exact 0', async () => {
    expectAsRecorded(at('empty.new ANY'), await one('empty-2', 'any'));
    expectAsRecorded(at('empty.then exact 0'), await one('empty-2', '0n', [event('x')]));
  });

  test('empty.new STREAM_EXISTS', async () => {
    expectAsRecorded(at('empty.new STREAM_EXISTS'), await one('empty-3', 'stream_exists'));
  });

  test('concurrent 20 x NO_STREAM distinct ids', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => one('race-1', 'no_stream', [event('x')])));
    const refused = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]));
    expect({
      ok: outcomes.length - refused.length,
      wev: refused.filter((error) => error['class'] === 'WrongExpectedVersionError').length,
      actual: [...new Set(refused.map((error) => error['actualVersion']))],
      n: (await contents(client, 'race-1')).length,
    }).toEqual(at('concurrent 20 x NO_STREAM distinct ids').result);
  });

  test('concurrent 20 x NO_STREAM same id', async () => {
    const same = event('x');
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => one('race-2', 'no_stream', [same])));
    expectAsRecorded(
      at('concurrent 20 x NO_STREAM same id'),
      outcomes.find(({ outcome }) => outcome === 'error')!,
    );
    expect(await contents(client, 'race-2')).toHaveLength(1);
  });

  test('concurrent 20 x ANY same id: stored once, and who gets an answer gets the same one', async () => {
    const same = event('x');
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => one('race-3', 'any', [same])));
    const recorded = at('concurrent 20 x ANY same id').result as {
      readonly n: number;
      readonly next: readonly string[];
    };
    const answered = outcomes.filter(({ outcome }) => outcome === 'success');
    expect(
      new Set(answered.map(({ result }) => (result as { nextExpectedRevision: string }).nextExpectedRevision)),
    ).toEqual(new Set([recorded.next[0]]));
    expect(await contents(client, 'race-3')).toHaveLength(recorded.n);
  });
});

describe('sequences of appends to the same streams', () => {
  /** Recordings name an id by its last digits; the same ones are the same id throughout. */
  const idOf = (short: string): string =>
    createHash('sha256')
      .update(short)
      .digest('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');

  const tagOf = (recorded: { readonly observed?: Readonly<Record<string, unknown>> }, written: number) => {
    const after = recorded.observed?.['after'] as { readonly data?: readonly string[] } | undefined;
    return (after?.data ?? []).slice(-written).map((text) => JSON.parse(text) as { tag: string; i: number });
  };

  const lengths = new Map<string, number>();

  test.each(casesOf('idempotency-sequence'))('%s', async (_name, recorded) => {
    if (recorded.case === 'restart.graceful') return server.restart();
    const { stream, expected, ids, before } = recorded.request as unknown as {
      readonly stream: string;
      readonly expected: string;
      readonly ids: readonly string[];
      readonly before: { readonly n?: number };
    };
    const rpc: Rpc = stream.includes('unary') ? 'unary' : 'batch';
    const missing = (before.n ?? 0) - (lengths.get(stream) ?? 0);
    if (missing > 0)
      await append(
        client,
        stream,
        Array.from({ length: missing }, (_, i) => event('later', i)),
        ANY,
      );
    lengths.set(stream, before.n ?? 0);
    const written = (recorded.observed?.['written'] as number | undefined) ?? 0;
    const data = tagOf(recorded, written);
    const events = ids.map((id, i) => event(data[i]?.tag ?? 'd', data[i]?.i ?? i, idOf(id)));
    expectAsRecorded(recorded, await settle(append(client, stream, events, expectation(expected), rpc)));
    const after = recorded.observed?.['after'] as { readonly n: number; readonly ids?: readonly string[] } | undefined;
    if (after === undefined) return;
    lengths.set(stream, after.n);
    const last = await readToEnd(client, stream, {
      direction: BACKWARDS,
      fromRevision: END,
      maxCount: after.ids?.length ?? 1,
    });
    expect(last[0]?.event?.revision).toBe(BigInt(after.n) - 1n);
    if (after.ids !== undefined) expect(last.toReversed().map((read) => read.event?.id)).toEqual(after.ids.map(idOf));
  });
});

describe('the same append again while it is still being stored', () => {
  interface Race {
    readonly expected: string;
    readonly parallel: number;
    readonly rpc: Rpc;
  }

  const races = casesOf('idempotency-race').map(([, recorded]) => {
    const { expected, parallel, rpc } = recorded.request as unknown as Race;
    return [`${recorded.case}, ${parallel} in parallel expecting ${expected}, ${rpc}`, recorded] as const;
  });

  const runs = new Map<
    RecordedCase,
    { readonly stream: string; readonly same: EventData; readonly outcomes: readonly PromiseSettledResult<unknown>[] }
  >();

  const send = (stream: string, same: EventData, { expected, rpc }: Race) =>
    append(client, stream, [same], expectation(expected), rpc);

  // Each waits for the timeout of the server, so they do so together.
  beforeAll(async () => {
    await Promise.all(
      races.map(async ([, recorded], at) => {
        const race = recorded.request as unknown as Race;
        const stream = `in-flight-${at}`;
        const same = event('x');
        const sent = Array.from({ length: race.parallel }, () => send(stream, same, race));
        runs.set(recorded, { stream, same, outcomes: await Promise.allSettled(sent) });
      }),
    );
  });

  test.each(races)('%s', async (_name, recorded) => {
    const { stream, same, outcomes } = runs.get(recorded)!;
    const errors = Object.keys((recorded.result as { readonly errs: object }).errs);
    const failed = outcomes.flatMap((outcome) => {
      if (outcome.status === 'fulfilled') return [];
      const { class: kind, message, code } = plainError(outcome.reason);
      return [`${String(kind)}|${String(message)}|${String(code)}`];
    });
    expect(failed.length).toBeLessThan(outcomes.length);
    expect(new Set([...errors, ...failed])).toEqual(new Set(errors));
    expect(await contents(client, stream)).toHaveLength(1);
    expect(await send(stream, same, recorded.request as unknown as Race)).toMatchObject({ nextExpectedRevision: 0n });
  });
});

test('NO_STREAM retry after 60000 later events (4,000 unless all is tried): idempotent, at its first position', async () => {
  const [, recorded] = casesOf('idempotency-window', /^NO_STREAM/u)[0]!;
  const first = [event('first')];
  const appended = await append(client, 'window', first, NO_STREAM);
  for (let block = 0; block < (tryAll ? 30 : 2); block++) {
    await append(
      client,
      `later-${block}`,
      Array.from({ length: 2_000 }, (_, i) => event('later', i)),
      NO_STREAM,
    );
  }
  const again = await append(client, 'window', first, NO_STREAM);
  expect(again).toEqual(appended);
  expect({ next: `${again.nextExpectedRevision}n`, n: (await contents(client, 'window')).length }).toEqual(
    recorded.result,
  );
});

test('ANY retry after N later single-stream events: the id is forgotten between 120,000 and 140,000', () => {
  const [, recorded] = casesOf('idempotency-window', /^ANY/u)[0]!;
  const recent = new RecentIds();
  const remember = (id: string): void =>
    recent.remember({ ...blank, id, stream: 's', revision: 0, created: 0, position: 1, end: 2, endsAppend: true });
  remember('first');
  const found: Record<string, string> = {};
  let later = 0;
  const counts = (recorded.request['laterEvents'] as readonly number[]).filter((count) => tryAll || count <= 140_000);
  for (const count of counts) {
    for (; later < count; later++) remember(String(later));
    found[count] = recent.find('first', 's') === undefined ? 'APPENDED AGAIN' : 'idempotent';
  }
  expect(recorded.result).toMatchObject(found);
  expect(Object.values(found)).toEqual(expect.arrayContaining(['idempotent', 'APPENDED AGAIN']));
});

const blank = { type: 'T', isJson: true, data: Buffer.alloc(0), metadata: Buffer.alloc(0) };

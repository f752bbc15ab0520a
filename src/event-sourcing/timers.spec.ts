import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { alone, newShelf, shelfCatalogue, shelfDecider } from '../../test/setup/shelf.js';
import type { Caller } from './command.js';
import { Rejection } from './rejection.js';
import { type DueTimer, isoInstant, type Timer, Timers } from './timers.js';

const NOON = '2025-08-10T12:00:00.000Z';

describe('timers', () => {
  let kernel: Kernel;
  let now: string;
  let rung: (DueTimer & { readonly commandId: string })[];
  let answer: () => void;

  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
    await kernel.owner.query('create table due (subject text, at timestamptz)');
    await kernel.owner.query('grant select on due to credence_app');
  });
  afterAll(() => kernel.stop());
  beforeEach(async () => {
    now = NOON;
    rung = [];
    answer = () => undefined;
    await kernel.owner.query('truncate due, progress.timers');
  });

  const timer: Timer = {
    name: 'alarm',
    due: `select subject, ${isoInstant('at')} as due_at, 'test' as meeting_id from due where at <= $2::timestamptz`,
    ring: (due, { commandId }: Caller) => {
      rung.push({ ...due, commandId });
      answer();
      return Promise.resolve();
    },
  };
  const timers = (): Timers => new Timers(kernel.pool, { now: () => new Date(now) });
  const set = (subject: string, at: string): Promise<unknown> =>
    kernel.owner.query('insert into due values ($1, $2)', [subject, at]);

  it('ring when they are due, the earliest first, with the instant as facts have it', async () => {
    await set('b', NOON);
    await set('a', '2025-08-10T06:59:59.5-05:00');
    await set('later', '2025-08-10T12:00:00.001Z');
    await timers().ringDue(timer);
    expect(rung.map(({ subject, dueAt, meetingId }) => [subject, dueAt, meetingId])).toEqual([
      ['a', '2025-08-10T11:59:59.500Z', 'test'],
      ['b', NOON, 'test'],
    ]);
    now = '2025-08-10T12:00:01.000Z';
    await timers().ringDue(timer);
    expect(rung.at(-1)?.subject).toBe('later');
    expect(rung).toHaveLength(3);
  });

  it('ring once for a due time, also where nothing comes of it or a rule says no, and again for the next one', async () => {
    await set('a', NOON);
    answer = () => {
      throw new Rejection('no');
    };
    for (let rounds = 0; rounds < 3; rounds += 1) await timers().ringDue(timer);
    expect(rung).toHaveLength(1);
    now = '2025-08-11T12:00:00.000Z';
    await set('a', now);
    for (let rounds = 0; rounds < 3; rounds += 1) await timers().ringDue(timer);
    expect(rung.map(({ dueAt }) => dueAt)).toEqual([NOON, now]);
  });

  it('ring again where something broke, under the same id, and the others all the same', async () => {
    await set('broken', NOON);
    await set('sound', NOON);
    answer = () => {
      if (rung.at(-1)?.subject === 'broken') throw new Error('away');
    };
    await expect(timers().ringDue(timer)).rejects.toThrow('1 of 2 timers "alarm" failed.');
    answer = () => undefined;
    await timers().ringDue(timer);
    expect(rung.map(({ subject }) => subject)).toEqual(['broken', 'sound', 'broken']);
    expect(rung[2]?.commandId).toBe(rung[0]?.commandId);
    expect(rung[1]?.commandId).not.toBe(rung[0]?.commandId);
  });

  it('of two processes send the same command, which is decided once', async () => {
    const shelf = newShelf();
    await set(shelf, NOON);
    let arrived = 0;
    let bothArrived = (): void => undefined;
    const both = new Promise<void>((resolve) => (bothArrived = resolve));
    const nodes = [kernel, await kernel.node()];
    const processes = nodes.map(({ decisions }) => {
      const ring: Timer['ring'] = async ({ subject }, caller) => {
        arrived += 1;
        if (arrived === nodes.length) bothArrived();
        await both;
        const data = { weights: [1] };
        await decisions.decide(shelfDecider, subject, { type: 'StoreParcels', data, caller }, alone);
      };
      return timers().ringDue({ ...timer, ring });
    });
    await Promise.all(processes);
    expect(arrived).toBe(2);
    expect(await kernel.store.read(`shelf-${shelf}`)).toHaveLength(1);
  });

  it('that fail without end keep no other from ringing', async () => {
    await kernel.owner.query(`insert into due select 'broken' || n, $1 from generate_series(1, 500) n`, [NOON]);
    now = '2025-08-10T12:00:01.000Z';
    await set('sound', now);
    answer = () => {
      if (rung.at(-1)?.subject !== 'sound') throw new Error('away');
    };
    const one = timers();
    await expect(one.ringDue(timer)).rejects.toThrow('500 of 500 timers "alarm" failed.');
    expect(rung.map(({ subject }) => subject)).not.toContain('sound');
    for (let rounds = 0; rounds < 4; rounds += 1) await one.ringDue(timer).catch(() => undefined);
    expect(rung.map(({ subject }) => subject)).toContain('sound');
  });

  it('stop between two rings when the process stops', async () => {
    await kernel.owner.query(`insert into due select 's' || n, $1 from generate_series(1, 100) n`, [NOON]);
    const stopping = new AbortController();
    answer = () => stopping.abort();
    await timers().ringDue(timer, stopping.signal);
    expect(rung.length).toBeGreaterThan(0);
    expect(rung.length).toBeLessThan(100);
  });

  it('of more than a round takes are dealt with by the next ones', async () => {
    await kernel.owner.query(`insert into due select 's' || n, $1 from generate_series(1, 1200) n`, [NOON]);
    for (let rounds = 0; rounds < 3; rounds += 1) await timers().ringDue(timer);
    expect(new Set(rung.map(({ subject }) => subject)).size).toBe(1_200);
    expect(rung).toHaveLength(1_200);
  });
});

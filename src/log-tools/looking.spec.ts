import { randomUUID } from 'node:crypto';
import { eventually, untilTrue } from '../../test/setup/eventually.js';
import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { alone, leaveNote, sealed, shelfCatalogue, shelfDecider, storeParcels } from '../../test/setup/shelf.js';
import { NONE } from '../event-sourcing/event-store.js';
import { settledEnd } from '../event-sourcing/log-walk.js';
import { type Screen, show, stats, tail } from './looking.js';
import { openLog } from './logs.js';
import { readWords, UsageError } from './words.js';

const SECRET = 'a note that nobody may read';

class TestScreen implements Screen {
  readonly lines: string[] = [];
  readonly told: string[] = [];
  readonly say = (lines: readonly string[]): void => void this.lines.push(...lines);
  readonly tell = (line: string): void => void this.told.push(line);
  json = (at = 0): Record<string, unknown> => JSON.parse(this.lines[at] ?? '') as Record<string, unknown>;
}

describe('operators look at the log', () => {
  let kernel: Kernel;
  let screen: TestScreen;
  const [id, other] = ['first', 'second'];

  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
    await kernel.decisions.decide(shelfDecider, id, storeParcels([1, 2], { actorId: 'keeper-1' }), alone);
    await kernel.decisions.decide(shelfDecider, id, leaveNote('person-1', SECRET), alone);
    await kernel.decisions.decide(shelfDecider, other, storeParcels([3]), alone);
    await kernel.store.append('visa-letter-third', NONE, [sealed()]);
  });
  afterAll(() => kernel.stop());
  beforeEach(() => {
    screen = new TestScreen();
  });

  it('at one stream: who did what under which power, and never what personal blocks say', async () => {
    expect(await show(kernel.store, { names: [`shelf-${id}`], json: false }, screen)).toBe(0);
    expect(screen.lines).toHaveLength(3);
    expect(screen.lines[1]).toMatch(
      /^1 {2}\d{4}-\d\d-\d\dT\S+Z {2}ParcelStored v1 {2}keeper-1 as keeper {2}\{"parcelId":"parcel-1","weight":2\}$/u,
    );
    expect(screen.lines[2]).toMatch(/^2 .* NoteLeft v1 .*\(personal: 1 of person-1\)$/u);

    const asJson = new TestScreen();
    await show(kernel.store, { names: [`shelf-${id}`], json: true }, asJson);
    expect(asJson.json(2)).toMatchObject({ revision: 2, type: 'NoteLeft', version: 1, personal: ['person-1'] });
    const [note] = (await kernel.store.read(`shelf-${id}`)).slice(2);
    const cipher = Object.values(JSON.parse(note?.personal ?? '{}') as Record<string, string>).join('');
    expect(cipher.length).toBeGreaterThan(SECRET.length);
    for (const line of [...screen.lines, ...asJson.lines]) {
      expect(line).not.toContain(SECRET);
      expect(line).not.toContain(cipher);
    }
  });

  it('at a stream that is not there, and are told so', async () => {
    expect(await show(kernel.store, { names: ['shelf-none'], json: false }, screen)).toBe(3);
    expect(screen).toMatchObject({ lines: [], told: ['There is no stream "shelf-none".'] });
  });

  it('at what comes, of the categories that they name, from a position or some facts before the end', async () => {
    const words = { categories: ['shelf', 'visa-letter'], from: undefined, last: 2, json: false };
    const screens = { all: screen, letters: new TestScreen(), from: new TestScreen() };
    const stop = new AbortController();
    const [first] = await kernel.store.read(`shelf-${other}`);
    await settledEnd(kernel.store);
    const tails = [
      tail(kernel.store, { ...words, names: [] }, screens.all, stop.signal),
      tail(kernel.store, { ...words, names: ['visa-letter'] }, screens.letters, stop.signal),
      tail(
        kernel.store,
        { ...words, names: [], last: undefined, from: first?.position, json: true },
        screens.from,
        stop.signal,
      ),
    ];
    await untilTrue(() => Object.values(screens).every(({ lines }) => lines.length > 0));
    await kernel.decisions.decide(shelfDecider, 'fourth', storeParcels([4]), alone);
    await eventually(() => screens.all.lines[2]);
    await eventually(() => screens.from.lines[1]);
    stop.abort();
    expect(await Promise.all(tails)).toEqual([0, 0, 0]);
    const streams = ({ lines }: TestScreen): readonly (string | undefined)[] => lines.map((line) => line.split(' ')[0]);
    expect(streams(screens.all)).toEqual([`shelf-${other}`, 'visa-letter-third', 'shelf-fourth']);
    expect(streams(screens.letters)).toEqual(['visa-letter-third']);
    expect(screens.from.lines.map((_, at) => screens.from.json(at)['stream'])).toEqual([
      'visa-letter-third',
      'shelf-fourth',
    ]);
  });

  it('at no category and from no position that is not there', async () => {
    const words = { categories: ['shelf'], last: undefined, json: false };
    const { signal } = new AbortController();
    await expect(tail(kernel.store, { ...words, names: ['shelve'], from: undefined }, screen, signal)).rejects.toThrow(
      'There is no category "shelve", only shelf.',
    );
    const from = randomUUID();
    await expect(tail(kernel.store, { ...words, names: [], from }, screen, signal)).rejects.toThrow(UsageError);
  });

  it('at how much there is, and how far the readers are', async () => {
    await settledEnd(kernel.store);
    const [note] = (await kernel.store.read(`shelf-${id}`)).slice(2);
    const stand = (name: string, position: string): Promise<unknown> =>
      kernel.pool.query(
        `insert into progress.checkpoints (name, kind, version, position) values ($1, 'reaction', 1, $2)`,
        [name, position],
      );
    await stand('level', await kernel.store.newest());
    await stand('behind', note?.position ?? '');
    await stand('elsewhere', 'ffffffff-0000');
    const log = await openLog({ kind: 'postgres', databaseUrl: kernel.url });
    const categories = ['shelf', 'visa-letter'];
    expect(await stats(log, kernel.url, { categories, json: true }, screen)).toBe(0);
    await stats(log, kernel.url, { categories, json: false }, screen);
    await log.close();
    expect(screen.json()).toMatchObject({
      facts: 6,
      streams: 4,
      types: { ParcelStored: 5, NoteLeft: 1 },
      categories: { shelf: { streams: 3, facts: 5 }, 'visa-letter': { streams: 1, facts: 1 } },
      postgres: { generation: 1 },
      newest: await kernel.store.newest(),
    });
    const readers = screen.json()['readers'] as readonly {
      readonly name: string;
      readonly factsBehind: number | null;
    }[];
    expect(Object.fromEntries(readers.map(({ name, factsBehind }) => [name, factsBehind]))).toEqual({
      level: 0,
      behind: 3,
      elsewhere: null,
    });
    const { password } = new URL(kernel.url);
    expect(screen.lines.slice(1).join('\n')).toMatch(/level +reaction {2}running {2}level$/mu);
    expect(screen.lines.join('\n')).toMatch(/elsewhere +reaction {2}running {2}stands in another log$/mu);
    for (const line of screen.lines) expect(line).not.toContain(password);
  });
});

describe('the words of the command line', () => {
  it.each([
    [['copy'], 'To which store?'],
    [['copy', '--to'], 'lacks its value'],
    [['copy', 'postgres', '--to', 'postgres'], 'too much'],
    [['verify', '--to', 'postgres', '--ahead'], '--ahead belongs to copy'],
    [['show'], 'Name one stream'],
    [['show', 'a', 'b'], 'Name one stream'],
    [['stats', 'all'], 'too much'],
    [['stats', '--to', 'postgres'], 'belong to copy'],
    [['show', 'a', '--last', '3'], 'belong to tail'],
    [['tail', '--last', 'ten'], 'needs a number'],
    [['tail', '--last', '3', '--from', 'x'], 'not both'],
    [['tail', '--follow'], 'nobody knows'],
    [['delete'], 'no command "delete"'],
    [[], 'Which command?'],
  ])('%j: %s', (argv, problem) => {
    expect(() => readWords(argv)).toThrow(problem);
  });

  it('are never repeated where a password may stand in them', () => {
    expect(() => readWords(['copy', '--too=esdb://admin:secret@store'])).toThrow(UsageError);
    expect(() => readWords(['copy', '--too=esdb://admin:secret@store'])).not.toThrow('secret');
  });
});

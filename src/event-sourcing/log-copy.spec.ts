import { randomUUID } from 'node:crypto';
import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { newShelf, sealed, sealedMany, shelfCatalogue } from '../../test/setup/shelf.js';
import { BEGINNING, type EventStore, NONE, type StoredFact } from './event-store.js';
import { compareLogs, LogsDiffer } from './log-comparison.js';
import { copyLog, ForeignLog } from './log-copy.js';
import { CopyNotes } from './log-copy-notes.js';
import { LostPlace, Places } from './log-switch.js';
import { factsIn, settledEnd } from './log-walk.js';
import { refuseOtherLog } from './other-log.js';

/** A connection that is cut once, after the append was stored and before its answer came. */
function cutOnce(store: EventStore, after: number): EventStore {
  let left = after;
  const append: EventStore['append'] = async (...append) => {
    const outcome = await store.append(...append);
    if ((left -= 1) === 0) throw new Error('The connection was cut.');
    return outcome;
  };
  return new Proxy(store, { get: (it, key) => (key === 'append' ? append : Reflect.get(it, key)) as unknown });
}

describe('a log that is copied', () => {
  let source: Kernel;
  let target: Kernel;
  let third: Kernel;
  beforeAll(async () => {
    const start = (): Promise<Kernel> => startKernel(shelfCatalogue);
    [source, target, third] = await Promise.all([start(), start(), start()]);
  });
  afterAll(() => Promise.all([source, target, third].map((kernel) => kernel.stop())));
  beforeEach(async () => {
    const tables = 'log.facts, progress.checkpoints, progress.parked, progress.log_copies, progress.log_in_use';
    await Promise.all([source, target, third].map(({ owner }) => owner.query(`truncate ${tables}`)));
  });

  const streams = Array.from({ length: 5 }, () => `shelf-${newShelf()}`);

  /** `rounds` facts of each of five streams in turn, and of each a second one at once. */
  async function fill(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      for (const stream of streams) {
        const at = (await source.store.read(stream)).length - 1;
        await source.store.append(stream, at, sealedMany(2));
      }
    }
  }
  const allOf = async ({ store }: Kernel): Promise<readonly StoredFact[]> => {
    const facts: StoredFact[] = [];
    for await (const fact of factsIn(store, BEGINNING, await settledEnd(store))) facts.push(fact);
    return facts;
  };
  const withoutPosition = (facts: readonly StoredFact[]): readonly object[] =>
    facts.map(({ position: _position, ...fact }) => fact);

  it('has every fact byte for byte, in the same order over all streams', async () => {
    await fill(3);
    const odd = {
      data: '{"b": 1,  "a":"\\u0000 é e\\u0301 \\ud83d\\ude00", "n":1.0}',
      personal: '{"subject":"cipher"}',
    };
    await source.store.append(`shelf-${newShelf()}`, NONE, [sealed({ ...odd, version: 3 }), sealed()]);
    expect(await copyLog(source.store, target.store)).toEqual({ facts: 32, added: 32 });
    expect(withoutPosition(await allOf(target))).toEqual(withoutPosition(await allOf(source)));
    const { source: ours, target: theirs } = await compareLogs(source.store, target.store);
    expect(ours).toMatchObject({ facts: 32, streams: 6, sha256: theirs.sha256, end: await source.store.newest() });
    expect(theirs.end).toBe(await target.store.newest());
  });

  it('is copied again without a change, and what came meanwhile is added', async () => {
    await fill(1);
    await copyLog(source.store, target.store);
    expect(await copyLog(source.store, target.store)).toEqual({ facts: 10, added: 0 });
    await fill(1);
    expect(await copyLog(source.store, target.store)).toEqual({ facts: 20, added: 10 });
    await compareLogs(source.store, target.store);
  });

  it.each([0, 1, 7])('goes on where a copy was ended after %i appends', async (appends) => {
    await fill(3);
    const notes = new CopyNotes(source.pool, 'elsewhere');
    const stop = new AbortController();
    const progress = ({ added }: { added: number }): void => (added >= 2 * appends ? stop.abort() : undefined);
    await copyLog(source.store, target.store, { notes, signal: stop.signal, progress }).catch(() => undefined);
    const { added } = await copyLog(source.store, target.store, { notes });
    expect(added).toBe(30 - 2 * Math.max(1, appends));
    await compareLogs(source.store, target.store);
  });

  it('settles an append whose answer was lost', async () => {
    await fill(2);
    const { added } = await copyLog(source.store, cutOnce(target.store, 4));
    expect(added).toBe(20);
    await compareLogs(source.store, target.store);
  });

  it('takes in what an ended copy stored late, though its append held fewer facts', async () => {
    const [stream = ''] = streams;
    await source.store.append(stream, NONE, sealedMany(3));
    const [first] = await source.store.read(stream);
    const late: EventStore = new Proxy(target.store, {
      get: (it, key) =>
        key === 'append'
          ? async (...append: Parameters<EventStore['append']>) => {
              if (append[1] === NONE) await it.append(stream, NONE, [first!]);
              return it.append(...append);
            }
          : (Reflect.get(it, key) as unknown),
    });
    await copyLog(source.store, late);
    await compareLogs(source.store, target.store);
  });

  it('goes on from the note, and does without where the target is another one', async () => {
    await fill(2);
    const notes = new CopyNotes(source.pool, 'elsewhere');
    await copyLog(source.store, target.store, { notes });
    expect(await notes.last(source.store, target.store)).toMatchObject({
      facts: 20,
      source: await source.store.head(),
    });
    await fill(1);
    let lowest = Infinity;
    const progress = ({ facts }: { facts: number }): void => void (lowest = Math.min(lowest, facts));
    expect(await copyLog(source.store, target.store, { notes, progress })).toEqual({ facts: 30, added: 10 });
    expect(lowest).toBeGreaterThan(20);

    expect(await notes.last(source.store, third.store)).toBeUndefined();
    expect(await copyLog(source.store, third.store, { notes })).toEqual({ facts: 30, added: 30 });
  });

  it('is refused into a log that holds other facts, which stays as it was', async () => {
    await fill(2);
    await target.store.append(`shelf-${newShelf()}`, NONE, [sealed()]);
    await expect(copyLog(source.store, target.store)).rejects.toThrow(ForeignLog);
    expect(await allOf(target)).toHaveLength(1);
  });

  it('is refused where the target went on by itself', async () => {
    await fill(1);
    await copyLog(source.store, target.store);
    await target.store.append(streams[0]!, 1, [sealed()]);
    await expect(copyLog(source.store, target.store)).rejects.toThrow(`${streams[0]} revision 2`);
    await fill(1);
    await expect(copyLog(source.store, target.store)).rejects.toThrow(ForeignLog);
    expect(await allOf(target)).toHaveLength(11);
  });

  it('is refused into itself', async () => {
    await fill(1);
    await expect(copyLog(source.store, source.store)).rejects.toThrow('the same log');
  });

  it('shows the field, the stream and the revision of every difference', async () => {
    await fill(1);
    await copyLog(source.store, target.store);
    const fieldChanges = [
      ['data', `replace(data, 'parcel-0', 'parcel-9')`],
      ['data', `data || ' '`],
      ['personal', `'{}'`],
      ['metadata', `'{"commandId":"nonE"}'`],
      ['version', '2'],
      ['type', `'ParcelTaken'`],
      ['id', `'${randomUUID()}'`],
    ] as const;
    for (const [field, changed] of fieldChanges) {
      const where = `where stream = '${streams[3]}' and revision = 0`;
      await target.owner.query(`create table kept as select ${field} as old from log.facts ${where}`);
      await target.owner.query(`update log.facts set ${field} = ${changed} ${where}`);
      const { store } = await target.node();
      const difference = compareLogs(source.store, store);
      await expect(difference).rejects.toThrow(LogsDiffer);
      await expect(difference).rejects.toThrow(`${streams[3]} revision 0: ${field} of the target`);
      await target.owner.query(`update log.facts set ${field} = (select old from kept) ${where}`);
      await target.owner.query('drop table kept');
    }
    await compareLogs(source.store, (await target.node()).store);
  });

  it('shows a fact that is missing, one too many, and one in another place', async () => {
    await fill(1);
    await copyLog(source.store, target.store);
    await source.store.append(streams[1]!, 1, [sealed()]);
    await expect(compareLogs(source.store, target.store)).rejects.toThrow(
      `${streams[1]} revision 2: the target does not`,
    );
    await copyLog(source.store, target.store);
    await target.store.append(streams[2]!, 1, [sealed()]);
    await expect(compareLogs(source.store, target.store)).rejects.toThrow(
      `${streams[2]} revision 2: the source does not`,
    );
    const facts = await allOf(source);
    for (const stream of streams.toReversed())
      await third.store.append(
        stream,
        NONE,
        facts.filter((fact) => fact.stream === stream),
      );
    await expect(compareLogs(source.store, third.store)).rejects.toThrow(`${streams[0]} revision 0: the target has`);
  });

  describe('and switched to', () => {
    const calm = (): Promise<void> => Promise.resolve();
    const reactions = async (): Promise<Record<string, string>> => {
      const { rows } = await source.pool.query<{ name: string; position: string }>(
        'select name, position from progress.checkpoints',
      );
      return Object.fromEntries(rows.map(({ name, position }) => [name, position]));
    };
    const stand = (name: string, kind: 'projection' | 'reaction', position: string): Promise<unknown> =>
      source.pool.query('insert into progress.checkpoints (name, kind, version, position) values ($1, $2, 1, $3)', [
        name,
        kind,
        position,
      ]);
    const compared = async (): Promise<Places> => {
      const places = await Places.in(source.pool, source.store, target.store);
      await compareLogs(source.store, target.store, (ours, theirs) => places.pair(ours, theirs));
      return places;
    };

    it('leaves reactions behind the same fact, parked facts with theirs, and projections at the beginning', async () => {
      await fill(2);
      await copyLog(source.store, target.store);
      const [ours, theirs] = [await allOf(source), await allOf(target)];
      await stand('level', 'reaction', ours.at(-1)!.position);
      await stand('behind', 'reaction', ours[7]!.position);
      await stand('new', 'reaction', BEGINNING);
      await stand('shelves', 'projection', ours[7]!.position);
      const { stream, revision, position } = ours[4]!;
      await source.pool.query(
        `insert into progress.parked (reaction, position, stream, revision, reason) values ('level', $1, $2, $3, 'why')`,
        [position, stream, revision],
      );

      expect(await (await compared()).switch(source.owner, 'the copy', calm)).toEqual({
        projections: 1,
        reactions: 2,
        parked: 1,
      });
      expect(await reactions()).toEqual({
        level: await target.store.newest(),
        behind: theirs[7]!.position,
        new: BEGINNING,
        shelves: BEGINNING,
      });
      const { rows } = await source.pool.query('select stream, revision::int, position, reason from progress.parked');
      expect(rows).toEqual([{ stream, revision, position: theirs[4]!.position, reason: 'why' }]);
      expect((await compared()).areOfTarget).toBe(true);
      await expect(refuseOtherLog(source.pool, source.store)).rejects.toThrow('was copied to the copy');
      await refuseOtherLog(source.pool, target.store);
    });

    it('changes nothing at all where it may not be', async () => {
      await fill(1);
      await copyLog(source.store, target.store);
      await stand('level', 'reaction', await source.store.newest());
      await stand('shelves', 'projection', await source.store.newest());
      const before = await reactions();
      const places = await compared();
      const refuse = (): Promise<void> => Promise.reject(new Error('somebody is at work'));
      await expect(places.switch(source.owner, 'the copy', refuse)).rejects.toThrow('at work');
      expect(await reactions()).toEqual(before);

      await source.pool.query(`update progress.checkpoints set position = $1 where name = 'level'`, [
        (await allOf(source))[3]!.position,
      ]);
      await expect(places.switch(source.owner, 'the copy', calm)).rejects.toThrow(LostPlace);
      expect((await reactions())['shelves']).toBe(before['shelves']);
      await refuseOtherLog(source.pool, source.store);
    });

    it('is refused while reactions stand in a third log', async () => {
      await third.store.append(streams[0]!, NONE, [sealed()]);
      await stand('lost', 'reaction', await third.store.newest());
      await expect(Places.in(source.pool, source.store, target.store)).rejects.toThrow(LostPlace);
    });
  });
});

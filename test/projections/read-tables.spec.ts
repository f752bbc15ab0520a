import { AccreditationFile } from '../../src/accreditation/accreditation.entity.js';
import { Decision } from '../../src/audit/decisions.entity.js';
import { ProjectionConsumer } from '../../src/event-sourcing/consumer.js';
import { catalogueOf, type Fact, type Recorded } from '../../src/event-sourcing/event.js';
import { BEGINNING } from '../../src/event-sourcing/event-store.js';
import { foldPage, type Projection } from '../../src/event-sourcing/projection.js';
import { ReadTable } from '../../src/event-sourcing/read-table.js';
import { catalogues, entities, projections } from './all-projections.js';
import { lawfulHistory } from '../examples/history.examples.js';
import { emptyTable } from '../setup/empty-table.js';
import { untilTrue } from '../setup/eventually.js';
import { type Kernel, startKernel } from '../setup/kernel.js';
import { makeAgain } from '../setup/make-again.js';

const FACTS = 1_500;
const history = lawfulHistory(20_250_924, FACTS);

type Row = { readonly id: string };

describe('the read tables of a lawful history', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(catalogueOf(catalogues), entities);
    for (const fact of history) {
      const sealed = await kernel.codec.seal(fact.stream, [fact], fact.metadata);
      const outcome = await kernel.store.append(fact.stream, fact.revision - 1, sealed);
      expect(outcome.kind).toBe('appended');
    }
    await untilTrue(async () => (await kernel.store.readAll(BEGINNING, 2 * FACTS)).facts.length === history.length);
  });
  afterAll(() => kernel.stop());

  const consumerOf = (projection: Projection): ProjectionConsumer => {
    const table = new ReadTable<object>(kernel.dataSource.getMetadata(projection.entity));
    return new ProjectionConsumer(projection, table, kernel.pool, kernel.checkpoints);
  };

  /** Every column of every row, as it stands in the database. */
  const tableOf = async ({ name }: Projection): Promise<readonly Row[]> =>
    (await kernel.pool.query<Row>(`select * from read.${name} order by id`)).rows;

  /** Follows the log to its end in pages of one size. */
  async function run(consumer: ProjectionConsumer, size: number): Promise<void> {
    for (let position = await consumer.open(); ;) {
      const { facts, upTo } = await kernel.store.readAll(position, size);
      if (facts.length === 0) return;
      await consumer.handle(position, { facts: await kernel.codec.openAll(facts), upTo });
      position = upTo;
    }
  }

  it('has a fact of every type that a capability defines', () => {
    const types = new Set(history.map(({ type }) => type));
    expect(catalogues.flatMap((list) => Object.keys(list)).filter((type) => !types.has(type))).toEqual([]);
  });

  describe.each(projections)('$name', (projection) => {
    const tables: (readonly Row[])[] = [];
    beforeAll(async () => {
      const consumer = consumerOf(projection);
      await consumer.open();
      for (const size of [1, 7, 1_000]) {
        await emptyTable(kernel.owner, projection.name);
        expect(await tableOf(projection)).toEqual([]);
        await run(consumer, size);
        tables.push(await tableOf(projection));
      }
    });

    it('is equal, row by row, for pages of 1, 7 and 1,000 facts', () => {
      expect(tables[0]?.length).toBeGreaterThan(0);
      expect(tables[1]).toEqual(tables[0]);
      expect(tables[2]).toEqual(tables[0]);
    });

    it('keeps what its fold says, and nothing of it is lost on the way to the database and back', async () => {
      const folded = foldPage(projection, history, new Map());
      const rows = await kernel.dataSource.getRepository(projection.entity).find();
      const expected = [...folded.values()].filter((row) => row !== undefined);
      const byId = (a: object, b: object): number => ((a as Row).id < (b as Row).id ? -1 : 1);
      expect(plain(rows.toSorted(byId))).toEqual(plain(expected.toSorted(byId)));
    });
  });

  it('are equal when they are followed live, and when they are made again beside that', async () => {
    const before = await Promise.all(projections.map(tableOf));
    const consumers = kernel.consumers();
    for (const projection of projections) {
      consumers.project(projection);
      await emptyTable(kernel.owner, projection.name);
    }
    consumers.start('projections');
    expect(await kernel.checkpoints.waitFor(consumers.projectionNames, await kernel.store.head(), 60_000)).toBe(true);
    expect(await Promise.all(projections.map(tableOf))).toEqual(before);
    expect(await makeAgain(kernel, projections)).toEqual(projections.map(({ name }) => ({ name })));
    expect(await Promise.all(projections.map(tableOf))).toEqual(before);
    expect(kernel.failures).toEqual([]);
  });

  it('S3 tell the reason of every decision that was given one', async () => {
    const decisions = await kernel.dataSource.getRepository(Decision).find();
    const reasonOf = new Map(decisions.map(({ id, reason }) => [id, reason]));
    const told = history
      .filter(({ id }) => reasonOf.has(id))
      .map((fact) => [fact.type, reasonOf.get(fact.id), reasonIn(fact)]);
    expect(told.filter(([, reason, expected]) => reason !== expected)).toEqual([]);
    expect(told.filter(([type, reason]) => type === 'DelegateSubstituted' && reason !== null).length).toBeGreaterThan(
      0,
    );
  });

  it('hold personal data that the log holds only encrypted', async () => {
    const { rows } = await kernel.owner.query<{ found: string }>(
      `select count(*) as found from log.facts where concat(data, metadata, personal) ~ 'Ríos|example\\.org|Ministry|Focal |Officer '`,
    );
    expect(rows[0]?.found).toBe('0');
    const files = await kernel.dataSource.getRepository(AccreditationFile).find();
    expect(files.every(({ nominee }) => nominee?.familyNames === 'Ríos')).toBe(true);
  });
});

/** The reason that somebody typed, in whichever block it stands. */
function reasonIn({ personal }: Recorded<Fact>): string | null {
  const texts = Object.values(personal ?? {}) as readonly { readonly reason?: string; readonly lateReason?: string }[];
  const told = texts.find((text) => text.reason !== undefined || text.lateReason !== undefined);
  return told?.reason ?? told?.lateReason ?? null;
}

/** Without the classes of the entities, and without what JSON leaves out. */
const plain = (rows: readonly object[]): unknown => JSON.parse(JSON.stringify(rows));

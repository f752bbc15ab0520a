import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { compileProduct } from '../setup/product.js';
import { killWhileWriting } from './kills.js';
import { LONG } from './long.js';
import { OwnEventStoreDb } from './own-eventstoredb.js';
import { OwnPostgres } from './own-postgres.js';
import type { ServerUnderFire } from './server-under-fire.js';

const WANTED = LONG
  ? { committed: 20_000, writers: 200, servers: 40, cuts: 200 }
  : { committed: 300, writers: 3, servers: 2, cuts: 4 };
const LIMIT_MS = LONG ? 1_800_000 : 120_000;

const stores: readonly { readonly name: string; readonly open: (product: string) => Promise<ServerUnderFire> }[] = [
  { name: 'PostgreSQL', open: () => OwnPostgres.open() },
  {
    name: 'EventStoreDB, as the protocol server of the tests speaks it',
    open: (product) => OwnEventStoreDb.open(product),
  },
];

describe.each(stores)('the log on $name under fire', ({ name, open }) => {
  let product: string;
  beforeAll(async () => {
    product = await compileProduct(await mkdtemp(join(process.env['TEST_FOLDER'] ?? '', 'torture-')), 'test');
  });

  it(
    'holds what was acknowledged, once and in order, while writers, connections and the server are killed',
    async () => {
      const server = await open(product);
      const report = await killWhileWriting(server, join(product, 'test/torture/writer.js'), WANTED).finally(() =>
        server.stop(),
      );
      if (LONG) console.info(`${name}: ${JSON.stringify(report)}`);
      const { missed, doubled, outOfOrder, wronglyRefused, foreign, unanswered } = report;
      expect({ missed, doubled, outOfOrder, wronglyRefused, foreign, unanswered }).toEqual({
        missed: 0,
        doubled: 0,
        outOfOrder: 0,
        wronglyRefused: 0,
        foreign: 0,
        unanswered: 0,
      });
      expect(report.committed).toBeGreaterThanOrEqual(WANTED.committed);
      expect(report.settled).toBeGreaterThan(0);
    },
    LIMIT_MS,
  );
});

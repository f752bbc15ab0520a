import { type Kernel, startKernel } from '../setup/kernel.js';
import { shelfCatalogue } from '../setup/shelf.js';
import { LONG } from './long.js';
import { stress } from './stress.js';

const WANTED = LONG ? { committed: 20_000, ms: 60_000 } : { committed: 300, ms: 2_500 };

describe('the order of the log', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  it(
    'misses, doubles and turns round nothing while slow, early and broken transactions write beside merged appends',
    async () => {
      const report = await stress(kernel, WANTED);
      if (LONG) console.info(`stress: ${JSON.stringify(report)}`);
      expect(report).toMatchObject({ missed: 0, doubled: 0, outOfOrder: 0, unexpected: 0 });
      expect(report.committed).toBeGreaterThan(WANTED.committed);
      for (const kind of ['conflicts', 'overtaken', 'rolledBack'] as const) expect(report[kind]).toBeGreaterThan(0);
    },
    WANTED.ms * 8 + 60_000,
  );
});

import { type Kernel, startKernel } from '../setup/kernel.js';
import { shelfCatalogue } from '../setup/shelf.js';
import { LONG } from './long.js';
import { stress } from './stress.js';

const FOR_MS = LONG ? 60_000 : 3_000;

describe('the order of the log', () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel(shelfCatalogue);
  });
  afterAll(() => kernel.stop());

  it(
    'misses, doubles and turns round nothing while slow, early and broken transactions write beside merged appends',
    async () => {
      const report = await stress(kernel, FOR_MS);
      if (LONG) console.info(`stress: ${JSON.stringify(report)}`);
      expect(report).toMatchObject({ missed: 0, doubled: 0, outOfOrder: 0, unexpected: 0 });
      expect(report.committed).toBeGreaterThan(LONG ? 20_000 : 300);
      for (const kind of ['conflicts', 'overtaken', 'rolledBack'] as const) expect(report[kind]).toBeGreaterThan(0);
    },
    FOR_MS + 90_000,
  );
});

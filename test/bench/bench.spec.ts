import { append } from './append.js';
import { type Options, readOptions } from './options.js';
import { project } from './project.js';
import { tableOf } from './report.js';

const hasty: Options = { ...readOptions(['--quick', '--rounds', '1']), windowMs: 10 };

describe('the bench', () => {
  it('appends beside its rivals, loses nothing, and gives one figure for each of them', async () => {
    const { json, comparisons } = await append(hasty, 'as it is');
    const figures = { credence: over(0), raw: over(0), emmett: over(0), messageDb: over(0) };
    expect(json).toEqual({ c1: figures, c8: figures, c32: figures });
    expect(comparisons.map(({ notes }) => notes)).toEqual([[], [], []]);
    expect(comparisons.map(tableOf).join('\n')).toMatch(/emmett.+x +>= 4 x +(?:reached|MISSED)/u);
  });

  it('projects the same table in three ways', async () => {
    const { json } = await project(hasty, 50);
    expect(json).toEqual({ credence: over(0), perEvent: over(0), sqlLimit: over(0) });
  });

  it.each([['--only', 'nothing'], ['--rounds', '0'], ['--slow']])(
    'refuses %s %s, and says what there is',
    (...argv) => {
      expect(() => readOptions(argv)).toThrow(/append, appendSlowDisk, hotStream/u);
    },
  );
});

/** For `toEqual`: any number above this one. */
const over = (least: number): unknown => ({ asymmetricMatch: (value: unknown) => Number(value) > least });

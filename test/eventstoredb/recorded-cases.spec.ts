import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedCases } from './recorded.js';

test('the README counts the recorded cases that are reproduced', () => {
  const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| ([a-z-]+) \| (\d+) \| (\d+) \|/gmu)];
  const counted = new Map<string, number>();
  for (const { group } of recordedCases) counted.set(group, (counted.get(group) ?? 0) + 1);
  expect(new Map(rows.map(([, group, , reproduced]) => [group, Number(reproduced)]))).toEqual(
    new Map(rows.map(([, group]) => [group, counted.get(group!) ?? 0])),
  );
  expect(rows.map(([, group]) => group)).toEqual(expect.arrayContaining([...counted.keys()]));
  expect(rows.reduce((sum, [, , recorded]) => sum + Number(recorded), 0)).toBe(1_154);
});

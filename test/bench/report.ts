import type { Figures } from './rounds.js';

/** What was measured of one piece of work; figures are per second, the first candidate is ours. */
export interface Comparison {
  readonly title: string;
  readonly figures: Figures;
  /** The least that ours has to reach, as a multiple of a rival. */
  readonly goals?: Readonly<Record<string, number>>;
  /** A goal that is no ratio, and whether it was reached. */
  readonly promise?: { readonly text: string; readonly kept: boolean };
  readonly notes?: readonly string[];
}

export interface Report {
  readonly json: unknown;
  readonly comparisons: readonly Comparison[];
  /** Tables of where the time goes, where they were asked for. */
  readonly profiles?: readonly string[];
}

/** The medians alone, for the object. */
export const mediansOf = (figures: Figures): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(figures).map(([name, { median }]) => [name, rounded(median)]));

const heads = ['', 'a second', 'least', 'most', 'ours is', 'goal', ''] as const;

export function tableOf({ title, figures, goals = {}, promise, notes = [] }: Comparison): string {
  const [ours] = Object.values(figures);
  const rows = Object.entries(figures).map(([name, { median, min, max }], place) => {
    const ratio = place === 0 || ours === undefined ? undefined : ours.median / median;
    const goal = goals[name];
    return [
      name,
      ...[median, min, max].map((value) => spaced(value)),
      ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
      goal === undefined ? '' : `>= ${goal} x`,
      goal === undefined || ratio === undefined ? '' : ratio >= goal ? 'reached' : 'MISSED',
    ];
  });
  const said = promise === undefined ? [] : [`${promise.text}: ${promise.kept ? 'reached' : 'MISSED'}`];
  const table = rows.length === 0 ? [] : aligned([heads, ...rows]);
  const lines = [...table, ...said, ...notes].map((line) => `  ${line}`);
  return [title, ...lines, ''].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
const spaced = (value: number): string => rounded(value).toLocaleString('en').replaceAll(',', ' ');

import type { ConsumerStatus } from '../event-sourcing/checkpoints.js';
import type { Census } from '../event-sourcing/log-census.js';
import type { Comparison } from '../event-sourcing/log-comparison.js';
import type { CopyReport } from './copying.js';

/** Of a log in PostgreSQL alone. */
export interface PostgresFigures {
  readonly logId: string;
  readonly generation: number;
  readonly bytesOnDisk: number;
  readonly oldestTransactionSeconds: number;
}

export interface Stats {
  readonly store: string;
  readonly census: Census;
  readonly newest: string;
  readonly postgres: PostgresFigures | undefined;
  readonly readers: readonly ConsumerStatus[];
}

export function comparisonLines({ source, target }: Comparison): readonly string[] {
  const rows = (
    [
      ['source', source],
      ['target', target],
    ] as const
  ).map(([name, { facts, streams, sha256 }]) => `${name}  ${facts} facts  ${streams} streams  sha256 ${sha256}`);
  return [...rows, 'Both logs are equal: the same facts, byte for byte, in the same order.'];
}

export function copyLines({ from, to, copied, comparison, switched }: CopyReport): readonly string[] {
  const head = `From ${from} to ${to}: ${copied.facts} facts, ${copied.added} of them added now.`;
  if (comparison === undefined) return [head, 'Copied ahead: stop every server and worker, then copy without --ahead.'];
  const lines = [head, ...comparisonLines(comparison)];
  if (switched === undefined) return [...lines, 'The readers were set over before.', startOn(to)];
  const { projections, reactions, parked } = switched;
  return [
    ...lines,
    `${projections} projections begin again at the next start; ${reactions} reactions stand where they stood, and send nothing again; ${parked} parked facts went with them.`,
    startOn(to),
  ];
}

const startOn = (to: string): string =>
  to.startsWith('PostgreSQL')
    ? 'Start Credence now without EVENT_STORE_URL. The old log is kept as it is; nothing may write to it any more.'
    : 'Start Credence now with EVENT_STORE_URL (and EVENT_STORE_PREFIX) of this store. The old log is kept as it is; nothing may write to it any more.';

export function statsJson({ census, ...stats }: Stats): object {
  const { behind, ...counts } = census;
  const readers = stats.readers.map((reader) => ({ ...reader, factsBehind: behind.get(reader.position) ?? null }));
  return { ...stats, ...counts, readers };
}

export function statsLines({ store, census, newest, postgres, readers }: Stats): readonly string[] {
  const { facts, streams, bytes, types, categories, firstRecordedAt, lastRecordedAt, end, behind } = census;
  const table = (rows: readonly (readonly [string, ...unknown[]])[]): readonly string[] => {
    const width = Math.max(0, ...rows.map(([name]) => name.length));
    return rows.map(([name, ...cells]) => `  ${name.padEnd(width)}  ${cells.join('  ')}`);
  };
  return [
    store,
    ...table([
      ...(postgres === undefined
        ? []
        : ([
            ['log', `${postgres.logId}, generation ${postgres.generation}`],
            ['on disk', megabytes(postgres.bytesOnDisk)],
            ['oldest open transaction', `${postgres.oldestTransactionSeconds.toFixed(1)} s`],
          ] as const)),
      ['facts', `${facts} in ${streams} streams, ${megabytes(bytes)} of text`],
      ['recorded', `${firstRecordedAt ?? '-'} to ${lastRecordedAt ?? '-'}`],
      ['newest position', newest === end ? newest || '-' : `${newest}, readers see up to ${end}`],
    ]),
    'Categories',
    ...table(
      Object.entries(categories).map(([name, each]) => [name, `${each.facts} facts in ${each.streams} streams`]),
    ),
    'Types',
    ...table(Object.entries(types)),
    'Readers',
    ...table(
      readers.map(({ name, kind, status, reason, position, parked }) => [
        name,
        kind,
        status,
        lagOf(behind.get(position)),
        ...(parked > 0 ? [`${parked} parked`] : []),
        ...(reason === null ? [] : [reason]),
      ]),
    ),
  ];
}

function lagOf(behind: number | undefined): string {
  if (behind === undefined) return 'stands in another log';
  return behind === 0 ? 'level' : `${behind} behind`;
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

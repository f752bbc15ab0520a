import { parseArgs } from 'node:util';

export const sectionNames = [
  'append',
  'appendSlowDisk',
  'hotStream',
  'readStream',
  'project',
  'http',
  'rebuild',
  'lag',
  'letters',
  'gate',
] as const;
export type SectionName = (typeof sectionNames)[number];

export interface Options {
  readonly only: readonly SectionName[];
  readonly rounds: number;
  /** How long a candidate works in one round, where its work is not counted. */
  readonly windowMs: number;
  /** Takes a fraction of the work: to see that everything runs, no figure to quote. */
  readonly quick: boolean;
  readonly json: boolean;
  readonly profile: boolean;
  /** A real EventStoreDB is measured too. */
  readonly eventStoreUrl?: string;
}

const usage = `Usage: npm run bench [-- [--json] [--quick] [--profile] [--rounds <n>] [--only <section>,<section>]]
Sections: ${sectionNames.join(', ')}`;

const known = {
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  only: { type: 'string' },
} as const;

/** Its message says what may be asked for. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(
  argv: readonly string[],
  { EVENT_STORE_URL: eventStoreUrl }: NodeJS.ProcessEnv = {},
): Options {
  const { json, quick, profile, ...given } = parse(argv);
  const rounds = Number(given.rounds ?? (quick ? 2 : 7));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UsageError(`"${given.rounds ?? ''}" is no number of rounds.\n${usage}`);
  const only = given.only?.split(',') ?? (profile ? ['append', 'http'] : [...sectionNames]);
  const unknown = only.filter((name) => !sectionNames.some((section) => section === name));
  if (unknown.length > 0) throw new UsageError(`There is no section ${unknown.join(', ')}.\n${usage}`);
  return {
    only: only as SectionName[],
    rounds,
    windowMs: quick ? 150 : 600,
    quick,
    json,
    profile,
    ...(eventStoreUrl ? { eventStoreUrl } : {}),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: known }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}

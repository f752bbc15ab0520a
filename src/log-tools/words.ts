import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run log -- <command> [--data <folder>] [--json]

  copy --to <store> [--prefix <p>] [--ahead]   copies the log of the settings, compares, and sets the readers over to the copy
  verify --to <store> [--prefix <p>]           compares the log of the settings with a copy
  show <stream>                                the facts of one stream
  tail [category …] [--from <position> | --last <n>]
                                               follows the log until Ctrl-C, by default from its end on
  stats                                        counts, sizes, and how far the readers are

  --to      postgres (the log of DATABASE_URL, or the embedded one), or the address of an EventStoreDB (esdb://…)
  --prefix  of the streams there (default: EVENT_STORE_PREFIX)
  --ahead   copies while the product still runs, and changes nothing else: the last copy is then short
  --data    the data folder, where DATABASE_URL is not set
  --json    one JSON object, or one a line

Exit code: 0 done, 1 failed or different, 2 wrong usage, 3 no such stream.`;

/** Its message says what is wrong with the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const COMMANDS = ['copy', 'verify', 'show', 'tail', 'stats'] as const;

export interface Words {
  readonly command: (typeof COMMANDS)[number];
  readonly names: readonly string[];
  /** For the settings of every command. */
  readonly options: readonly string[];
  readonly to: string;
  readonly prefix: string | undefined;
  readonly from: string | undefined;
  readonly last: number | undefined;
  readonly ahead: boolean;
  readonly json: boolean;
}

/** @throws UsageError */
export function readWords(argv: readonly string[]): Words {
  const { values, positionals } = parse(argv);
  const [first, ...names] = positionals;
  const command = COMMANDS.find((each) => each === first);
  if (command === undefined)
    throw new UsageError(first === undefined ? 'Which command?' : `There is no command "${first}".`);
  const { to = '', prefix, from, last, ahead = false, json = false, data } = values;
  const copies = command === 'copy' || command === 'verify';
  if (copies && to === '') throw new UsageError('To which store? Say --to postgres, or --to esdb://….');
  if (!copies && (to !== '' || prefix !== undefined))
    throw new UsageError('--to and --prefix belong to copy and verify.');
  if (command !== 'copy' && ahead) throw new UsageError('--ahead belongs to copy.');
  if (command !== 'tail' && (from !== undefined || last !== undefined))
    throw new UsageError('--from and --last belong to tail.');
  if (from !== undefined && last !== undefined) throw new UsageError('Say --from or --last, not both.');
  if (last !== undefined && !/^\d{1,6}$/u.test(last)) throw new UsageError('--last needs a number below a million.');
  if (command === 'show' ? names.length !== 1 : command !== 'tail' && names.length > 0)
    throw new UsageError(command === 'show' ? 'Name one stream.' : `"${names.join(' ')}" is too much.`);
  const options = data === undefined ? [] : ['--data', data];
  return {
    command,
    names,
    options,
    to,
    prefix,
    from,
    last: last === undefined ? undefined : Number(last),
    ahead,
    json,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        prefix: { type: 'string' },
        from: { type: 'string' },
        last: { type: 'string' },
        ahead: { type: 'boolean' },
        json: { type: 'boolean' },
        data: { type: 'string' },
      },
    });
  } catch (error) {
    // What is quoted may be an address with its password.
    const isUnknown = (error as { readonly code?: unknown }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    throw new UsageError(
      isUnknown ? 'There is an option that nobody knows.' : 'An option lacks its value, or has one too many.',
    );
  }
}

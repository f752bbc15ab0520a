import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CredentialCodeError } from './credential-code-error.js';
import { CODE_PREFIX, judgeCredential, readCredential } from './credential-code.js';
import { readQrImage } from './credential-image.js';
import { parseKeySet, type CredentialPublicKey } from './credential-keys.js';
import { describeVerdict, type Verdict } from './verify-verdict.js';

const DEFAULT_KEYS = 'http://localhost:3000/.well-known/credence-keys.json';
const FETCH_TIMEOUT_MS = 10_000;
const USAGE = `Usage: npm run verify -- <code or PNG/JPEG file> [--keys <file or URL>] [--at <instant>] [--json]

  --keys   the public keys as a JWK set (default: ${DEFAULT_KEYS})
  --at     judge at this instant, for instance 2026-05-04T08:00:00Z (default: now)
  --json   print one JSON object

Exit code: 0 valid, 1 not valid, 2 wrong usage or no keys.`;

/** With an offset, because an instant without one means another time on every machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

interface VerifyRequest {
  readonly subject: string;
  readonly keys: string;
  readonly at: Date;
  readonly json: boolean;
}

export interface Outcome {
  readonly exitCode: 0 | 1 | 2;
  readonly text: string;
}

class UsageError extends Error {}

export async function verify(args: readonly string[], now: Date): Promise<Outcome> {
  try {
    const request = parseRequest(args, now);
    const verdict = await judge(request, await loadKeys(request.keys));
    const text = request.json ? JSON.stringify(verdict) : describeVerdict(verdict);
    return { exitCode: verdict.verdict === 'valid' ? 0 : 1, text };
  } catch (error) {
    if (error instanceof UsageError) return { exitCode: 2, text: `${error.message}\n\n${USAGE}` };
    throw error;
  }
}

function parseRequest(args: readonly string[], now: Date): VerifyRequest {
  const { values, positionals } = parseOptions(args);
  const [subject, ...more] = positionals;
  if (subject === undefined || more.length > 0) throw new UsageError('Give one code or one image file.');
  if (!subject.startsWith(CODE_PREFIX) && !existsSync(subject)) {
    throw new UsageError(`This is neither a code (${CODE_PREFIX}…) nor a file: ${JSON.stringify(subject)}`);
  }
  return {
    subject,
    keys: values.keys ?? DEFAULT_KEYS,
    at: values.at === undefined ? now : parseInstant(values.at),
    json: values.json ?? false,
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { keys: { type: 'string' }, at: { type: 'string' }, json: { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function parseInstant(text: string): Date {
  const at = new Date(INSTANT.test(text) ? text : Number.NaN);
  if (Number.isNaN(at.getTime())) throw new UsageError('--at is not an instant like 2026-05-04T08:00:00Z.');
  return at;
}

async function loadKeys(source: string): Promise<CredentialPublicKey[]> {
  try {
    return parseKeySet(/^https?:\/\//.test(source) ? await fetchText(source) : readFileSync(source, 'utf8'));
  } catch (error) {
    throw new UsageError(`No keys from ${source}: ${messageOf(error)}`);
  }
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the server answered ${response.status}.`);
  return response.text();
}

async function judge({ subject, at }: VerifyRequest, keys: readonly CredentialPublicKey[]): Promise<Verdict> {
  const instant = at.toISOString();
  try {
    const code = subject.startsWith(CODE_PREFIX) ? subject : await readQrImage(readImageFile(subject));
    const credential = readCredential(code, keys);
    return { verdict: judgeCredential(credential, at), at: instant, credential };
  } catch (error) {
    if (!(error instanceof CredentialCodeError)) throw error;
    return { verdict: 'refused', at: instant, code: error.code, reason: error.message };
  }
}

function readImageFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (require.main === module) {
  void verify(process.argv.slice(2), new Date()).then(({ exitCode, text }) => {
    process.exitCode = exitCode;
    (exitCode === 2 ? process.stderr : process.stdout).write(`${text}\n`);
  });
}

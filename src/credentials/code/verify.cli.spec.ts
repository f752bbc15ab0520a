import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleClaims, exampleKey } from '../../../test/vectors/credentials/credential-examples.js';
import { signCredential } from './credential-code.js';
import { drawQrPng } from './credential-image.js';
import { generateCredentialKey } from './credential-keys.js';
import { verify } from './verify.cli.js';

const code = signCredential(exampleClaims, exampleKey);
const keySet = JSON.stringify({ keys: [exampleKey.publicKey] });
const during = new Date('2026-05-05T08:00:00Z');

describe('verify on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verify-'));
  const keys = join(folder, 'keys.json');
  const image = join(folder, 'badge.png');
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    writeFileSync(keys, keySet);
    writeFileSync(image, await drawQrPng(code));
    server = createServer((request, response) => {
      response.statusCode = request.url === '/keys' ? 200 : 404;
      response.end(keySet);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  });

  it('C2 a code is valid with a file of public keys alone', async () => {
    const { exitCode, text } = await verify([code, '--keys', keys], during);
    expect(exitCode).toBe(0);
    expect(text.split('\n').slice(0, 2)).toEqual(['VALID', `serial     ${exampleClaims.serial}, generation 1`]);
  });

  it('C2 an image is valid with the keys of a server', async () => {
    expect((await verify([image, '--keys', `${origin}/keys`], during)).exitCode).toBe(0);
  });

  it('prints one object', async () => {
    const { text } = await verify(['--json', '--keys', keys, '--at', '2026-05-05T10:00:00+02:00', code], new Date(0));
    expect(JSON.parse(text)).toEqual({
      verdict: 'valid',
      at: '2026-05-05T08:00:00.000Z',
      credential: { ...exampleClaims, keyId: exampleKey.keyId },
    });
  });

  it.each([
    ['2026-05-01T08:00Z', 'NOT VALID  not yet'],
    ['2026-06-01T08:00:00.5Z', 'NOT VALID  expired'],
  ])('C2 at %s it says %s and exits with 1', async (at, title) => {
    const { exitCode, text } = await verify([code, '--keys', keys, '--at', at], during);
    expect(exitCode).toBe(1);
    expect(text.split('\n')[0]).toBe(title);
  });

  it('a foreign signature, a cut code and a picture without code exit with 1 and say why', async () => {
    const foreign = signCredential(exampleClaims, generateCredentialKey());
    for (const [subject, problem] of [
      [foreign, 'key-unknown'],
      [code.slice(0, -3), 'cbor-malformed'],
      [keys, 'image-unsupported'],
    ] as const) {
      const { exitCode, text } = await verify([subject, '--keys', keys, '--json'], during);
      expect(exitCode).toBe(1);
      expect(JSON.parse(text)).toMatchObject({ verdict: 'refused', code: problem });
    }
  });

  it.each<[string, (files: { keys: string; origin: string; folder: string }) => string[]]>([
    ['nothing to verify', () => []],
    ['two codes', () => [code, code]],
    ['a file that is not there', () => ['missing.png']],
    ['a folder', (files) => [files.folder, '--keys', files.keys]],
    ['an unknown option', () => [code, '--force']],
    ['a time without zone', (files) => [code, '--keys', files.keys, '--at', '2026-05-05T08:00:00']],
    ['a time that does not exist', (files) => [code, '--keys', files.keys, '--at', '2026-13-05T08:00:00Z']],
    ['keys that are not there', () => [code, '--keys', 'missing.json']],
    ['a server without keys', (files) => [code, '--keys', `${files.origin}/none`]],
  ])('%s is wrong usage, exits with 2 and shows the usage', async (_, argsOf) => {
    const { exitCode, text } = await verify(argsOf({ keys, origin, folder }), during);
    expect(exitCode).toBe(2);
    expect(text).toContain('Usage: npm run verify');
  });
});

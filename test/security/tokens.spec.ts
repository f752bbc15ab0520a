import { createHmac, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { DelegateSessions } from '../../src/access/delegate-sessions.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, type TestClient } from '../setup/client.js';

type Key = Awaited<ReturnType<typeof importJWK>>;

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  let client: TestClient;
  let own: Key;
  let kid: string;
  let publicKey: JWK;
  let issuer: string;
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  beforeAll(async () => {
    client = clientOf(await startTestApp({ worker: false }));
    const { services, dataFolder } = client.app;
    if (services.issuer.kind !== 'embedded') throw new Error('The test signs with the key of the embedded issuer.');
    ({ issuer } = services.issuer.issuer);
    publicKey = services.issuer.issuer.jwks.keys[0]!;
    kid = publicKey.kid!;
    own = await importJWK(JSON.parse(await readFile(join(dataFolder, 'issuer.json'), 'utf8')) as JWK, 'ES256');
  });
  afterAll(() => client.app.stop());

  const now = (): number => Math.floor(Date.now() / 1000);
  const claims = (changed: JWTPayload = {}): JWTPayload => ({
    iss: issuer,
    aud: 'credence',
    sub: 'somebody',
    iat: now(),
    exp: now() + 600,
    jti: randomUUID(),
    ...changed,
  });
  const signed = (
    changed: JWTPayload = {},
    header: Partial<JWTHeaderParameters> = {},
    key: Key | KeyObject = own,
  ): Promise<string> =>
    new SignJWT(claims(changed)).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT', ...header }).sign(key);

  const expectRefused = async (authorization: string | undefined): Promise<void> => {
    const answer = await client.nobody.get('/me', authorization === undefined ? {} : { authorization });
    expect([answer.status, answer.body['code'], answer.headers.get('www-authenticate')]).toEqual([
      401,
      'not-signed-in',
      'Bearer',
    ]);
    // Why it was refused helps only those who try.
    expect(JSON.stringify(answer.body)).not.toMatch(/signature|expired|audience|issuer|jwk|JWT/iu);
  };

  it('in order is good, whatever the case of the scheme', async () => {
    const token = await signed();
    for (const scheme of ['Bearer', 'bearer', 'BEARER'])
      expect((await client.nobody.get('/me', { authorization: `${scheme} ${token}` })).body).toMatchObject({
        subject: 'somebody',
      });
  });

  it('is required, and in the Authorization header alone', async () => {
    const token = await signed();
    await expectRefused(undefined);
    for (const other of ['', 'Bearer', 'Bearer ', `Basic ${token}`, token, `Token ${token}`])
      await expectRefused(other);
    expect((await client.nobody.get(`/me?access_token=${token}`)).status).toBe(401);
    expect((await client.nobody.get('/me', { cookie: `access_token=${token}` })).status).toBe(401);
  });

  it('of a key that is not the issuer’s is refused, though it bears the issuer’s key id', async () => {
    await expectRefused(`Bearer ${await signed({}, {}, foreign.privateKey)}`);
    await expectRefused(`Bearer ${await signed({}, { kid: 'unknown' })}`);
  });

  it('made with the public key as a secret is refused', async () => {
    const { kty, crv, x, y } = publicKey;
    const pem = (foreign.publicKey.export({ type: 'spki', format: 'pem' }) as string).trim();
    const secrets = [
      JSON.stringify(publicKey),
      JSON.stringify({ crv, kty, x, y }),
      JSON.stringify({ keys: [publicKey] }),
      x ?? '',
      pem,
    ];
    for (const secret of secrets) {
      const head = `${base64({ alg: 'HS256', kid, typ: 'JWT' })}.${base64(claims())}`;
      await expectRefused(`Bearer ${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`);
    }
  });

  it('of the algorithm none is refused, however it is written', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const head = `${base64({ alg, typ: 'JWT' })}.${base64(claims())}`;
      for (const signature of ['', 'AA']) await expectRefused(`Bearer ${head}.${signature}`);
    }
  });

  it('that brings or names its own key is refused, and nothing is fetched', async () => {
    const fetched = jest.spyOn(globalThis, 'fetch');
    const jwk = await exportJWK(foreign.publicKey);
    const headers: readonly Partial<JWTHeaderParameters>[] = [
      { jwk },
      { jku: `${client.app.url}/dev/issuer/jwks` },
      { x5u: 'https://attacker.example/certificate.pem' },
      { x5c: ['MIIB'] },
      { jwk, kid: 'mine' },
      { jku: 'https://attacker.example/jwks.json', kid: 'mine' },
    ];
    const tokens = await Promise.all(headers.map((header) => signed({}, header, foreign.privateKey)));
    fetched.mockClear();
    for (const token of tokens) await expectRefused(`Bearer ${token}`);
    // The requests of this test are all there are.
    expect(fetched).toHaveBeenCalledTimes(tokens.length);
    fetched.mockRestore();
  });

  it.each([
    ['another audience', { aud: 'another' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://attacker.example' }],
    ['the issuer with a slash behind', { iss: 'https://issuer.credence.localhost/' }],
    ['no issuer', { iss: undefined }],
    ['no subject', { sub: undefined }],
    ['no end', { exp: undefined }],
    ['an end in the past', { exp: 1_700_000_000 }],
    ['a beginning in the future', { nbf: 9_000_000_000 }],
  ])('with %s is refused', async (_, changed: Record<string, unknown>) => {
    await expectRefused(`Bearer ${await signed(changed)}`);
  });

  it('in a spelling that is not canonical is refused', async () => {
    const token = await signed();
    const [head = '', payload = '', signature = ''] = token.split('.');
    const spellings = [
      `${token}=`,
      `${head}=.${payload}.${signature}`,
      `${head}.${payload}=.${signature}`,
      `${head}.${payload} .${signature}`,
      `${head}.\t${payload}.${signature}`,
      `${token}.`,
      `.${token}`,
      `${token},${token}`,
      `${token}%20`,
      `${token} x`,
      ` ${token}`,
      `${token} ${token}`,
      `${head}.${payload}.${signature}+`,
    ];
    for (const spelling of spellings) await expectRefused(`Bearer ${spelling}`);
  });

  it('with another last bit in its base64url is refused, though it decodes to the same bytes', async () => {
    const token = await signed();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes leave four unused bits in the last character of the signature.
    const last = alphabet.indexOf(token.at(-1)!);
    const other = token.slice(0, -1) + alphabet[last ^ 1]!;
    expect(Buffer.from(other.split('.')[2]!, 'base64url')).toEqual(Buffer.from(token.split('.')[2]!, 'base64url'));
    await expectRefused(`Bearer ${other}`);
  });

  it('that was cut or changed is refused', async () => {
    const token = await signed();
    const [head = '', payload = '', signature = ''] = token.split('.');
    for (const length of [1, 10, 100, token.length - 1, token.length - 2])
      await expectRefused(`Bearer ${token.slice(0, length)}`);
    await expectRefused(`Bearer ${head}.${payload}`);
    await expectRefused(`Bearer ${head}.${payload}.`);
    await expectRefused(`Bearer ${head}.${base64(claims({ sub: 'administrator' }))}.${signature}`);
    await expectRefused(`Bearer ${base64({ alg: 'ES384', kid, typ: 'JWT' })}.${payload}.${signature}`);
    await expectRefused(`Bearer ${'a'.repeat(5_000)}.${'b'.repeat(5_000)}.${'c'.repeat(500)}`);
  });

  it('of a delegate is refused unless the application made it itself, for a delegate', async () => {
    const fileId = randomUUID();
    const session = { iss: 'urn:credence:invitation', aud: 'urn:credence:invitation', sub: fileId };
    await expectRefused(`Bearer ${await signed(session, { alg: 'HS256' }, Buffer.alloc(32, 7))}`);
    await expectRefused(`Bearer ${await signed(session)}`);
    const head = `${base64({ alg: 'none' })}.${base64(claims(session))}`;
    await expectRefused(`Bearer ${head}.AA`);
    const { accessToken } = await client.app.app.get(DelegateSessions).begin(fileId);
    expect((await client.bearing(accessToken).get('/me')).body).toMatchObject({ fileId });
    const [, payload = '', signature = ''] = accessToken.split('.');
    const longer = base64({
      ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object),
      sub: randomUUID(),
    });
    await expectRefused(`Bearer ${accessToken.split('.')[0]!}.${longer}.${signature}`);
    // The key of the sessions signs no token of a person.
    const { key } = client.app.app.get<unknown>(DelegateSessions) as { readonly key: Buffer };
    await expectRefused(`Bearer ${await signed({}, { alg: 'HS256' }, key)}`);
  });
});

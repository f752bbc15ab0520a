import { ValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceServer } from '../embedded/server-announcement.js';
import { EmbeddedIssuerController, type IssuedToken } from './embedded-issuer.controller.js';
import { EmbeddedIssuer, openEmbeddedIssuer } from './embedded-issuer.js';
import { fetchToken } from './token.cli.js';

describe('embedded issuer', () => {
  let folder: string;
  let issuer: EmbeddedIssuer;
  const verify = async (token: string): Promise<JWTPayload> => {
    const options = { issuer: 'https://issuer.credence.localhost', audience: 'credence', algorithms: ['ES256'] };
    return (await jwtVerify(token, createLocalJWKSet(issuer.jwks), options)).payload;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credence-issuer-'));
    issuer = await openEmbeddedIssuer(folder);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('signs for a test person', async () => {
    const claims = await verify(await issuer.sign({ sub: 'focal-point-ar' }));
    expect(claims).toMatchObject({ sub: 'focal-point-ar', jti: expect.any(String) as string });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
    expect(Math.abs((claims.iat ?? 0) - Date.now() / 1000)).toBeLessThan(5);
  });

  it('signs tokens that ran out, and for others', async () => {
    await expect(verify(await issuer.sign({ sub: 'a', expiresInSeconds: -60 }))).rejects.toThrow('exp');
    await expect(verify(await issuer.sign({ sub: 'a', audience: 'other' }))).rejects.toThrow('aud');
  });

  it('keeps its key, for its owner only, and publishes no secret', async () => {
    const token = await issuer.sign({ sub: 'a' });
    issuer = await openEmbeddedIssuer(folder);
    await verify(token);
    expect((await stat(join(folder, 'issuer.json'))).mode & 0o777).toBe(0o600);
    expect(issuer.jwks.keys).toEqual([expect.not.objectContaining({ d: expect.anything() as unknown })]);
  });

  it('has one key where two processes make it at once', async () => {
    const other = await mkdtemp(join(tmpdir(), 'credence-issuer-'));
    const [one, two] = await Promise.all([openEmbeddedIssuer(other), openEmbeddedIssuer(other)]);
    expect(one.jwks).toEqual(two.jwks);
    await rm(other, { recursive: true, force: true });
  });

  describe('over HTTP', () => {
    let app: NestFastifyApplication;
    let url: string;

    beforeEach(async () => {
      const providers = [{ provide: EmbeddedIssuer, useValue: issuer }];
      const module = await Test.createTestingModule({ controllers: [EmbeddedIssuerController], providers }).compile();
      app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
      app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
      await app.listen(0, '127.0.0.1');
      url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    });

    afterEach(() => app.close());

    it('answers with a token and its keys', async () => {
      const answer = await app.inject({
        method: 'POST',
        url: '/dev/issuer/token',
        payload: { as: 'ana', expiresIn: 60 },
      });
      expect(answer.statusCode).toBe(200);
      const issued = answer.json<IssuedToken>();
      expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
      expect((await verify(issued.access_token)).sub).toBe('ana');
      expect((await app.inject('/dev/issuer/jwks')).json()).toEqual(issuer.jwks);
    });

    it.each([
      {},
      { as: '' },
      { as: 'a b' },
      { as: 'a'.repeat(101) },
      { as: 'a', expiresIn: 86_401 },
      { as: 'a', expiresIn: 1.5 },
    ])('refuses %j', async (payload) => {
      const answer = await app.inject({ method: 'POST', url: '/dev/issuer/token', payload });
      expect(answer.statusCode).toBe(400);
    });

    it('signs in from the command line, by folder or address', async () => {
      await announceServer(folder, { url, pid: process.pid });
      const token = await fetchToken(['--as', 'ana', '--data', folder, '--expires-in=-5']);
      await expect(verify(token)).rejects.toThrow('exp');
      expect((await verify(await fetchToken(['--as', 'ana', '--url', url]))).sub).toBe('ana');
      await expect(fetchToken(['--as', 'a b', '--url', url])).rejects.toThrow('as must be');
      await expect(fetchToken(['--as', 'ana', '--url', `${url}/elsewhere`])).rejects.toThrow('no embedded issuer');
    });
  });

  it('tells the command line what is missing', async () => {
    await expect(fetchToken([])).rejects.toThrow('Usage: npm run token');
    await expect(fetchToken(['--name', 'ana'])).rejects.toThrow('Usage: npm run token');
    await expect(fetchToken(['--as', 'ana', '--data', folder])).rejects.toThrow('No server runs');
    await announceServer(folder, { url: 'http://127.0.0.1:9', pid: 2 ** 30 });
    await expect(fetchToken(['--as', 'ana', '--data', folder])).rejects.toThrow('No server runs');
    await expect(fetchToken(['--as', 'ana', '--url', 'http://127.0.0.1:9'])).rejects.toThrow('No server answers');
  });
});

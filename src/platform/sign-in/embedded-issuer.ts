import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from 'jose';
import { readOrCreate } from '../embedded/durable-file.js';

/** A person's id derives from issuer and subject, so the name holds on every port and address. */
export const embeddedIssuerUrl = 'https://issuer.credence.localhost';

export interface TokenRequest {
  readonly sub: string;
  /** Negative for a token that ran out. */
  readonly expiresInSeconds?: number;
  readonly audience?: string;
}

/** Signs for test persons; never in production. */
export abstract class EmbeddedIssuer {
  abstract readonly issuer: string;
  abstract readonly audience: string;
  /** Public keys only. */
  abstract readonly jwks: JSONWebKeySet;
  abstract sign(request: TokenRequest): Promise<string>;
}

/** The key pair is made once and kept in the data folder: tokens stay good over a restart. */
export async function openEmbeddedIssuer(
  dataFolder: string,
  issuer = embeddedIssuerUrl,
  audience = 'credence',
): Promise<EmbeddedIssuer> {
  const { d, ...key } = JSON.parse(await readOrCreate(join(dataFolder, 'issuer.json'), makeKey)) as JWK & { d: string };
  const alg = 'ES256';
  const kid = await calculateJwkThumbprint(key);
  const signingKey = await importJWK({ ...key, d }, alg);
  return {
    issuer,
    audience,
    jwks: { keys: [{ ...key, kid, alg, use: 'sig' }] },
    sign: ({ sub, expiresInSeconds = 3600, audience: recipient = audience }) => {
      // Real time, also where the application's clock was set: whoever checks a token has no other.
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg, kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(sub)
        .setAudience(recipient)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresInSeconds)
        .sign(signingKey);
    },
  };
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return `${JSON.stringify(await exportJWK(privateKey))}\n`;
}

import { Inject, Injectable, ServiceUnavailableException, UnauthorizedException } from '@nestjs/common';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { v5 as uuidv5 } from 'uuid';
import { SERVICES, type Services } from '../platform/services.js';
import { DelegateSessions, isDelegateSession } from './delegate-sessions.js';

const PERSONS = 'b2f6d9f4-3f0a-5c3e-9a53-6f8f0f3f5a11';
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
const BEARER = /^bearer ([\w-]+\.[\w-]+\.[\w-]+)$/iu;

/** Who a token stands for: a person of the issuer, or the delegate of one file. What they may do is not in the token. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly personId: string;
  readonly fileId: string | null;
}

/** A person is a UUID made of issuer and subject, so that neither stands in the log. */
export const personIdOf = (issuer: string, subject: string): string =>
  uuidv5(JSON.stringify([issuer, subject]), PERSONS);

@Injectable()
export class SignIn {
  readonly issuer: string;
  private readonly audience: string;
  private keys: JWTVerifyGetKey | undefined;

  constructor(
    @Inject(SERVICES) private readonly services: Services,
    private readonly sessions: DelegateSessions,
  ) {
    const { issuer } = services;
    this.issuer = issuer.kind === 'embedded' ? issuer.issuer.issuer : issuer.url;
    this.audience = issuer.kind === 'embedded' ? issuer.issuer.audience : issuer.audience;
  }

  /** Throws `UnauthorizedException` for every token that is not in order. */
  async identify(authorization: string | undefined): Promise<Identity> {
    const token = BEARER.exec(authorization ?? '')?.[1];
    // jose accepts some spellings that are not canonical, so the shape is checked first.
    if (token === undefined || !isCanonical(token)) throw new UnauthorizedException();
    try {
      return isDelegateSession(decodeJwt(token).iss) ? await this.delegate(token) : await this.person(token);
    } catch (error) {
      const isOfToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
      if (isOfToken) throw new UnauthorizedException(undefined, { cause: error });
      throw new ServiceUnavailableException('The sign-in issuer does not answer.', { cause: error });
    }
  }

  isAdministrator({ fileId, subject }: Identity): boolean {
    return fileId === null && this.services.administrators.includes(subject);
  }

  private async delegate(token: string): Promise<Identity> {
    const fileId = await this.sessions.fileOf(token);
    return { issuer: 'urn:credence:invitation', subject: fileId, personId: fileId, fileId };
  }

  private async person(token: string): Promise<Identity> {
    this.keys ??= await this.loadKeys();
    const { payload } = await jwtVerify(token, this.keys, {
      algorithms: ALGORITHMS,
      issuer: this.issuer,
      audience: this.audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: 5,
    });
    const subject = payload.sub ?? '';
    return { issuer: this.issuer, subject, personId: personIdOf(this.issuer, subject), fileId: null };
  }

  private async loadKeys(): Promise<JWTVerifyGetKey> {
    const { issuer } = this.services;
    if (issuer.kind === 'embedded') return createLocalJWKSet(issuer.issuer.jwks);
    try {
      const response = await fetch(`${issuer.url.replace(/\/$/u, '')}/.well-known/openid-configuration`, {
        signal: AbortSignal.timeout(5_000),
      });
      const discovered = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
      if (discovered.issuer !== issuer.url || typeof discovered.jwks_uri !== 'string')
        throw new Error('The issuer names another one.');
      return createRemoteJWKSet(new URL(discovered.jwks_uri), { [customFetch]: fetch, timeoutDuration: 5_000 });
    } catch (cause) {
      throw new ServiceUnavailableException('The sign-in issuer does not answer.', { cause });
    }
  }
}

/** Base64url can write the same bytes in several ways, of which one counts: a token is one text. */
const isCanonical = (token: string): boolean =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

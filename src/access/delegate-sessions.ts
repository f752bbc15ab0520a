import { Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';

const ISSUER = 'urn:credence:invitation';
const HOURS = 2;

export interface DelegateSession {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** What an invitation link is exchanged for: a bearer token of a few hours for one file. */
@Injectable()
export class DelegateSessions {
  private readonly key: Buffer;

  constructor(keys: SubjectKeys) {
    this.key = keys.derive('delegate sessions');
  }

  async begin(fileId: string): Promise<DelegateSession> {
    const expiresAt = new Date(Date.now() + HOURS * 3_600_000);
    const accessToken = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(fileId)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(this.key);
    return { accessToken, expiresAt: expiresAt.toISOString() };
  }

  /** The file that the token opens; throws where it is none of ours, changed or expired. */
  async fileOf(token: string): Promise<string> {
    const { payload } = await jwtVerify(token, this.key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ['exp', 'sub'],
    });
    return payload.sub ?? '';
  }
}

export const isDelegateSession = (issuer: unknown): boolean => issuer === ISSUER;

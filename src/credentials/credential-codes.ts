import { Injectable } from '@nestjs/common';
import { signCredential } from './code/credential-code.js';
import type { Credential } from './credentials.entity.js';
import { SigningKeys } from './signing-keys.js';

/** The signed codes of credentials (C2). */
@Injectable()
export class CredentialCodes {
  constructor(private readonly keys: SigningKeys) {}

  /** Ed25519 is deterministic: the same facts and key give the same code, whenever it is asked for. */
  async of(credential: Credential): Promise<string> {
    const { id, generation, meetingId, category, capacity, zones, validFrom, validUntil, keyId } = credential;
    const claims = { serial: id, generation, meeting: meetingId, category, capacity, zones, validFrom, validUntil };
    return signCredential(claims, await this.keys.get(keyId));
  }
}

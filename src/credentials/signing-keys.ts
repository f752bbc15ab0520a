import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { decrypt, encrypt, SubjectKeys } from '../event-sourcing/subject-keys.js';
import { KEYS_POOL } from '../platform/services.js';
import {
  type CredentialKey,
  type CredentialPublicKey,
  exportPrivateKey,
  generateCredentialKey,
  importPrivateKey,
} from './code/credential-keys.js';

/** The keys that sign credentials, wrapped at rest; the newest one signs, all of them verify (C5). */
@Injectable()
export class SigningKeys {
  private readonly wrappingKey: Buffer;
  private loaded: Promise<readonly CredentialKey[]> | undefined;

  constructor(
    @Inject(KEYS_POOL) private readonly pool: pg.Pool,
    keys: SubjectKeys,
  ) {
    this.wrappingKey = keys.derive('wrap signing keys');
  }

  async newest(): Promise<CredentialKey> {
    const key = (await this.all())[0];
    if (key === undefined) throw new Error('There is no signing key.');
    return key;
  }

  async get(keyId: string): Promise<CredentialKey> {
    const key =
      (await this.all()).find((known) => known.keyId === keyId) ??
      (await this.reload()).find((known) => known.keyId === keyId);
    if (key === undefined) throw new Error(`The signing key ${keyId} is lost.`);
    return key;
  }

  async publicKeys(): Promise<readonly CredentialPublicKey[]> {
    return (await this.reload()).map(({ publicKey }) => publicKey);
  }

  private all(): Promise<readonly CredentialKey[]> {
    this.loaded ??= this.load().catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    });
    return this.loaded;
  }

  private reload(): Promise<readonly CredentialKey[]> {
    this.loaded = undefined;
    return this.all();
  }

  private async load(): Promise<readonly CredentialKey[]> {
    const select = 'select key_id, wrapped from keys.signing_keys order by created_at desc, key_id';
    const stored = await this.pool.query<{ key_id: string; wrapped: string }>(select);
    if (stored.rows.length > 0)
      return stored.rows.map((row) => importPrivateKey(decrypt(this.wrappingKey, row.wrapped, row.key_id)));
    const { keyId, publicKey, privateKey } = generateCredentialKey();
    // Two processes may both find none and make one each: then the newer one signs and both verify, as after a rotation.
    await this.pool.query('insert into keys.signing_keys (key_id, public_key, wrapped) values ($1, $2, $3)', [
      keyId,
      JSON.stringify(publicKey),
      encrypt(this.wrappingKey, exportPrivateKey(privateKey), keyId),
    ]);
    const { rows } = await this.pool.query<{ key_id: string; wrapped: string }>(select);
    return rows.map((row) => importPrivateKey(decrypt(this.wrappingKey, row.wrapped, row.key_id)));
  }
}

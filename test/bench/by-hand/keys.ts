import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

export const KEYS_TABLE = `
  create table subject_keys (
    subject text collate "C" primary key,
    wrapped text,
    created_at timestamptz not null default now(),
    destroyed_at timestamptz
  )`;

export function seal(key: Buffer, plain: string, context: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function unseal(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** Data keys of persons and digest keys of meetings, wrapped by the master key, in a database of their own. */
export class Keys {
  private readonly wrapping: Buffer;
  private readonly hashing: Buffer;
  private readonly digests = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly pool: Pool,
    masterKey: Buffer,
  ) {
    const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', masterKey, 'by-hand', purpose, 32));
    this.wrapping = derive('wrap');
    this.hashing = derive('hash');
  }

  hashOf(text: string): string {
    return createHmac('sha256', this.hashing).update(text).digest('base64url');
  }

  /** The key of a subject, made where there is none. */
  async keyOf(subject: string): Promise<Buffer> {
    const key = randomBytes(32);
    const wrapped = seal(this.wrapping, key.toString('base64'), subject);
    const { rowCount } = await this.pool.query({
      name: 'add-key',
      text: 'insert into subject_keys (subject, wrapped) values ($1, $2) on conflict do nothing',
      values: [subject, wrapped],
    });
    if (rowCount === 1) return key;
    const { rows } = await this.pool.query<{ wrapped: string | null }>(
      'select wrapped from subject_keys where subject = $1',
      [subject],
    );
    const known = rows[0]?.wrapped;
    if (known == null) throw new Error(`The key of ${subject} is destroyed.`);
    return Buffer.from(unseal(this.wrapping, Buffer.from(known, 'base64'), subject).toString('utf8'), 'base64');
  }

  async digestOf(meetingId: string, email: string): Promise<string> {
    const key = this.digests.get(meetingId) ?? this.keyOf(`digests:${meetingId}`);
    this.digests.set(meetingId, key);
    return createHmac('sha256', await key)
      .update(email.normalize('NFKC').trim().toLowerCase())
      .digest('base64url');
  }
}

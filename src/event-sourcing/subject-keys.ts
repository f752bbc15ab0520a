import { createCipheriv, createDecipheriv, createHmac, type DecipherGCM, hkdfSync, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { Together } from './together.js';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** So long may a key that another process destroyed be used here. */
const FORGOTTEN_AFTER_MS = 30_000;

/** AES-256-GCM (NIST SP 800-38D): iv, ciphertext and tag, bound to `context`. */
export function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws where the bytes were changed, or belong to another context. */
export function unseal(key: Buffer, bytes: Buffer, context: string): Buffer {
  const { decipher, ciphertext } = opened(key, bytes, context);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

function opened(key: Buffer, bytes: Buffer, context: string): { decipher: DecipherGCM; ciphertext: Buffer } {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return { decipher, ciphertext: bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES) };
}

export const encrypt = (key: Buffer, plain: Buffer, context: string): string =>
  seal(key, plain, context).toString('base64');

export const decrypt = (key: Buffer, text: string, context: string): Buffer =>
  unseal(key, Buffer.from(text, 'base64'), context);

/** As `decrypt`, for what was a text: readers of the log do this most of all. */
export function decryptText(key: Buffer, text: string, context: string): string {
  const { decipher, ciphertext } = opened(key, Buffer.from(text, 'base64'), context);
  return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
}

/** A subject without a key that is not on the list of the destroyed either: the reader must stop. */
export class KeyMissing extends Error {}

/** A destroyed subject never gets a new key. */
export class SubjectDestroyed extends Error {}

/** The data keys of subjects, each wrapped by the master key, in a database of their own. Null stands for a destroyed key. */
export class SubjectKeys {
  private readonly cache = new LRUCache<string, Buffer>({ max: 50_000, ttl: FORGOTTEN_AFTER_MS });
  private readonly wrappingKey: Buffer;
  private readonly hashKey: Buffer;
  private readonly making = new Together<string, undefined>((subjects) => this.make([...new Set(subjects)].toSorted()));

  constructor(
    private readonly pool: Pool,
    private readonly masterKey: Buffer,
  ) {
    this.wrappingKey = this.derive('wrap subject keys');
    this.hashKey = this.derive('hash requests');
  }

  /** A key of its own for one purpose, derived from the master key (RFC 5869). */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.masterKey, 'credence', purpose, 32));
  }

  /** Tells equal requests apart from other ones, without giving their content away. */
  hashRequest(request: string): string {
    return createHmac('sha256', this.hashKey).update(request).digest('base64url');
  }

  /** A keyed digest for comparison within one scope: equal values give equal digests, and nobody without the key can guess. */
  async digest(scope: string, value: string): Promise<string> {
    const subject = `digests:${scope}`;
    const key = (await this.forWriting([subject])).get(subject);
    if (key === undefined) throw new KeyMissing(subject);
    return createHmac('sha256', key).update(value.normalize('NFKC').trim().toLowerCase()).digest('base64url');
  }

  /** The keys of subjects, made where there are none yet. */
  async forWriting(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const missing = subjects.filter((subject) => !this.cache.has(subject));
    await Promise.all(missing.map((subject) => this.making.ask(subject)));
    const keys = new Map<string, Buffer>();
    for (const [subject, key] of await this.forReading(subjects)) {
      if (key === null) throw new SubjectDestroyed(`The personal data of ${subject} are erased.`);
      keys.set(subject, key);
    }
    return keys;
  }

  /** In order, so that two who make the same keys do not wait for each other in a circle. */
  private async make(subjects: readonly string[]): Promise<readonly undefined[]> {
    const made = new Map(subjects.map((subject) => [subject, randomBytes(32)]));
    const { rows } = await this.pool.query<{ subject: string }>({
      name: 'make-keys',
      text: `insert into keys.subject_keys (subject, wrapped) select * from unnest($1::text[], $2::text[])
             on conflict do nothing returning subject`,
      values: [subjects, [...made].map(([subject, key]) => encrypt(this.wrappingKey, key, subject))],
    });
    for (const { subject } of rows) this.cache.set(subject, made.get(subject));
    return [];
  }

  async forReading(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer | null>> {
    const keys = new Map<string, Buffer | null>();
    const unknown = new Set<string>();
    for (const subject of subjects) {
      const cached = this.cache.get(subject);
      if (cached === undefined) unknown.add(subject);
      else keys.set(subject, cached);
    }
    if (unknown.size === 0) return keys;
    const { rows } = await this.pool.query<{ subject: string; wrapped: string | null }>(
      'select subject, wrapped from keys.subject_keys where subject = any($1)',
      [[...unknown]],
    );
    for (const { subject, wrapped } of rows) {
      unknown.delete(subject);
      const key = wrapped === null ? null : decrypt(this.wrappingKey, wrapped, subject);
      keys.set(subject, key);
      if (key !== null) this.cache.set(subject, key);
    }
    if (unknown.size > 0) throw new KeyMissing(`No key for ${[...unknown].join(', ')}, and not destroyed either.`);
    return keys;
  }

  /** For ever: what was encrypted for these subjects reads as erased, and no new key is made. May be done again. */
  async destroy(subjects: readonly string[]): Promise<void> {
    await this.pool.query(
      `insert into keys.subject_keys (subject, wrapped, destroyed_at) select subject, null, now() from unnest($1::text[]) as subject
       on conflict (subject) do update set wrapped = null, destroyed_at = coalesce(subject_keys.destroyed_at, now())`,
      [[...new Set(subjects)].toSorted()],
    );
    for (const subject of subjects) this.cache.delete(subject);
  }
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import pg from 'pg';
import type { Caller } from '../../event-sourcing/command.js';
import { inTransaction } from '../../event-sourcing/consumer.js';
import { KeyReused } from '../../event-sourcing/rejection.js';
import { PlatformProblem } from '../edge/platform-problems.js';
import { DocumentStore } from './document-store.js';

/** Of one subject, so many documents and bytes may wait to be named. */
const MOST_UNNAMED = { documents: 50, megabytes: 200 };
const MEGABYTE = 1024 * 1024;

/** Serialises what is taken and what is swept of one subject. */
export const SUBJECT_LOCK = `select pg_advisory_xact_lock(hashtextextended('uploads ' || $1, 0))`;

interface Request extends Pick<Caller, 'commandId' | 'requestHash'> {
  /** Made here and not sent by anybody: there is always room. */
  readonly isOurs?: boolean;
}

interface Taken extends Request {
  readonly subject: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Where documents come in: each is noted beside the log before it is stored, so that the sweep finds it whatever happens. */
@Injectable()
export class DocumentIntake {
  constructor(
    private readonly documents: DocumentStore,
    private readonly pool: pg.Pool,
  ) {}

  /** @returns the SHA-256 (hex) of the bytes, once they are stored durably @throws KeyReused @throws SubjectDestroyed */
  async put(subject: string, bytes: Buffer, request: Request): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.note({ ...request, subject, sha256, bytes: bytes.length });
    return this.documents.put(subject, bytes);
  }

  private note(taken: Taken): Promise<void> {
    return inTransaction(this.pool, async (client) => {
      await client.query(SUBJECT_LOCK, [taken.subject]);
      if (taken.isOurs !== true) await expectRoom(client, taken);
      const { rowCount } = await client.query(
        `insert into progress.uploads as known (id, request_hash, subject, sha256, bytes) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set stored_at = now(), sha256 = excluded.sha256, bytes = excluded.bytes
         where known.request_hash = excluded.request_hash`,
        [taken.commandId, taken.requestHash, taken.subject, taken.sha256, taken.bytes],
      );
      if (rowCount === 0) throw new KeyReused();
    });
  }
}

/** What no fact names, or not yet as far as the table of names has read: at worst somebody is asked to come later. */
async function expectRoom(client: pg.PoolClient, { subject, sha256, bytes }: Taken): Promise<void> {
  const { rows } = await client.query<{ documents: number; bytes: number }>(
    `select count(*)::int as documents, coalesce(sum(bytes), 0)::float8 as bytes
     from (select distinct on (sha256) sha256, bytes from progress.uploads where subject = $1 and sha256 <> $2) as others
     where not exists (select from read.documents where id = sha256)`,
    [subject, sha256],
  );
  const [others = { documents: 0, bytes: 0 }] = rows;
  const { documents, megabytes } = MOST_UNNAMED;
  if (others.documents >= documents || others.bytes + bytes > megabytes * MEGABYTE)
    throw new PlatformProblem('too-many-unused-files', { documents, megabytes });
}

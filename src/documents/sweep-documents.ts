import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import { Checkpoints } from '../event-sourcing/checkpoints.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { SUBJECT_LOCK } from '../platform/documents/document-intake.js';
import { type DocumentName, DocumentStore, NAMED_WITHIN_MS } from '../platform/documents/document-store.js';
import { documentsProjection } from './documents.projection.js';

/** Longer than a document may wait for its fact, so that no command names what is just being removed. */
const SWEPT_AFTER_MS = NAMED_WITHIN_MS + 3_600_000;
const PATIENCE_MS = 5_000;
const TOGETHER = 200;

const outdated = `stored_at < now() - make_interval(secs => ${SWEPT_AFTER_MS / 1_000})`;

/** Removes documents that were taken in beside this log and that no fact of it names; what lies in the store otherwise is not ours. */
@Injectable()
export class SweepDocuments {
  constructor(
    private readonly documents: DocumentStore,
    private readonly checkpoints: Checkpoints,
    private readonly store: EventStore,
    private readonly pool: pg.Pool,
    private readonly logger: PinoLogger,
  ) {}

  async sweep(signal?: AbortSignal): Promise<void> {
    const isStopping = (): boolean => signal?.aborted ?? false;
    let removed = 0;
    let last: DocumentName | undefined = { subject: '', sha256: '' };
    while (last !== undefined && !isStopping()) {
      const old = await this.oldAfter(last);
      const unnamed = await this.unnamed(old.map(({ sha256 }) => sha256));
      if (unnamed === undefined) break;
      for (const document of old) {
        if (isStopping()) break;
        if (!unnamed.has(document.sha256)) await this.forget(this.pool, document);
        else if (await this.remove(document)) removed += 1;
      }
      last = old.at(-1);
    }
    if (removed > 0) this.logger.info({ removed }, 'documents that no fact names were removed');
  }

  private async oldAfter({ subject, sha256 }: DocumentName): Promise<readonly DocumentName[]> {
    const { rows } = await this.pool.query<DocumentName>(
      `select subject, sha256 from progress.uploads where (subject, sha256) > ($1, $2)
       group by subject, sha256 having bool_and(${outdated}) order by subject, sha256 limit ${TOGETHER}`,
      [subject, sha256],
    );
    return rows;
  }

  /** Only a table that knows every fact may say that there is none; one that is behind, or is made again, says nothing. */
  private async unnamed(digests: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    const newest = await this.store.newest();
    const { name, version } = documentsProjection;
    if (!(await this.checkpoints.waitFor([name], newest, PATIENCE_MS))) return undefined;
    const { rows } = await this.pool.query<{ digest: string | null }>(
      `select digest from progress.checkpoints left join unnest($1::text[]) as digest
         on not exists (select from read.documents where id = digest)
       where name = $2 and version = $3 and position >= $4 collate "C"`,
      [digests, name, version, newest],
    );
    return rows.length === 0 ? undefined : new Set(rows.flatMap(({ digest }) => (digest === null ? [] : [digest])));
  }

  /** Whoever uploads it again at this moment waits, and then stores it anew. */
  private async remove(document: DocumentName): Promise<boolean> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(SUBJECT_LOCK, [document.subject]);
      const { rowCount } = await client.query(
        `select from progress.uploads where subject = $1 and sha256 = $2 having bool_and(${outdated})`,
        [document.subject, document.sha256],
      );
      const isOurs = rowCount === 1 && isOld(await this.documents.storedAt(document));
      if (isOurs) {
        await this.documents.remove(document);
        await this.forget(client, document);
      }
      await client.query('commit');
      return isOurs;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  private async forget(client: pg.Pool | pg.PoolClient, { subject, sha256 }: DocumentName): Promise<void> {
    await client.query(`delete from progress.uploads where subject = $1 and sha256 = $2 and ${outdated}`, [
      subject,
      sha256,
    ]);
  }
}

const isOld = (storedAt: Date | null): boolean => storedAt === null || Date.now() - storedAt.getTime() > SWEPT_AFTER_MS;

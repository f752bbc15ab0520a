import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import pg from 'pg';
import { Checkpoints } from '../event-sourcing/checkpoints.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { DocumentStore, NAMED_WITHIN_MS, type StoredDocument } from '../platform/documents/document-store.js';
import { documentsProjection } from './documents.projection.js';

/** Longer than a document may wait for its fact, so that no command names what is just being removed. */
const SWEPT_AFTER_MS = NAMED_WITHIN_MS + 3_600_000;
const PATIENCE_MS = 30_000;
const TOGETHER = 500;

/** Removes documents that no fact names: uploads that nobody used, and files of commands that were refused. */
@Injectable()
export class SweepDocuments {
  constructor(
    private readonly documents: DocumentStore,
    private readonly checkpoints: Checkpoints,
    private readonly store: EventStore,
    private readonly pool: pg.Pool,
    private readonly logger: PinoLogger,
  ) {}

  async sweep(): Promise<void> {
    const old: StoredDocument[] = [];
    let removed = 0;
    for await (const document of this.documents.list()) {
      if (isOld(document.storedAt)) old.push(document);
      if (old.length >= TOGETHER) removed += await this.removeUnnamed(old.splice(0));
    }
    removed += await this.removeUnnamed(old);
    if (removed > 0) this.logger.info({ removed }, 'documents that no fact names were removed');
  }

  private async removeUnnamed(documents: readonly StoredDocument[]): Promise<number> {
    if (documents.length === 0) return 0;
    const unnamed = await this.unnamed(documents.map(({ sha256 }) => sha256));
    let removed = 0;
    for (const document of documents.filter(({ sha256 }) => unnamed.has(sha256))) {
      // It may have been uploaded again since it was listed.
      if (!isOld(await this.documents.storedAt(document))) continue;
      await this.documents.remove(document);
      removed += 1;
    }
    return removed;
  }

  /** Only a table that knows every fact may say that there is none; one that is behind, or is made again, says nothing. */
  private async unnamed(digests: readonly string[]): Promise<ReadonlySet<string>> {
    const newest = await this.store.newest();
    const { name, version } = documentsProjection;
    if (!(await this.checkpoints.waitFor([name], newest, PATIENCE_MS))) return new Set();
    const { rows } = await this.pool.query<{ digest: string }>(
      `select digest from unnest($1::text[]) as digest
       where not exists (select from read.documents where id = digest)
         and exists (select from progress.checkpoints where name = $2 and version = $3 and position >= $4 collate "C")`,
      [digests, name, version, newest],
    );
    return new Set(rows.map(({ digest }) => digest));
  }
}

const isOld = (storedAt: Date | null): boolean => storedAt !== null && Date.now() - storedAt.getTime() > SWEPT_AFTER_MS;

import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { AccreditationFile } from '../../src/accreditation/accreditation.entity.js';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import { filesProjection } from '../../src/accreditation/accreditation.projection.js';
import { inTransaction } from '../../src/event-sourcing/consumer.js';
import type { Recorded } from '../../src/event-sourcing/event.js';
import { PAGE_SIZE } from '../../src/event-sourcing/follower.js';
import { foldPage, keysOf } from '../../src/event-sourcing/projection.js';
import { ReadTable } from '../../src/event-sourcing/read-table.js';
import type { KernelNode } from '../setup/kernel.js';

/** The table of files, written by one statement per fact. */
export const PER_EVENT = 'files_per_event';

const PART = { name: PER_EVENT, partition: 0 };

type Upsert = (client: PoolClient, row: AccreditationFile) => Promise<unknown>;

/** Reads pages as we do, and awaits one upsert per fact in the transaction of its page. */
export class PerEvent {
  private readonly table: ReadTable<AccreditationFile>;
  private readonly upsert: Upsert;
  private position = '';

  constructor(
    private readonly node: KernelNode,
    dataSource: DataSource,
  ) {
    const metadata = dataSource.getMetadata(AccreditationFile);
    this.table = new ReadTable(Object.assign(Object.create(metadata) as typeof metadata, { tableName: PER_EVENT }));
    const columns = metadata.columns.map(({ propertyName, databaseName, type }) => ({
      property: propertyName as keyof AccreditationFile,
      name: databaseName,
      isJson: type === 'jsonb',
    }));
    const names = columns.map(({ name }) => name);
    const text = `insert into read.${PER_EVENT} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})
      on conflict (id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
    this.upsert = (client, row) =>
      client.query({
        name: 'per-event',
        text,
        values: columns.map(({ property, isJson }) => (isJson ? JSON.stringify(row[property]) : row[property])),
      });
  }

  async catchUp(): Promise<void> {
    const { store, codec, pool, checkpoints } = this.node;
    for (;;) {
      const page = await store.readAll(this.position, PAGE_SIZE);
      if (page.facts.length === 0) return;
      const facts = (await codec.openAll(page.facts)) as readonly Recorded<AccreditationFact>[];
      const write = async (client: PoolClient): Promise<void> => {
        const calls = await this.project(client, facts);
        await checkpoints.moveWith(client, PART, this.position, page.upTo, { version: 1, calls }, []);
      };
      await inTransaction(pool, write);
      this.position = page.upTo;
    }
  }

  /** The rows are loaded by one question, so that a fact costs its upsert alone. */
  private async project(client: PoolClient, facts: readonly Recorded<AccreditationFact>[]): Promise<number> {
    const loaded = await this.table.load(client, PART, keysOf(filesProjection, facts));
    if (loaded === undefined) throw new Error('There is no checkpoint.');
    const { rows, calls } = loaded;
    for (const fact of facts) {
      for (const [id, row] of foldPage(filesProjection, [fact], rows)) {
        if (row === undefined) continue;
        rows.set(id, row);
        await this.upsert(client, row);
      }
    }
    return calls;
  }
}

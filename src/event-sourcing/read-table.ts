import type { Pool, PoolClient } from 'pg';
import type { EntityMetadata } from 'typeorm';
import type { Rows } from './projection.js';

/** Loads and stores the rows of a projection as sets. Rows travel as JSON; an instant is always ISO 8601 in UTC, as facts have it. */
export class ReadTable<Row extends object> {
  private readonly path: string;
  private readonly columns: readonly {
    readonly property: string;
    readonly column: string;
    readonly isInstant: boolean;
  }[];
  private readonly upsert: string;

  /** In another schema where a table of the same shape stands beside the living one. */
  constructor(metadata: EntityMetadata, schema = metadata.schema ?? 'public') {
    this.path = `${schema}.${metadata.tableName}`;
    this.columns = metadata.columns.map(({ propertyName, databaseName, type }) => ({
      property: propertyName,
      column: databaseName,
      isInstant: type === 'timestamptz' || type === 'timestamp with time zone',
    }));
    const names = this.columns.map(({ column }) => `"${column}"`);
    this.upsert = `insert into ${this.path} (${names.join(', ')})
      select ${names.join(', ')} from json_populate_recordset(null::${this.path}, $1::json)
      on conflict (id) do update set (${names.join(', ')}) = row(${names.map((name) => `excluded.${name}`).join(', ')})`;
  }

  async load(client: Pool | PoolClient, keys: readonly string[]): Promise<Rows<Row>> {
    const { rows } = await client.query<{ id: string; row: Record<string, unknown> }>(
      `select id, to_json(t) as row from ${this.path} t where id = any($1)`,
      [keys],
    );
    return new Map(rows.map(({ id, row }) => [id, this.rowOf(row)]));
  }

  async store(client: Pool | PoolClient, rows: Rows<Row>): Promise<void> {
    const kept = [...rows.values()].filter((row) => row !== undefined);
    const gone = [...rows].flatMap(([key, row]) => (row === undefined ? [key] : []));
    if (kept.length > 0) await client.query(this.upsert, [JSON.stringify(kept.map((row) => this.recordOf(row)))]);
    if (gone.length > 0) await client.query(`delete from ${this.path} where id = any($1)`, [gone]);
  }

  async empty(client: Pool | PoolClient): Promise<void> {
    await client.query(`truncate ${this.path}`);
  }

  private rowOf(record: Readonly<Record<string, unknown>>): Row {
    const row: Record<string, unknown> = {};
    for (const { property, column, isInstant } of this.columns) {
      const value = record[column];
      row[property] = isInstant && typeof value === 'string' ? new Date(value).toISOString() : value;
    }
    return row as Row;
  }

  private recordOf(row: Row): Readonly<Record<string, unknown>> {
    const values = row as Readonly<Record<string, unknown>>;
    const record: Record<string, unknown> = {};
    for (const { property, column } of this.columns) record[column] = values[property] ?? null;
    return record;
  }
}

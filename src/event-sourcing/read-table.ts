import type { Pool, PoolClient } from 'pg';
import type { EntityMetadata } from 'typeorm';
import type { Part, Write } from './checkpoints.js';
import type { Rows } from './projection.js';

interface Column {
  readonly property: string;
  readonly column: string;
  readonly type: string;
  /** How it is asked for, and what its text means. */
  readonly asked: string;
  read(this: void, text: string): unknown;
}

/** Rows as they stood where the checkpoint stood then, and how often that was called until then. */
export interface Loaded<Row> {
  readonly position: string;
  readonly calls: number;
  readonly rows: Rows<Row>;
}

/** What is loaded beside each row: position, calls, and the key once more. */
const BESIDE = 3;
/** From so many rows on a statement of their own is worth its while. */
const ALIKE = 20;

const asJson = (text: string): unknown => JSON.parse(text);
const asInstant = (text: string): string => new Date(JSON.parse(text) as string).toISOString();

/** Texts, numbers and JSON are quickest as PostgreSQL writes them; everything else is asked for as JSON. */
const readers: Readonly<Record<string, Column['read']>> = { text: (text) => text, int: Number, jsonb: asJson };

/** The driver's own parsers would know nothing of the entity's types. */
const asText = { getTypeParser: () => (text: string) => text };

/** Loads and writes the rows of a projection as sets. Rows to be written travel as JSON; an instant is always ISO 8601 in UTC, as facts have it. */
export class ReadTable<Row extends object> {
  private readonly path: string;
  private readonly columns: readonly Column[];
  /** Copied, a row has its properties from the beginning. */
  private readonly blank: Readonly<Record<string, unknown>>;
  private readonly key: Column = { property: 'id', column: 'id', type: 'text', asked: 't."id"', read: String };

  /** In another schema where a table of the same shape stands beside the living one. */
  constructor(metadata: EntityMetadata, schema = metadata.schema ?? 'public') {
    this.path = `${schema}.${metadata.tableName}`;
    this.columns = metadata.columns.map(({ propertyName, databaseName, type }) => {
      const [quick, column] = [readers[type as string], `t."${databaseName}"`];
      const isInstant = type === 'timestamptz' || type === 'timestamp with time zone';
      return {
        property: propertyName,
        column: databaseName,
        type: type as string,
        asked: quick === undefined ? `to_json(${column})` : column,
        read: quick ?? (isInstant ? asInstant : asJson),
      };
    });
    this.blank = Object.fromEntries(this.columns.map(({ property }) => [property, null]));
  }

  /** Rows and checkpoint of one snapshot; undefined where there is no checkpoint. */
  async load(client: Pool | PoolClient, part: Part, keys: readonly string[]): Promise<Loaded<Row> | undefined> {
    const { rows } = await client.query<(string | null)[]>({
      rowMode: 'array',
      types: asText,
      text: `select c.position, c.calls, t.id, ${this.columns.map(({ asked }) => asked).join(', ')}
             from progress.checkpoints c left join ${this.path} t on t.id = any($1) where c.name = $2 and c.partition = $3`,
      values: [keys, part.name, part.partition],
    });
    const [first] = rows;
    if (first === undefined) return undefined;
    const found: Rows<Row> = new Map();
    for (const row of rows) {
      const id = row[BESIDE - 1];
      if (id != null) found.set(id, this.rowOf(row));
    }
    return { position: first[0] ?? '', calls: Number(first[1]), rows: found };
  }

  /**
   * How to write what a page made of the rows that were loaded for it. Where it changed the same columns of many rows, only these are
   * written; a row that stayed as it was is not.
   */
  writes(touched: Rows<Row>, loaded: Rows<Row>): readonly Write[] {
    const gone: string[] = [];
    const whole: Row[] = [];
    const alike = new Map<string, Row[]>();
    for (const [key, row] of touched) {
      const before = loaded.get(key);
      if (row === undefined) gone.push(key);
      else if (before === undefined) whole.push(row);
      else {
        const changed = this.changed(before, row);
        const rows = alike.get(changed);
        if (rows === undefined) alike.set(changed, [row]);
        else rows.push(row);
      }
    }
    const writes: Write[] = [];
    for (const [changed, rows] of alike) {
      if (changed === '') continue;
      if (rows.length < ALIKE) whole.push(...rows);
      else writes.push(this.update(new Set(changed.split(',')), rows));
    }
    if (whole.length > 0) writes.push(this.upsert(whole));
    if (gone.length > 0) writes.push(this.delete(gone));
    return writes;
  }

  private rowOf(values: readonly (string | null)[]): Row {
    const row = { ...this.blank };
    this.columns.forEach(({ property, read }, index) => {
      const text = values[BESIDE + index] ?? null;
      if (text !== null) row[property] = read(text);
    });
    return row as Row;
  }

  /** The columns that differ, as one text. */
  private changed(before: Row, after: Row): string {
    const [old, now] = [before, after] as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
    let names = '';
    for (const { property, column } of this.columns)
      if ((old[property] ?? null) !== (now[property] ?? null)) names += `${column},`;
    return names;
  }

  private update(changed: ReadonlySet<string>, rows: readonly Row[]): Write {
    const columns = this.columns.filter(({ column }) => changed.has(column));
    const assigned = columns.map(({ column }) => `"${column}" = changed."${column}"`);
    const sent = [this.key, ...columns];
    return {
      text: (value, moved) => `update ${this.path} as row set ${assigned.join(', ')}
        from json_to_recordset(${value}::json) as changed (${shapeOf(sent)}), ${moved} where row.id = changed.id`,
      value: json(rows, sent),
    };
  }

  private upsert(rows: readonly Row[]): Write {
    const names = this.columns.map(({ column }) => `"${column}"`);
    const newest = names.map((name) => `excluded.${name}`);
    return {
      text: (value, moved) => `insert into ${this.path} (${names.join(', ')})
        select ${names.map((name) => `made.${name}`).join(', ')}
        from json_to_recordset(${value}::json) as made (${shapeOf(this.columns)}), ${moved}
        on conflict (id) do update set (${names.join(', ')}) = row(${newest.join(', ')})`,
      value: json(rows, this.columns),
    };
  }

  private delete(keys: readonly string[]): Write {
    return {
      text: (value, moved) => `delete from ${this.path} using ${moved} where id = any(${value})`,
      value: keys,
    };
  }
}

const shapeOf = (columns: readonly Column[]): string =>
  columns.map(({ column, type }) => `"${column}" ${type}`).join(', ');

function json<Row extends object>(rows: readonly Row[], columns: readonly Column[]): string {
  return JSON.stringify(
    rows.map((row) => {
      const values = row as Readonly<Record<string, unknown>>;
      const record: Record<string, unknown> = {};
      for (const { property, column } of columns) record[column] = values[property] ?? null;
      return record;
    }),
  );
}

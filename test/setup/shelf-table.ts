import type { Pool } from 'pg';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Projection } from '../../src/event-sourcing/projection.js';
import type { ShelfFact } from './shelf.js';

/* Toy read tables: a row per shelf and one for all of them; a row per parcel. */

@Entity({ schema: 'read', name: 'shelves' })
export class ShelfRow {
  @PrimaryColumn('text') id: string;
  @Column('int') parcels: number;
  @Column('numeric') weight: number;
  @Column('text', { name: 'last_parcel', nullable: true }) lastParcel: string | null;
  @Column('timestamptz', { name: 'moved_at' }) movedAt: string;
  @Column('jsonb') notes: readonly string[];
}

@Entity({ schema: 'read', name: 'parcels' })
export class ParcelRow {
  @PrimaryColumn('text') id: string;
  @Column('text') shelf: string;
}

export const SHELVES = `
  create table read.shelves (
    id text primary key, parcels int not null, weight numeric not null, last_parcel text,
    moved_at timestamptz not null, notes jsonb not null
  );
  create table read.parcels (id text primary key, shelf text not null)`;

const empty = (id: string): ShelfRow => ({ id, parcels: 0, weight: 0, lastParcel: null, movedAt: '', notes: [] });

const latest = (row: ShelfRow, at: string): string => (row.movedAt > at ? row.movedAt : at);

/** `onFact` is called for every fact that is folded: a place to fail. */
export const shelves = (
  onFact: (parcelId: string) => void = () => undefined,
  version = 1,
): Projection<ShelfRow, ShelfFact> => ({
  name: 'shelves',
  version,
  entity: ShelfRow,
  keys: (fact) => [fact.stream, 'all'],
  fold: {
    ParcelStored: (row, { data, metadata }, key) => {
      onFact(data.parcelId);
      const before = row ?? empty(key);
      return {
        ...before,
        parcels: before.parcels + 1,
        weight: before.weight + data.weight,
        lastParcel: data.parcelId,
        movedAt: latest(before, metadata.recordedAt),
      };
    },
    ParcelTaken: (row, { metadata }) => {
      if (row === undefined || row.parcels <= 1) return undefined;
      return { ...row, parcels: row.parcels - 1, movedAt: latest(row, metadata.recordedAt) };
    },
    NoteLeft: (row, { personal, metadata }, key) => {
      const before = row ?? empty(key);
      const notes = Object.values(personal ?? {}).map((block) => `${block?.note ?? 'erased'}, moved ${before.movedAt}`);
      return { ...before, notes: [...before.notes, ...notes], movedAt: latest(before, metadata.recordedAt) };
    },
  },
});

export const parcels: Projection<ParcelRow, ShelfFact> = {
  name: 'parcels',
  version: 1,
  entity: ParcelRow,
  keys: (fact) => (fact.type === 'ParcelStored' ? [`${fact.stream}/${fact.data.parcelId}`] : []),
  fold: { ParcelStored: (_, { stream }, id) => ({ id, shelf: stream }) },
};

export const tableOf = async (pool: Pool): Promise<readonly unknown[]> =>
  (await pool.query<object>('select * from read.shelves order by id collate "C"')).rows;

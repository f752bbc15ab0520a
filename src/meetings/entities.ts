import table from './entities.json';
import type { Bilingual } from './meetings.events.js';

/** A participating State or body, kept across meetings, with its official names. */
export interface Entity {
  readonly code: string;
  readonly kind: string;
  readonly iso3166: string | null;
  readonly names: Bilingual;
  readonly memberships: readonly { readonly group: string; readonly from?: string; readonly until?: string }[];
}

export const entities: readonly Entity[] = (
  table.entities as readonly (Omit<Entity, 'iso3166' | 'memberships'> & Partial<Entity>)[]
).map((entity) => ({ ...entity, iso3166: entity.iso3166 ?? null, memberships: entity.memberships ?? [] }));

export const entityOf = (code: string): Entity | null => entities.find((entity) => entity.code === code) ?? null;

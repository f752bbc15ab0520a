import type { FactMetadata } from '../event-sourcing/event.js';
import type { StoredFact } from '../event-sourcing/event-store.js';

/** What an operator may see of a fact: whom its personal blocks are about, never what they say. */
interface FactView {
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly recordedAt: string | undefined;
  readonly actorId: string | undefined;
  readonly power: FactMetadata['power'] | undefined;
  readonly commandId: string | undefined;
  readonly data: unknown;
  readonly personal: readonly string[];
}

function viewOf({ stream, revision, position, id, type, version, data, personal, metadata }: StoredFact): FactView {
  const { recordedAt, actorId, power, commandId } = JSON.parse(metadata) as Partial<FactMetadata>;
  const subjects = personal === null ? [] : Object.keys(JSON.parse(personal) as object);
  const what = { stream, revision, position, id, type, version };
  return { ...what, recordedAt, actorId, power, commandId, data: JSON.parse(data) as unknown, personal: subjects };
}

export const jsonLine = (fact: StoredFact): string => JSON.stringify(viewOf(fact));

/** @param place what tells the fact from others: its revision, or its stream too */
export function factLine(place: string, fact: StoredFact): string {
  const { recordedAt = '-', type, version, actorId = '-', power, personal } = viewOf(fact);
  const who = power === undefined ? actorId : `${actorId} as ${power.role}`;
  const about = personal.length === 0 ? '' : `  (personal: ${personal.length} of ${personal.join(', ')})`;
  return `${place}  ${recordedAt}  ${type} v${version}  ${who}  ${fact.data}${about}`;
}

import type { Fact } from './log.js';

/** A delegation as far as the route asks. Folded in place, since nobody else looks at it. */
export interface Delegation {
  revision: number;
  meetingId: string | undefined;
  quota: { total: number; byCapacity: Readonly<Record<string, number>> };
  listRevision: number;
  readonly focalPoints: Map<string, string>;
  readonly capacityOf: Map<string, string>;
  readonly commands: Map<
    string,
    { readonly hash: string; readonly fileId: string; revision: number; position: string }
  >;
}

export interface Meeting {
  revision: number;
  capacities: readonly string[];
  opens: number;
  closes: number;
}

export const newMeeting = (): Meeting => ({ revision: -1, capacities: [], opens: 0, closes: 0 });

export const newDelegation = (): Delegation => ({
  revision: -1,
  meetingId: undefined,
  quota: { total: 0, byCapacity: {} },
  listRevision: 0,
  focalPoints: new Map(),
  capacityOf: new Map(),
  commands: new Map(),
});

interface Rules {
  readonly capacities: readonly { readonly code: string }[];
  readonly windows: { readonly nominationsOpen: string; readonly nominationsClose: string };
}

export function foldMeeting(meeting: Meeting, { type, revision, data }: Fact): void {
  if (revision <= meeting.revision) return;
  meeting.revision = revision;
  if (type !== 'RulesAdopted') return;
  const { rules } = JSON.parse(data) as { readonly rules: Rules };
  meeting.capacities = rules.capacities.map(({ code }) => code);
  meeting.opens = Date.parse(rules.windows.nominationsOpen);
  meeting.closes = Date.parse(rules.windows.nominationsClose);
}

interface Data {
  readonly meetingId: string;
  readonly quota: Delegation['quota'];
  readonly appointmentId: string;
  readonly personId: string;
  readonly fileId: string;
  readonly capacity: string;
  readonly listRevision: number;
}

export function foldDelegation(delegation: Delegation, fact: Fact): void {
  const { type, revision, position } = fact;
  if (revision <= delegation.revision) return;
  delegation.revision = revision;
  const data = JSON.parse(fact.data) as Data;
  switch (type) {
    case 'DelegationInvited':
      delegation.meetingId = data.meetingId;
      delegation.quota = data.quota;
      return;
    case 'FocalPointAppointed':
      delegation.focalPoints.set(data.personId, data.appointmentId);
      return;
    case 'DelegateNominated':
      delegation.capacityOf.set(data.fileId, data.capacity);
      delegation.listRevision = data.listRevision;
      delegation.commands.set(fact.command_id, { hash: fact.request_hash, fileId: data.fileId, revision, position });
      return;
    default:
      throw new Error(`This route knows no ${type}.`);
  }
}

/** Why there is no room, if there is none. */
export function fullWhere({ capacityOf, quota }: Delegation, capacity: string): string | undefined {
  if (capacityOf.size >= quota.total) return 'total';
  const most = quota.byCapacity[capacity];
  if (most === undefined) return undefined;
  let used = 0;
  for (const of of capacityOf.values()) if (of === capacity) used += 1;
  return used >= most ? capacity : undefined;
}

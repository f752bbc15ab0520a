import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { ReasonText } from '../meetings/meetings.events.js';
import {
  type Cover,
  type DelegationFact,
  type DelegationInvited,
  type EvidenceSubmitted,
  HEAD_OF_DELEGATION,
  type Place,
  type Quota,
} from './delegations.events.js';

export type Slot = Place;

export interface Evidence extends Pick<EvidenceSubmitted['data'], 'form' | 'lines' | 'sha256'> {
  readonly status: 'submitted' | 'accepted' | 'refused';
}

export interface DelegationState {
  readonly invited: DelegationInvited['data'] | undefined;
  /** The text may be erased: it explains, and no rule depends on it. */
  readonly quota: Quota & { readonly reasonCode: string; readonly reason: string | null };
  /** Living appointments: who may act for the delegation. */
  readonly focalPoints: ReadonlyMap<string, { readonly personId: string; readonly emailDigest: string }>;
  /** Living slots in order of precedence. */
  readonly slots: readonly Slot[];
  readonly listRevision: number;
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Lines that somebody was nominated with: they never cover another person, even after a withdrawal. */
  readonly usedLines: ReadonlySet<string>;
}

/** What the facts say about a delegation. */
export const delegationFold: Fold<DelegationState, DelegationFact> = {
  name: 'delegations',
  category: 'delegation',
  opensPersonal: true,
  initialState: {
    invited: undefined,
    quota: { total: 0, byCapacity: {}, reasonCode: '', reason: null },
    focalPoints: new Map(),
    slots: [],
    listRevision: 0,
    evidence: new Map(),
    usedLines: new Set(),
  },
  evolve,
};

function evolve(state: DelegationState, fact: Recorded<DelegationFact>): DelegationState {
  switch (fact.type) {
    case 'DelegationInvited':
      return {
        ...state,
        invited: fact.data,
        quota: { ...fact.data.quota, reasonCode: fact.data.quotaReasonCode, reason: reasonIn(fact.personal) },
      };
    case 'QuotaAdjusted':
      return {
        ...state,
        quota: { ...fact.data.to, reasonCode: fact.data.reasonCode, reason: reasonIn(fact.personal) },
      };
    case 'FocalPointAppointed':
      return { ...state, focalPoints: new Map(state.focalPoints).set(fact.data.appointmentId, fact.data) };
    case 'FocalPointEnded': {
      const focalPoints = new Map(state.focalPoints);
      focalPoints.delete(fact.data.appointmentId);
      return { ...state, focalPoints };
    }
    case 'DelegateNominated': {
      const { data: slot } = fact;
      const slots = slot.capacity === HEAD_OF_DELEGATION ? [slot, ...state.slots] : [...state.slots, slot];
      return listed(using(state, slot.coveredBy), fact, slots);
    }
    case 'DelegationReordered': {
      const place = new Map(fact.data.order.map((fileId, index) => [fileId, index]));
      return listed(
        state,
        fact,
        state.slots.toSorted((a, b) => (place.get(a.fileId) ?? 0) - (place.get(b.fileId) ?? 0)),
      );
    }
    case 'DelegateSubstituted': {
      const { successor } = fact.data;
      return listed(
        using(state, successor.coveredBy),
        fact,
        state.slots.map((slot) => (slot.fileId === fact.data.predecessorFileId ? successor : slot)),
      );
    }
    case 'NominationWithdrawn':
    case 'SlotReleased':
      return listed(
        state,
        fact,
        state.slots.filter(({ fileId }) => fileId !== fact.data.fileId),
      );
    case 'EvidenceSubmitted':
      return {
        ...state,
        evidence: new Map(state.evidence).set(fact.data.evidenceId, { ...fact.data, status: 'submitted' }),
      };
    case 'EvidenceAccepted':
      return judged(state, fact.data.evidenceId, 'accepted');
    case 'EvidenceRefused':
      return judged(state, fact.data.evidenceId, 'refused');
    case 'DecisionRefused':
      return state;
  }
}

const reasonIn = (personal: Readonly<Record<string, ReasonText | null>> | undefined): string | null =>
  Object.values(personal ?? {})[0]?.reason ?? null;

const listed = (
  state: DelegationState,
  { data }: { readonly data: { readonly listRevision: number } },
  slots: readonly Slot[],
): DelegationState => ({ ...state, slots, listRevision: data.listRevision });

export const lineKey = ({ evidenceId, line }: Cover): string => `${evidenceId}.${line}`;

const using = (state: DelegationState, cover: Cover | null): DelegationState =>
  cover === null ? state : { ...state, usedLines: new Set(state.usedLines).add(lineKey(cover)) };

function judged(state: DelegationState, evidenceId: string, status: Evidence['status']): DelegationState {
  const evidence = state.evidence.get(evidenceId);
  return evidence === undefined
    ? state
    : { ...state, evidence: new Map(state.evidence).set(evidenceId, { ...evidence, status }) };
}

/** What a fact names is never swept, so another one may name it at any time. */
export const isNamed = ({ evidence }: DelegationState, sha256: string): boolean =>
  [...evidence.values()].some((submitted) => submitted.sha256 === sha256);

/** The line of accepted evidence that covers a person: named in it, or nominated with it. */
export function coverOf(delegation: DelegationState, fileId: string): Cover | null {
  for (const [evidenceId, { status, lines }] of delegation.evidence) {
    const line = status === 'accepted' ? lines.find((named) => named.fileId === fileId) : undefined;
    if (line !== undefined) return { evidenceId, line: line.line };
  }
  const cover = delegation.slots.find((slot) => slot.fileId === fileId)?.coveredBy ?? null;
  return cover !== null && delegation.evidence.get(cover.evidenceId)?.status === 'accepted' ? cover : null;
}

/** Whether somebody is a focal point of the delegation, or stands on its list (rule S1). */
export const belongsTo = (delegation: DelegationState, personId: string, emailDigests: readonly string[]): boolean =>
  [...delegation.focalPoints.values()].some((point) => point.personId === personId) ||
  delegation.slots.some((slot) => emailDigests.includes(slot.emailDigest));

/** A delegation is named by its meeting and its entity: `conare-2025.AR`. */
export const delegationIdOf = (meetingId: string, entity: string): string => `${meetingId}.${entity}`;
export const meetingIdIn = (delegationId: string): string => delegationId.slice(0, delegationId.indexOf('.'));

import type { DelegationFact } from '../delegations/delegations.events.js';
import type { Fact, Power, Recorded } from '../event-sourcing/event.js';
import type { SeatingFact } from '../seating/seating.events.js';

/** One fact as a dossier tells it: who, when, under which power, on what. */
export interface DossierEntry {
  readonly position: string;
  readonly at: string;
  readonly fact: string;
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly power: Power;
  readonly commandId: string;
  readonly causationId: string | null;
  /** Revisions of the other streams that were looked at: the version of the rules. */
  readonly consulted: Readonly<Record<string, number>>;
  readonly data: unknown;
  /** Null once the subject is erased: the entry still proves the decision, and names nobody. */
  readonly personal: unknown;
}

/** Whether a fact of the delegation belongs into the dossier of a file: it names the person, or the evidence that covers them. */
export function concerns(fact: Recorded<DelegationFact>, fileId: string, evidenceIds: ReadonlySet<string>): boolean {
  switch (fact.type) {
    case 'DelegateNominated':
    case 'NominationWithdrawn':
    case 'SlotReleased':
      return fact.data.fileId === fileId;
    case 'DelegateSubstituted':
      return fact.data.predecessorFileId === fileId || fact.data.successor.fileId === fileId;
    case 'EvidenceSubmitted':
    case 'EvidenceAccepted':
    case 'EvidenceRefused':
      return evidenceIds.has(fact.data.evidenceId);
    case 'DelegationInvited':
    case 'QuotaAdjusted':
    case 'FocalPointAppointed':
    case 'FocalPointEnded':
    case 'DelegationReordered':
    case 'DecisionRefused':
      return false;
  }
}

/** Whether a fact of a room's plan is about the seat of a person. */
export function seats(fact: Recorded<SeatingFact>, fileId: string): boolean {
  switch (fact.type) {
    case 'SeatAllocated':
    case 'SeatWaitlisted':
    case 'SeatReleased':
      return fact.data.fileId === fileId;
    case 'SeatsReassigned':
      return fact.data.changes.some((change) => change.fileId === fileId);
    case 'TableAssigned':
    case 'SeatPlanPublished':
      return false;
  }
}

/** The evidence that names a person, or that they were nominated with. */
export function evidenceFor(facts: readonly Recorded<DelegationFact>[], fileId: string): ReadonlySet<string> {
  const ids = facts.flatMap((fact) => {
    if (fact.type === 'EvidenceSubmitted')
      return fact.data.lines.some((line) => line.fileId === fileId) ? [fact.data.evidenceId] : [];
    const place =
      fact.type === 'DelegateNominated'
        ? fact.data
        : fact.type === 'DelegateSubstituted'
          ? fact.data.successor
          : undefined;
    return place?.fileId === fileId && place.coveredBy !== null ? [place.coveredBy.evidenceId] : [];
  });
  return new Set(ids);
}

/** Personal data of others than the person of the dossier stay out of it. */
export function entryOf(
  fact: Recorded<Fact>,
  names: ReadonlyMap<string, string | null>,
  subjects: ReadonlySet<string>,
): DossierEntry {
  const { metadata } = fact;
  const personal = Object.entries(fact.personal ?? {}).filter(([subject]) => subjects.has(subject));
  return {
    position: fact.position,
    at: metadata.recordedAt,
    fact: fact.type,
    eventId: fact.id,
    stream: fact.stream,
    revision: fact.revision,
    actorId: metadata.actorId,
    actorName: names.get(metadata.actorId) ?? null,
    power: metadata.power,
    commandId: metadata.commandId,
    causationId: metadata.causationId ?? null,
    consulted: metadata.consulted,
    data: fact.data,
    personal: personal.length === 0 ? null : Object.fromEntries(personal),
  };
}

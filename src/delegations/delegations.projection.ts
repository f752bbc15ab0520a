import { personalOf, type Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import { Delegation, Evidence, type ListedPerson } from './delegations.entity.js';
import {
  type DelegationFact,
  type EvidenceAccepted,
  type EvidenceRefused,
  type EvidenceSubmitted,
  HEAD_OF_DELEGATION,
  type Place,
  subjectOfLine,
} from './delegations.events.js';

const idIn = ({ stream }: Recorded<DelegationFact>): string => stream.slice('delegation-'.length);

const listed = ({ fileId, slotId, capacity }: Place): ListedPerson => ({ fileId, slotId, capacity });

const without = (
  row: Delegation | undefined,
  { data, revision }: { data: { fileId: string; listRevision: number }; revision: number },
): Delegation | undefined =>
  row && {
    ...row,
    list: row.list.filter(({ fileId }) => fileId !== data.fileId),
    listRevision: data.listRevision,
    revision,
  };

const touched = (row: Delegation | undefined, { revision }: { revision: number }): Delegation | undefined =>
  row && { ...row, revision };

export const delegationsProjection: Projection<Delegation, DelegationFact> = {
  name: 'delegations',
  version: 1,
  entity: Delegation,
  keys: (fact) => [idIn(fact)],
  fold: {
    DelegationInvited: (_, fact, id) => ({
      id,
      meetingId: fact.data.meetingId,
      entity: fact.data.entity,
      category: fact.data.category,
      language: fact.data.language,
      quota: fact.data.quota,
      quotaReasonCode: fact.data.quotaReasonCode,
      quotaReason: personalOf(fact)?.reason ?? null,
      quotaSetAt: fact.metadata.recordedAt,
      quotaSetBy: fact.metadata.actorId,
      list: [],
      listRevision: 0,
      focalPoints: [],
      revision: fact.revision,
    }),
    QuotaAdjusted: (row, fact) =>
      row && {
        ...row,
        quota: fact.data.to,
        quotaReasonCode: fact.data.reasonCode,
        quotaReason: personalOf(fact)?.reason ?? null,
        quotaSetAt: fact.metadata.recordedAt,
        quotaSetBy: fact.metadata.actorId,
        revision: fact.revision,
      },
    FocalPointAppointed: (row, fact) => {
      const { appointmentId, personId, language } = fact.data;
      const { name = null, email = null } = personalOf(fact) ?? {};
      return (
        row && {
          ...row,
          focalPoints: [...row.focalPoints, { appointmentId, personId, name, email, language, endedAt: null }],
          revision: fact.revision,
        }
      );
    },
    FocalPointEnded: (row, { data, metadata, revision }) =>
      row && {
        ...row,
        focalPoints: row.focalPoints.map((point) =>
          point.appointmentId === data.appointmentId ? { ...point, endedAt: metadata.recordedAt } : point,
        ),
        revision,
      },
    DelegateNominated: (row, { data, revision }) =>
      row && {
        ...row,
        list: data.capacity === HEAD_OF_DELEGATION ? [listed(data), ...row.list] : [...row.list, listed(data)],
        listRevision: data.listRevision,
        revision,
      },
    DelegationReordered: (row, { data, revision }) =>
      row && {
        ...row,
        list: data.order.flatMap((fileId) => row.list.find((person) => person.fileId === fileId) ?? []),
        listRevision: data.listRevision,
        revision,
      },
    DelegateSubstituted: (row, { data, revision }) =>
      row && {
        ...row,
        list: row.list.map((person) => (person.fileId === data.predecessorFileId ? listed(data.successor) : person)),
        listRevision: data.listRevision,
        revision,
      },
    NominationWithdrawn: without,
    SlotReleased: without,
    EvidenceSubmitted: touched,
    EvidenceAccepted: touched,
    EvidenceRefused: touched,
    DecisionRefused: touched,
  },
};

const decided = (row: Evidence | undefined, fact: Recorded<EvidenceAccepted | EvidenceRefused>): Evidence | undefined =>
  row && {
    ...row,
    status: fact.type === 'EvidenceAccepted' ? 'accepted' : 'refused',
    decidedAt: fact.metadata.recordedAt,
    decidedBy: fact.metadata.actorId,
    reasonCode: fact.type === 'EvidenceRefused' ? fact.data.reasonCode : null,
    reason: personalOf(fact)?.reason ?? null,
  };

const told = ({ personal }: Recorded<EvidenceSubmitted>, subject: string, what: 'issuer' | 'name'): string | null => {
  const block: Partial<Record<'issuer' | 'name', string>> = personal?.[subject] ?? {};
  return block[what] ?? null;
};

export const evidenceProjection: Projection<Evidence, DelegationFact> = {
  name: 'evidence',
  version: 1,
  entity: Evidence,
  keys: ({ data }) => ('evidenceId' in data ? [data.evidenceId] : []),
  fold: {
    EvidenceSubmitted: (_, fact, id) => {
      const { form, issuedOn, sha256, lines } = fact.data;
      return {
        id,
        delegationId: idIn(fact),
        form,
        issuedOn,
        issuer: told(fact, idIn(fact), 'issuer'),
        sha256,
        lines: lines.map((line) => ({ ...line, name: told(fact, subjectOfLine(id, line), 'name') })),
        status: 'submitted',
        submittedAt: fact.metadata.recordedAt,
        submittedBy: fact.metadata.actorId,
        decidedAt: null,
        decidedBy: null,
        reasonCode: null,
        reason: null,
      };
    },
    EvidenceAccepted: decided,
    EvidenceRefused: decided,
  },
};

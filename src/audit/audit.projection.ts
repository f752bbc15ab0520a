import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import type { CredentialFact } from '../credentials/credentials.events.js';
import type { Cover, DelegationFact } from '../delegations/delegations.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import type { Contact, MeetingFact, ReasonText } from '../meetings/meetings.events.js';
import type { SeatingFact } from '../seating/seating.events.js';
import type { LetterheadFact, VisaLetterFact } from '../visa-letters/visa-letters.events.js';
import { Decision, Person } from './decisions.entity.js';

type Audited =
  AccreditationFact | CredentialFact | DelegationFact | LetterheadFact | MeetingFact | SeatingFact | VisaLetterFact;

/** Of the many shapes of facts, what a line of the audit shows. */
interface Basis {
  readonly code?: string;
  readonly attempted?: string;
  readonly fileId?: string;
  readonly predecessorFileId?: string;
  readonly reasonCode?: string;
  readonly quotaReasonCode?: string;
  readonly rulesVersion?: number;
  readonly evidence?: Cover | null;
}

const idAfter = (prefix: string, stream: string): string | null =>
  stream.startsWith(prefix) ? stream.slice(prefix.length) : null;

const decided = (_: Decision | undefined, fact: Recorded<Audited>): Decision => {
  const { metadata, stream } = fact;
  const basis = fact.data as Basis;
  // A substitution has two blocks: the successor's, and the predecessor's with the reason.
  const texts = Object.values(
    (fact.personal ?? {}) as Readonly<Record<string, Partial<ReasonText & { lateReason: string }> | null>>,
  );
  return {
    id: fact.id,
    meetingId: metadata.meetingId,
    delegationId: idAfter('delegation-', stream),
    fileId:
      idAfter('accreditation-', stream) ??
      idAfter('visa-letter-', stream) ??
      basis.fileId ??
      basis.predecessorFileId ??
      null,
    kind: fact.type,
    code: basis.attempted === undefined ? null : `${basis.attempted}: ${basis.code ?? ''}`,
    actorId: metadata.actorId,
    role: metadata.power.role,
    appointmentId: metadata.power.appointmentId ?? null,
    at: metadata.recordedAt,
    reasonCode: basis.reasonCode ?? basis.quotaReasonCode ?? null,
    reason: texts.map((text) => text?.reason ?? text?.lateReason).find((reason) => reason !== undefined) ?? null,
    rulesVersion: basis.rulesVersion ?? null,
    evidence: basis.evidence ?? null,
  };
};

export const decisionsProjection: Projection<Decision, Audited> = {
  name: 'decisions',
  version: 2,
  entity: Decision,
  keys: ({ id }) => [id],
  fold: {
    RulesAdopted: decided,
    RoomConfigured: decided,
    DeadlineExtended: decided,
    NominationsClosed: decided,
    OfficerAppointed: decided,
    AppointmentEnded: decided,
    DelegationInvited: decided,
    FocalPointAppointed: decided,
    FocalPointEnded: decided,
    QuotaAdjusted: decided,
    DelegateNominated: decided,
    NominationWithdrawn: decided,
    DelegateSubstituted: decided,
    EvidenceAccepted: decided,
    EvidenceRefused: decided,
    ProfileReturned: decided,
    ProfileVerified: decided,
    FilePlacedOnHold: decided,
    FileResumed: decided,
    AccreditationApproved: decided,
    AccreditationRejected: decided,
    AccreditationRevoked: decided,
    DecisionRefused: decided,
    CredentialIssued: decided,
    CredentialPrinted: decided,
    CredentialHandedOver: decided,
    CredentialActivated: decided,
    CredentialSuspended: decided,
    CredentialResumed: decided,
    CredentialRevoked: decided,
    SeatPlanPublished: decided,
    LetterheadAdopted: decided,
    SignatureAuthorised: decided,
    SignatureAuthorisationEnded: decided,
    VisaLetterSigned: decided,
    VisaLetterCancelled: decided,
  },
};

const named = (
  _: Person | undefined,
  { personal }: { readonly personal?: Readonly<Record<string, Contact | null>> },
  id: string,
): Person => ({
  id,
  name: personal?.[id]?.name ?? null,
});

export const peopleProjection: Projection<Person, Audited> = {
  name: 'people',
  version: 1,
  entity: Person,
  keys: ({ data }) => ('personId' in data ? [data.personId] : []),
  fold: { OfficerAppointed: named, FocalPointAppointed: named },
};

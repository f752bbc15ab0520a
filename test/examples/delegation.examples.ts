import type {
  DelegateNominated,
  DelegationFact,
  DelegationInvited,
  EvidenceSubmitted,
  FocalPointAppointed,
  Nominee,
  Quota,
} from '../../src/delegations/delegations.events.js';
import { delegationFold, type DelegationState } from '../../src/delegations/delegations.state.js';
import { type Past, stateAfter } from '../../src/event-sourcing/testing/given.js';
import { contact, MEETING } from './meeting.examples.js';

export const DELEGATION = `${MEETING}.PA`;

export const panama = { kind: 'state', iso3166: 'PAN', names: { es: 'Panamá', en: 'Panama' } };

export const nominee: Nominee = {
  givenNames: 'Luz',
  familyNames: 'Ríos',
  honorific: null,
  functionalTitle: 'Directora',
  email: 'luz@example.org',
};

export const quotaOf = (total: number, byCapacity: Quota['byCapacity'] = {}): Quota => ({ total, byCapacity });

export const invited = (quota: Quota = quotaOf(3), category = 'member'): DelegationInvited => ({
  type: 'DelegationInvited',
  data: {
    delegationId: DELEGATION,
    meetingId: MEETING,
    entity: { code: 'PA', ...panama },
    category,
    language: 'es',
    quota,
    quotaReasonCode: 'adopted',
  },
  personal: { [DELEGATION]: { reason: 'Three places a State' } },
});

export const appointed = (personId: string, appointmentId = 'appointment-1'): FocalPointAppointed => ({
  type: 'FocalPointAppointed',
  data: {
    appointmentId,
    personId,
    emailDigest: `digest of ${personId}`,
    language: 'es',
    act: { form: 'note-verbale', date: '2025-07-20' },
  },
  personal: { [personId]: contact },
});

/** `nominated(2)`: the second change of the list puts `file-2` on it, in `slot-2`. */
export const nominated = (number: number, changed: Partial<DelegateNominated['data']> = {}): DelegateNominated => ({
  type: 'DelegateNominated',
  data: {
    fileId: `file-${number}`,
    slotId: `slot-${number}`,
    capacity: 'delegate',
    language: 'es',
    emailDigest: `digest-${number}`,
    coveredBy: null,
    late: false,
    listRevision: number,
    ...changed,
  },
  personal: { [changed.fileId ?? `file-${number}`]: nominee },
});

export const submitted = (changed: Partial<EvidenceSubmitted['data']> = {}): EvidenceSubmitted => ({
  type: 'EvidenceSubmitted',
  data: {
    evidenceId: 'evidence-1',
    form: 'note-verbale',
    issuedOn: '2025-07-20',
    sha256: 'ab'.repeat(32),
    lines: [
      { line: 1, capacity: 'head-of-delegation', fileId: null },
      { line: 2, capacity: 'delegate', fileId: 'file-1' },
    ],
    ...changed,
  },
  personal: {
    'evidence-1.1': { name: 'Eva Soto' },
    'file-1': { name: 'Luz Ríos' },
    [DELEGATION]: { issuer: 'Ministry' },
  },
});

export const accepted: DelegationFact = {
  type: 'EvidenceAccepted',
  data: { evidenceId: 'evidence-1', rulesVersion: 1 },
};

export const refused: DelegationFact = {
  type: 'EvidenceRefused',
  data: { evidenceId: 'evidence-1', rulesVersion: 1, reasonCode: 'not-signed' },
};

export const delegationAfter = (...past: readonly (DelegationFact | Past<DelegationFact>)[]): DelegationState =>
  stateAfter(delegationFold, past);

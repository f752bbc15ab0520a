import type {
  AccreditationFact,
  FileOpened,
  Profile,
  ProfileCompleted,
} from '../../src/accreditation/accreditation.events.js';
import type { DelegationFact } from '../../src/delegations/delegations.events.js';
import type { DelegationState } from '../../src/delegations/delegations.state.js';
import {
  accepted,
  appointed,
  DELEGATION,
  delegationAfter,
  invited,
  nominated,
  nominee,
  submitted,
} from './delegation.examples.js';
import { MEETING } from './meeting.examples.js';

export const FILE = 'file-1';

/** Nominated by `focal`; the invitation link is sent on 1 August at noon. */
export const opened = (changed: Partial<FileOpened['data']> = {}): FileOpened => ({
  type: 'FileOpened',
  data: {
    meetingId: MEETING,
    delegationId: DELEGATION,
    slotId: 'slot-1',
    category: 'member',
    capacity: 'delegate',
    language: 'es',
    emailDigest: 'digest-1',
    nominatedBy: 'focal',
    invitationId: 'invitation-1',
    late: false,
    substitutesFileId: null,
    ...changed,
  },
  personal: { [FILE]: nominee },
});

export const passport: NonNullable<Profile['document']> = {
  type: 'passport',
  number: 'X0000000',
  issuingCountry: 'PAN',
  issuedOn: '2020-01-01',
  expiresOn: '2030-01-01',
};

export const profile: Profile = {
  legalName: 'Luz María Ríos',
  badgeName: 'Luz Ríos',
  latinName: 'LUZ MARIA RIOS',
  functionalTitle: 'Directora',
  dateOfBirth: '1980-02-03',
  nationality: 'PAN',
  phone: null,
  document: passport,
};

export const completed = (changed: Partial<ProfileCompleted['data']> = {}): ProfileCompleted => ({
  type: 'ProfileCompleted',
  data: {
    completedBy: 'delegate',
    functionalTitleCode: 'director',
    declarations: ['experience', 'power-to-decide'],
    document: { required: true, type: 'passport', rulesVersion: 1 },
    ...changed,
  },
  personal: { [FILE]: profile },
});

/** What a decision rests on in these examples. */
export const basis = { rulesVersion: 1, evidence: { evidenceId: 'evidence-1', line: 2 } };
const because = { ...basis, reasonCode: 'because' };

export const returned: AccreditationFact = {
  type: 'ProfileReturned',
  data: { ...because, invitationId: 'invitation-2' },
};
export const verified: AccreditationFact = { type: 'ProfileVerified', data: basis };
export const held: AccreditationFact = { type: 'FilePlacedOnHold', data: because };
export const approved: AccreditationFact = {
  type: 'AccreditationApproved',
  data: { ...basis, invitationId: 'invitation-3' },
};
export const rejected: AccreditationFact = { type: 'AccreditationRejected', data: { ...because, from: 'submitted' } };
export const revoked: AccreditationFact = { type: 'AccreditationRevoked', data: because };
export const closed: AccreditationFact = { type: 'FileClosed', data: { cause: 'withdrawn' } };

/** The delegation of the file: `focal` is its focal point, `file-1` stands on the list, covered by accepted evidence. */
export const delegationOf = (...facts: readonly DelegationFact[]): DelegationState =>
  delegationAfter(invited(), appointed('focal'), nominated(1), submitted(), accepted, ...facts);

export const uncovered: DelegationState = delegationAfter(invited(), appointed('focal'), nominated(1));

export const withdrawnFromList: DelegationState = delegationOf({
  type: 'NominationWithdrawn',
  data: { fileId: FILE, slotId: 'slot-1', reasonCode: 'asked', listRevision: 2 },
});

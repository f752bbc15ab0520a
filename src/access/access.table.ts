import type { OfficerRole } from '../meetings/meetings.events.js';

/** Whoever may act: officers by appointment, focal points for their own delegation, delegates for their own file, `signed-in` anybody with a token. */
export type Role = OfficerRole | 'focal-point' | 'delegate' | 'signed-in';

const officers = [
  'administrator',
  'registration-officer',
  'verifying-officer',
  'approving-officer',
  'credentials-officer',
  'protocol-officer',
  'auditor',
] as const satisfies readonly OfficerRole[];

/**
 * Who may do what. Officers act at the meeting that appointed them, focal points for their own delegation, delegates on their own file;
 * where somebody holds several of the roles, the first one listed is the power that they use.
 */
export const access = {
  ConveneMeeting: ['administrator'],
  AdoptRules: ['administrator'],
  ConfigureZone: ['administrator'],
  ConfigureRoom: ['administrator', 'protocol-officer'],
  ExtendDeadline: ['administrator'],
  CloseNominations: ['administrator'],
  AppointOfficer: ['administrator'],
  EndAppointment: ['administrator'],

  InviteDelegation: ['administrator'],
  AppointFocalPoint: ['administrator', 'registration-officer'],
  EndFocalPoint: ['administrator', 'registration-officer'],
  AdjustQuota: ['administrator'],
  NominateDelegate: ['registration-officer', 'focal-point'],
  ReorderDelegation: ['focal-point', 'registration-officer'],
  WithdrawNomination: ['focal-point', 'registration-officer'],
  SubstituteDelegate: ['focal-point', 'registration-officer'],
  SubmitEvidence: ['focal-point', 'registration-officer'],
  AcceptEvidence: ['registration-officer'],
  RefuseEvidence: ['registration-officer'],

  RenewInvitation: ['focal-point', 'registration-officer'],
  CompleteProfile: ['delegate', 'focal-point'],
  ReturnProfile: ['verifying-officer'],
  VerifyProfile: ['verifying-officer'],
  PlaceOnHold: ['verifying-officer'],
  ResumeFile: ['verifying-officer'],
  ApproveAccreditation: ['approving-officer'],
  RejectAccreditation: ['approving-officer', 'verifying-officer'],
  RevokeAccreditation: ['approving-officer'],

  IssueCredential: ['credentials-officer'],
  ActivateCredential: ['credentials-officer'],
  RevokeCredential: ['credentials-officer'],

  PublishSeatPlan: ['protocol-officer'],
  ReassignSeats: ['protocol-officer'],

  WhoAmI: ['signed-in'],
  ListEntities: ['signed-in'],
  ListMeetings: ['signed-in'],
  GetMeeting: ['signed-in'],
  ListOfficers: officers,
  ListDelegations: officers,
  GetDelegation: [...officers, 'focal-point'],
  GetDelegationList: [...officers, 'focal-point'],
  ListEvidence: [...officers, 'focal-point'],
  ListFiles: officers,
  ListDelegationFiles: [...officers, 'focal-point'],
  GetFile: [...officers, 'focal-point', 'delegate'],
  GetCredential: [...officers, 'focal-point', 'delegate'],
  GetCredentialImage: ['credentials-officer', 'administrator', 'delegate'],
  GetCredentialStatus: ['gate', ...officers],
  GetSeatPlan: officers,
  GetDelegationSeats: [...officers, 'focal-point'],
  GetFileSeats: [...officers, 'focal-point', 'delegate'],
  ListMessages: officers,
  GetDossier: ['auditor', 'administrator', 'approving-officer'],
  ListDecisions: ['auditor', 'administrator', 'approving-officer'],
  CountFacts: ['auditor', 'administrator'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Operation = keyof typeof access;

/** Operations on what exists only for those concerned: to everybody else it does not exist. */
export const privateOperations: ReadonlySet<Operation> = new Set<Operation>([
  'RenewInvitation',
  'CompleteProfile',
  'ReturnProfile',
  'VerifyProfile',
  'PlaceOnHold',
  'ResumeFile',
  'ApproveAccreditation',
  'RejectAccreditation',
  'RevokeAccreditation',
  'IssueCredential',
  'ActivateCredential',
  'RevokeCredential',
  'GetFile',
  'GetCredential',
  'GetCredentialImage',
  'GetCredentialStatus',
  'GetFileSeats',
  'GetDossier',
]);

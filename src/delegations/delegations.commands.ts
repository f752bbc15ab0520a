import { command } from '../event-sourcing/command.js';
import type { Bilingual, Contact, Language } from '../meetings/meetings.events.js';
import type { Cover, Nominee, Quota } from './delegations.events.js';

interface OfDelegation {
  readonly delegationId: string;
}

interface Reason {
  readonly reasonCode: string;
  readonly reason: string;
}

/** A person as a command brings them, with what is not personal beside it. */
export interface Nomination {
  readonly nominee: Nominee;
  readonly language: Language;
  readonly coveredBy: Cover | null;
}

export class InviteDelegation extends command('InviteDelegation')<
  OfDelegation & {
    readonly meetingId: string;
    readonly entity: string;
    /** Needed only where the table of entities does not know the code. */
    readonly described: { readonly kind: string; readonly names: Bilingual } | null;
    readonly category: string;
    readonly language: Language;
    readonly quota: Quota;
  } & Reason
> {}
export class AppointFocalPoint extends command('AppointFocalPoint')<
  OfDelegation & {
    readonly personId: string;
    readonly contact: Contact;
    readonly act: { readonly form: string; readonly date: string };
  }
> {}
export class EndFocalPoint extends command('EndFocalPoint')<
  OfDelegation & { readonly appointmentId: string; readonly reason: string }
> {}
export class AdjustQuota extends command('AdjustQuota')<OfDelegation & { readonly quota: Quota } & Reason> {}
export class NominateDelegate extends command('NominateDelegate')<
  OfDelegation & Nomination & { readonly capacity: string; readonly lateReason: string | null }
> {}
export class ReorderDelegation extends command('ReorderDelegation')<
  OfDelegation & { readonly order: readonly string[] }
> {}
export class WithdrawNomination extends command('WithdrawNomination')<
  OfDelegation & { readonly fileId: string } & Reason
> {}
export class SubstituteDelegate extends command('SubstituteDelegate')<
  OfDelegation & {
    readonly fileId: string;
    readonly capacity: string | null;
    readonly becomesHead: boolean;
  } & Nomination &
    Reason
> {}
export class ReleaseSlot extends command('ReleaseSlot')<
  OfDelegation & { readonly fileId: string; readonly cause: 'rejected' | 'revoked' }
> {}
export class SubmitEvidence extends command('SubmitEvidence')<
  OfDelegation & {
    readonly form: string;
    readonly issuedOn: string;
    readonly issuer: string;
    readonly sha256: string;
    readonly lines: readonly { readonly capacity: string; readonly name: string; readonly fileId: string | null }[];
  }
> {}
export class AcceptEvidence extends command('AcceptEvidence')<
  OfDelegation & { readonly evidenceId: string; readonly reason: string }
> {}
export class RefuseEvidence extends command('RefuseEvidence')<
  OfDelegation & { readonly evidenceId: string } & Reason
> {}

export const delegationCommands = [
  InviteDelegation,
  AppointFocalPoint,
  EndFocalPoint,
  AdjustQuota,
  NominateDelegate,
  ReorderDelegation,
  WithdrawNomination,
  SubstituteDelegate,
  ReleaseSlot,
  SubmitEvidence,
  AcceptEvidence,
  RefuseEvidence,
] as const;
export type DelegationCommand = InstanceType<(typeof delegationCommands)[number]>;

import type { Nominee } from '../delegations/delegations.events.js';
import { command } from '../event-sourcing/command.js';
import type { FileClosed, FileOpened, Profile } from './accreditation.events.js';

interface OfFile {
  readonly fileId: string;
}

interface Reason {
  readonly reasonCode: string;
  readonly reason: string;
}

export class OpenFile extends command('OpenFile')<
  OfFile & Omit<FileOpened['data'], 'invitationId'> & { readonly nominee: Nominee | null }
> {}
export class RenewInvitation extends command('RenewInvitation')<OfFile & { readonly cause: 'asked' | 'reminder' }> {}
export class RedeemInvitation extends command('RedeemInvitation')<OfFile & { readonly invitationId: string }> {}
export class CompleteProfile extends command('CompleteProfile')<
  OfFile & {
    readonly functionalTitleCode: string | null;
    readonly declarations: readonly string[];
    readonly profile: Profile;
  }
> {}
export class AttachPhoto extends command('AttachPhoto')<
  OfFile & { readonly sha256: string; readonly width: number; readonly height: number }
> {}
export class ReturnProfile extends command('ReturnProfile')<OfFile & Reason> {}
export class VerifyProfile extends command('VerifyProfile')<OfFile> {}
export class PlaceOnHold extends command('PlaceOnHold')<OfFile & Reason> {}
export class ResumeFile extends command('ResumeFile')<OfFile> {}
export class ApproveAccreditation extends command('ApproveAccreditation')<OfFile> {}
export class RejectAccreditation extends command('RejectAccreditation')<OfFile & Reason> {}
export class RevokeAccreditation extends command('RevokeAccreditation')<OfFile & Reason> {}
export class CloseFile extends command('CloseFile')<OfFile & FileClosed['data']> {}

export const accreditationCommands = [
  OpenFile,
  RenewInvitation,
  RedeemInvitation,
  CompleteProfile,
  AttachPhoto,
  ReturnProfile,
  VerifyProfile,
  PlaceOnHold,
  ResumeFile,
  ApproveAccreditation,
  RejectAccreditation,
  RevokeAccreditation,
  CloseFile,
] as const;
export type AccreditationCommand = InstanceType<(typeof accreditationCommands)[number]>;

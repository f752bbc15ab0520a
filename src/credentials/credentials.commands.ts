import { command } from '../event-sourcing/command.js';

interface OfFile {
  readonly fileId: string;
}

interface OfCredential extends OfFile {
  readonly serial: string;
}

/** By an officer, for one serial; or by a hold of the file and its end, for whichever lives. */
interface OfSuspension extends OfFile {
  /** Null: whichever lives. */
  readonly serial: string | null;
  readonly cause: 'hold' | 'officer';
}

export class IssueCredential extends command('IssueCredential')<OfFile> {}
export class PrintCredential extends command('PrintCredential')<
  OfCredential & {
    readonly printer: string;
    /** From the second print of a generation on (C7). */
    readonly reasonCode: string | null;
    readonly reason: string | null;
  }
> {}
export class HandOverCredential extends command('HandOverCredential')<
  OfCredential & {
    readonly to: 'holder' | 'other';
    /** The name of the other person. */
    readonly receiver: string | null;
    /** SHA-256 of the written authorisation, a document of the delegation (C7). */
    readonly authorisation: string | null;
  }
> {}
export class ActivateCredential extends command('ActivateCredential')<OfCredential> {}
export class SuspendCredential extends command('SuspendCredential')<
  OfSuspension & { readonly reasonCode: string; readonly reason: string }
> {}
export class ResumeCredential extends command('ResumeCredential')<OfSuspension> {}
export class RevokeCredential extends command('RevokeCredential')<
  OfFile & {
    /** Null: whichever lives. */
    readonly serial: string | null;
    readonly reasonCode: string;
    readonly reason: string;
  }
> {}

export const credentialCommands = [
  IssueCredential,
  PrintCredential,
  HandOverCredential,
  ActivateCredential,
  SuspendCredential,
  ResumeCredential,
  RevokeCredential,
] as const;
export type CredentialCommand = InstanceType<(typeof credentialCommands)[number]>;

import { command } from '../event-sourcing/command.js';

interface OfFile {
  readonly fileId: string;
}

export class IssueCredential extends command('IssueCredential')<OfFile> {}
export class ActivateCredential extends command('ActivateCredential')<OfFile & { readonly serial: string }> {}
export class RevokeCredential extends command('RevokeCredential')<
  OfFile & {
    /** Null: whichever lives. */
    readonly serial: string | null;
    readonly reasonCode: string;
    readonly reason: string;
  }
> {}

export const credentialCommands = [IssueCredential, ActivateCredential, RevokeCredential] as const;
export type CredentialCommand = InstanceType<(typeof credentialCommands)[number]>;

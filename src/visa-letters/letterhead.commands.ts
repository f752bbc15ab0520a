import { command } from '../event-sourcing/command.js';
import type { LetterheadAdopted } from './visa-letters.events.js';

interface OfMeeting {
  readonly meetingId: string;
}

export class AdoptLetterhead extends command('AdoptLetterhead')<
  OfMeeting & Omit<LetterheadAdopted['data'], 'version'> & { readonly signatory: string }
> {}
export class AuthoriseSignature extends command('AuthoriseSignature')<OfMeeting & { readonly reason: string }> {}
export class EndAuthorisation extends command('EndAuthorisation')<
  OfMeeting & { readonly authorisationId: string; readonly reason: string }
> {}

export const letterheadCommands = [AdoptLetterhead, AuthoriseSignature, EndAuthorisation] as const;
export type LetterheadCommand = InstanceType<(typeof letterheadCommands)[number]>;

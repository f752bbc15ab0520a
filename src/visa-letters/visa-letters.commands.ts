import { command } from '../event-sourcing/command.js';
import type {
  VisaApplication,
  VisaLetterFailed,
  VisaLetterIssued,
  VisaLetterRequested,
} from './visa-letters.events.js';

interface OfFile {
  readonly fileId: string;
}

export class RequestVisaLetter extends command('RequestVisaLetter')<
  OfFile & VisaApplication & Pick<VisaLetterRequested['data'], 'language' | 'costs'>
> {}
export class SignVisaLetter extends command('SignVisaLetter')<OfFile> {}
export class RetryVisaLetter extends command('RetryVisaLetter')<OfFile> {}
export class CancelVisaLetter extends command('CancelVisaLetter')<
  OfFile & { readonly reasonCode: string; readonly reason: string }
> {}
export class RecordVisaLetterIssued extends command('RecordVisaLetterIssued')<OfFile & VisaLetterIssued['data']> {}
export class RecordVisaLetterFailed extends command('RecordVisaLetterFailed')<OfFile & VisaLetterFailed['data']> {}

export const visaLetterCommands = [
  RequestVisaLetter,
  SignVisaLetter,
  RetryVisaLetter,
  CancelVisaLetter,
  RecordVisaLetterIssued,
  RecordVisaLetterFailed,
] as const;
export type VisaLetterCommand = InstanceType<(typeof visaLetterCommands)[number]>;

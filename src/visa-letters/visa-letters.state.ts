import type { FileState } from '../accreditation/accreditation.state.js';
import type { DelegationState } from '../delegations/delegations.state.js';
import type { Fold } from '../event-sourcing/decider.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { DecisionRefused } from '../meetings/meetings.events.js';
import type {
  VisaLetterFact,
  VisaLetterFailed,
  VisaLetterIssued,
  VisaLetterRequested,
  VisaLetterSigned,
} from './visa-letters.events.js';

export const letterStatuses = ['requested', 'signed', 'issued', 'failed', 'cancelled'] as const;
export type LetterStatus = (typeof letterStatuses)[number];

export type Letter = VisaLetterRequested['data'] & {
  readonly requestedAt: string;
  readonly status: LetterStatus;
  /** The fact of the signature: what is made of it derives from its id and its time. */
  readonly signed:
    (Omit<VisaLetterSigned['data'], 'letterId'> & { readonly factId: string; readonly at: string }) | null;
  readonly issued: VisaLetterIssued['data'] | null;
  readonly failed: VisaLetterFailed['data'] | null;
  readonly retries: number;
  readonly cancelledBecause: string | null;
};

/** The newest letter of a file; an older one is cancelled. */
export interface VisaLetterState {
  readonly letter: Letter | undefined;
}

export const visaLetterFold: Fold<VisaLetterState, VisaLetterFact | DecisionRefused> = {
  name: 'visa-letters',
  category: 'visa-letter',
  initialState: { letter: undefined },
  evolve: ({ letter }, fact) => ({ letter: letterAfter(letter, fact) }),
};

function letterAfter(letter: Letter | undefined, fact: Recorded<VisaLetterFact | DecisionRefused>): Letter | undefined {
  switch (fact.type) {
    case 'VisaLetterRequested':
      return {
        ...fact.data,
        requestedAt: fact.metadata.recordedAt,
        status: 'requested',
        signed: null,
        issued: null,
        failed: null,
        retries: 0,
        cancelledBecause: null,
      };
    case 'VisaLetterSigned': {
      const { authorisationId, letterheadVersion } = fact.data;
      const signed = { factId: fact.id, at: fact.metadata.recordedAt, authorisationId, letterheadVersion };
      return letter && { ...letter, status: 'signed', signed };
    }
    case 'VisaLetterIssued':
      return letter && { ...letter, status: 'issued', issued: fact.data };
    case 'VisaLetterFailed':
      return letter && { ...letter, status: 'failed', failed: fact.data };
    case 'VisaLetterRetried':
      return letter && { ...letter, status: 'signed', failed: null, retries: letter.retries + 1 };
    case 'VisaLetterCancelled':
      return letter && { ...letter, status: 'cancelled', cancelledBecause: fact.data.reasonCode };
    case 'DecisionRefused':
      return letter;
  }
}

/** What the file says of its letter now (C4): slot and file are asked beside the letter, so that no race leaves a valid one. */
export function standingOf(file: FileState, delegation: DelegationState, fileId: string): 'good' | 'on-hold' | 'ended' {
  const hasSlot = delegation.slots.some((slot) => slot.fileId === fileId);
  if (file.stage !== 'approved' || !hasSlot) return 'ended';
  return file.onHold ? 'on-hold' : 'good';
}

import { current, type Fact } from '../event-sourcing/event.js';
import type { ReasonText } from '../meetings/meetings.events.js';

/** What the signed code says (C2): the code itself is made from this whenever it is needed, and never stands in the log. */
export type CredentialIssued = Fact<
  'CredentialIssued',
  {
    readonly serial: string;
    readonly generation: number;
    readonly keyId: string;
    readonly meetingId: string;
    readonly category: string;
    readonly capacity: string;
    readonly zones: readonly string[];
    /** Instants in UTC with whole seconds; `validUntil` itself is no longer valid. */
    readonly validFrom: string;
    readonly validUntil: string;
    readonly activationRequired: boolean;
    readonly rulesVersion: number;
  }
>;
export type CredentialActivated = Fact<'CredentialActivated', { readonly serial: string }>;
export type CredentialRevoked = Fact<
  'CredentialRevoked',
  { readonly serial: string; readonly reasonCode: string },
  ReasonText
>;

export type CredentialFact = CredentialIssued | CredentialActivated | CredentialRevoked;

export const credentialFacts = {
  CredentialIssued: current,
  CredentialActivated: current,
  CredentialRevoked: current,
} satisfies Record<CredentialFact['type'], typeof current>;

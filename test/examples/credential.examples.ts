import type { CredentialIssued } from '../../src/credentials/credentials.events.js';
import { MEETING } from './meeting.examples.js';

/** The first generation, for a delegate of a member, on the days of the meeting. */
export const credentialIssued = (changed: Partial<CredentialIssued['data']> = {}): CredentialIssued => ({
  type: 'CredentialIssued',
  data: {
    serial: 'serial-1',
    generation: 1,
    keyId: 'key-1',
    meetingId: MEETING,
    category: 'member',
    capacity: 'delegate',
    zones: [],
    validFrom: '2025-09-24T05:00:00Z',
    validUntil: '2025-09-26T05:00:00Z',
    activationRequired: true,
    rulesVersion: 1,
    ...changed,
  },
});

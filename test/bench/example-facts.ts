import { randomBytes, randomUUID } from 'node:crypto';
import { encrypt } from '../../src/event-sourcing/subject-keys.js';
import type { NewFact } from '../../src/event-sourcing/event-store.js';

/* A nomination as it stands in the log: about 1 kB, of which a third is a person's encrypted data. */

const data = JSON.stringify({
  fileId: '2b0d7e5c-6d0f-5a31-9a70-0c6e0f5a3b11',
  slotId: '7f3a2f7e-9f5d-5c1b-8a6e-1d2c3b4a5f60',
  capacity: 'delegate',
  language: 'es',
  emailDigest: 'q0Zk3m1mX6m2yJ8b0m5q8Yb6n3p5r7t9v1x3z5B7D9E',
  coveredBy: { evidenceId: '0d6a0c1e-2f7a-4a0b-9c52-6a3d8f1e7b24', line: 3 },
  late: false,
  listRevision: 12,
});
const personal = JSON.stringify({
  '2b0d7e5c-6d0f-5a31-9a70-0c6e0f5a3b11': encrypt(
    randomBytes(32),
    Buffer.from(
      JSON.stringify({
        givenNames: 'María José',
        familyNames: 'Núñez Etcheverry',
        honorific: 'Dra.',
        functionalTitle: 'Directora General de Asuntos Migratorios',
        email: 'maria.jose.nunez@relaciones-exteriores.example',
      }),
    ),
    'nomination',
  ),
});
const metadata = JSON.stringify({
  actorId: '5b1f0c4e-8a3d-5e7f-9b2c-4d6e8f0a1c3b',
  power: {
    role: 'focal-point',
    meetingId: 'conare-2025',
    delegationId: 'conare-2025.AR',
    appointmentId: '9c2e4a6b-1d3f-5b7a-8c9e-0f1a2b3c4d5e',
  },
  commandId: '3e5a7c9b-2d4f-5a6b-8c0d-1e2f3a4b5c6d',
  requestHash: 'Xq2w4e6r8t0y1u3i5o7p9a1s3d5f7g9h1j3k5l7z9x1',
  correlationId: '8d7c6b5a-4f3e-4d2c-9b1a-0f9e8d7c6b5a',
  meetingId: 'conare-2025',
  consulted: { 'meeting-conare-2025': 31 },
  recordedAt: '2025-08-11T22:00:00.000Z',
});

/** The same fact with an id of its own: making it costs no candidate anything. */
export const newFact = (): NewFact => ({
  id: randomUUID(),
  type: 'DelegateNominated',
  version: 1,
  data,
  personal,
  metadata,
});

/** The same content for a store that has one column of data: as text, and as an object. */
export const contentText = JSON.stringify({ ...parse(data), personal: parse(personal) });
export const content = parse(contentText);
export const metadataText = metadata;
export const metadataContent = parse(metadata);

function parse(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

let streams = 0;

/** A stream that nobody wrote to. */
export const newStream = (): string => `delegation-${process.pid}.${(streams += 1)}`;

import { randomUUID } from 'node:crypto';
import type { Fields } from '../setup/client.js';
import {
  bilingual,
  meetingBody,
  nomineeBody,
  profileBody,
  roomBody,
  rulesBody,
  zoneBody,
} from '../setup/small-meeting.js';
import { letterheadBody, visaLetterBody } from '../setup/visa-letters.js';

const because = { reasonCode: 'name-incomplete', reason: 'Two lines\nof reasons' };
const contact = { subject: 'somebody', name: 'Ana Pérez', email: 'ana@x.example', language: 'es' };
const quota = { total: 5, byCapacity: { delegate: 3 } };
const coveredBy = { evidenceId: randomUUID(), line: 1 };
const nominee = nomineeBody('person@x.example', { honorific: 'Sra.' });

/** For every route that takes a body one of the right shape, with all that is optional. */
export const validBodies: Readonly<Record<string, Fields>> = {
  '/dev/issuer/token': { as: 'somebody', expiresIn: 60 },
  '/meetings': meetingBody('another-meeting'),
  '/meetings/:meetingId/rules': {
    ...rulesBody,
    profile: { ...rulesBody.profile, photoRequired: false },
    travelDocument: { identityCardsOf: ['ARG'], passportValidityMonths: 6 },
    messages: { reminderAfterDays: 7, digestAt: '18:00' },
  },
  '/meetings/:meetingId/zones': { ...zoneBody, categories: ['member-state'], capacities: ['delegate'] },
  '/meetings/:meetingId/rooms': { ...roomBody, exceptions: { AR: { table: 2, behind: 4 } } },
  '/meetings/:meetingId/rooms/:room/reassignment': { delegationId: 'small-meeting.AR' },
  '/meetings/:meetingId/deadline-extensions': {
    deadline: 'nominations',
    until: '2099-02-02T00:00:00-05:00',
    reason: 'Asked for by many',
  },
  '/meetings/:meetingId/nominations-closing': { reason: 'Full' },
  '/meetings/:meetingId/officers': { ...contact, role: 'auditor' },
  '/meetings/:meetingId/officers/:appointmentId/end': { reason: 'Left' },
  '/meetings/:meetingId/delegations': {
    entity: 'NEW-ONE',
    described: { kind: 'network', names: bilingual('Red', 'Network') },
    category: 'member-state',
    language: 'es',
    quota,
    ...because,
  },
  '/delegations/:delegationId/focal-points': { ...contact, act: { form: 'note-verbale', date: '2026-10-01' } },
  '/delegations/:delegationId/focal-points/:appointmentId/end': { reason: 'Left' },
  '/delegations/:delegationId/quota-adjustments': { quota, ...because },
  '/delegations/:delegationId/nominations': {
    nominee,
    capacity: 'delegate',
    language: 'es',
    coveredBy,
    lateReason: 'Asked for late',
  },
  '/delegations/:delegationId/nominations/:fileId/withdrawal': because,
  '/delegations/:delegationId/nominations/:fileId/substitution': {
    nominee,
    language: 'en',
    capacity: 'delegate',
    becomesHead: false,
    coveredBy,
    ...because,
  },
  '/delegations/:delegationId/order': { order: [randomUUID()] },
  '/delegations/:delegationId/evidence': {
    form: 'note-verbale',
    issuedOn: '2026-10-05',
    issuer: 'Ministerio',
    sha256: 'a'.repeat(64),
    lines: [{ capacity: 'delegate', name: 'Ana Pérez', fileId: randomUUID() }],
  },
  '/delegations/:delegationId/evidence/:evidenceId/acceptance': { reason: 'In order' },
  '/delegations/:delegationId/evidence/:evidenceId/refusal': because,
  '/files/:fileId/profile': profileBody,
  '/files/:fileId/return': because,
  '/files/:fileId/hold': because,
  '/files/:fileId/rejection': because,
  '/files/:fileId/revocation': because,
  '/files/:fileId/credentials/:serial/prints': { printer: 'desk-1', ...because },
  '/files/:fileId/credentials/:serial/hand-over': {
    to: 'other',
    receiver: 'Ana Pérez',
    authorisation: 'a'.repeat(64),
  },
  '/files/:fileId/credentials/:serial/suspension': because,
  '/files/:fileId/credentials/:serial/revocation': because,
  '/meetings/:meetingId/letterhead': letterheadBody,
  '/meetings/:meetingId/letterhead/authorisations': { reason: 'Many letters' },
  '/meetings/:meetingId/letterhead/authorisations/:authorisationId/end': { reason: 'Enough' },
  '/files/:fileId/visa-letter': visaLetterBody,
  '/files/:fileId/visa-letter/cancellation': because,
  '/check/visa-letters': { number: 'SMALL-2099-7K3F9Q2D', code: '7K3F-9Q2D-XM4T', documentLast4: '3456' },
};

/** Routes whose address says everything. */
export const withoutBody: readonly string[] = [
  '/meetings/:meetingId/rooms/:room/plan/publication',
  '/files/:fileId/invitations',
  '/files/:fileId/verification',
  '/files/:fileId/resumption',
  '/files/:fileId/approval',
  '/files/:fileId/credentials',
  '/files/:fileId/credentials/:serial/activation',
  '/files/:fileId/credentials/:serial/resumption',
  '/files/:fileId/visa-letter/signature',
  '/files/:fileId/visa-letter/retry',
  '/invitations/:token',
  '/operations/queues/:queue/jobs/:jobId/retry',
  '/operations/queues/:queue/retry-all',
  '/operations/queues/:queue/pause',
  '/operations/queues/:queue/resume',
  '/operations/parked/:reaction/retry',
  '/meetings/:meetingId/messages/:messageId/resend',
  // A mail, and no JSON.
  '/mail/bounces',
];

/** Routes that take a form with one file. */
export const takingFiles: readonly string[] = ['/delegations/:delegationId/documents', '/files/:fileId/photo'];

/** Places of a body: names of members, and numbers in lists. */
export type Place = readonly (string | number)[];

export function placesIn(value: unknown, here: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [here];
  const inner = Object.entries(value).flatMap(([name, each]) =>
    placesIn(each, [...here, Array.isArray(value) ? Number(name) : name]),
  );
  return here.length === 0 ? inner : [here, ...inner];
}

export const valueAt = (body: unknown, place: Place): unknown =>
  place.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], body);

/** A copy with another value at a place. */
export function withValue(body: Fields, place: Place, value: unknown): Fields {
  const copy = structuredClone(body) as Record<string | number, unknown>;
  const parent = valueAt(copy, place.slice(0, -1)) as Record<string | number, unknown>;
  parent[place.at(-1) ?? ''] = value;
  return copy;
}

/** Values of every other type. */
export function wrongTypesFor(value: unknown): readonly unknown[] {
  const all: readonly unknown[] = [null, true, 12.5, 'text', [], [[]], { a: 1 }];
  if (Array.isArray(value)) return all.filter((other) => !Array.isArray(other)).concat([[null], [{}, 1]]);
  return all.filter((other) => typeof other !== typeof value || other === null || Array.isArray(other));
}

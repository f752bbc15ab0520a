import { randomUUID } from 'node:crypto';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import { delegationFold } from '../../src/delegations/delegations.state.js';
import { Decisions } from '../../src/event-sourcing/decisions.js';
import type { Fact } from '../../src/event-sourcing/event.js';
import { EventStore, NONE } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import type { TestApp } from './app.js';
import type { SmallMeeting } from './small-meeting.js';

const basis = { rulesVersion: 1, evidence: null };
const document = { type: 'passport', issuingCountry: 'ARG', issuedOn: '2024-01-01', expiresOn: '2099-12-31' } as const;

/** Approved files with a slot and a travel document, put straight into the log: for loads. Nobody is written to. */
export async function putApprovedFiles(
  { app }: TestApp,
  { meetingId, delegationId }: SmallMeeting,
  count: number,
): Promise<readonly string[]> {
  const [store, codec, decisions] = [app.get(EventStore), app.get(FactCodec), app.get(Decisions)];
  const append = async (stream: string, expected: number, facts: readonly Fact[]): Promise<void> => {
    const metadata = {
      actorId: 'load',
      power: { role: 'system' },
      commandId: randomUUID(),
      requestHash: '',
      meetingId,
      correlationId: randomUUID(),
      consulted: {},
      recordedAt: new Date().toISOString(),
    };
    const named = facts.map((fact) => ({ ...fact, id: randomUUID() }));
    const { kind } = await store.append(stream, expected, await codec.seal(stream, named, metadata));
    if (kind !== 'appended') throw new Error(`The stream ${stream} moved.`);
  };
  const fileIds = Array.from({ length: count }, () => randomUUID());
  for (const [index, fileId] of fileIds.entries()) {
    await append(`accreditation-${fileId}`, NONE, factsOf(meetingId, delegationId, fileId, index));
  }
  const { state, revision } = await decisions.fold(delegationFold, delegationId);
  const nominations = fileIds.map((fileId, index): Fact => {
    const place = {
      fileId,
      slotId: fileId,
      capacity: 'delegate',
      language: 'es',
      emailDigest: fileId,
      coveredBy: null,
    };
    return {
      type: 'DelegateNominated',
      data: { ...place, listRevision: state.listRevision + index + 1, late: false },
    };
  });
  for (let start = 0; start < count; start += 100)
    await append(`delegation-${delegationId}`, revision + start, nominations.slice(start, start + 100));
  return fileIds;
}

const factsOf = (
  meetingId: string,
  delegationId: string,
  fileId: string,
  index: number,
): readonly AccreditationFact[] => [
  {
    type: 'FileOpened',
    data: {
      ...{ meetingId, delegationId, slotId: fileId, category: 'member-state', capacity: 'delegate', language: 'es' },
      ...{ emailDigest: fileId, nominatedBy: 'load', invitationId: fileId, late: false, substitutesFileId: null },
    },
  },
  {
    type: 'ProfileCompleted',
    data: {
      completedBy: 'focal-point',
      functionalTitleCode: 'director',
      declarations: [],
      document: { required: true, type: 'passport', rulesVersion: 1 },
    },
    personal: {
      [fileId]: {
        legalName: `María José Núñez Ordóñez ${'I'.repeat(index % 9)}`.trim(),
        badgeName: 'María José Núñez',
        latinName: 'MARIA JOSE NUNEZ ORDONEZ',
        functionalTitle: 'Directora',
        dateOfBirth: '1980-01-02',
        nationality: 'ARG',
        phone: null,
        document: { ...document, number: `AAB${String(100_000 + index)}` },
      },
    },
  },
  { type: 'ProfileVerified', data: basis },
  { type: 'AccreditationApproved', data: { ...basis, invitationId: fileId } },
];

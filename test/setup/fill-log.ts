import { v5 as uuidv5 } from 'uuid';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import type { CredentialFact } from '../../src/credentials/credentials.events.js';
import type { DelegationFact } from '../../src/delegations/delegations.events.js';
import { delegationIdOf } from '../../src/delegations/delegations.state.js';
import type { Fact, FactMetadata } from '../../src/event-sourcing/event.js';
import type { EventStore } from '../../src/event-sourcing/event-store.js';
import type { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import type { SubjectKeys } from '../../src/event-sourcing/subject-keys.js';
import type { NotificationFact } from '../../src/notifications/notifications.events.js';
import { profile } from '../examples/accreditation.examples.js';
import { invited, nominee, panama, quotaOf } from '../examples/delegation.examples.js';
import { adopted, convened, MEETING } from '../examples/meeting.examples.js';

const NAMES = '1c1ec2fa-0f2a-4b53-9f3e-7b1ad1e6c0d4';
const OF_DELEGATION = 100;
const TOGETHER = 2_000;
const AT_ONCE = 32;
const SHA = 'ab'.repeat(32);

interface Log {
  readonly store: EventStore;
  readonly codec: FactCodec;
  readonly keys: SubjectKeys;
}

interface Append {
  readonly stream: string;
  readonly expected: number;
  readonly facts: readonly Fact[];
}

interface File {
  readonly fileId: string;
  readonly delegationId: string;
  readonly place: number;
}

export const fileIdOf = (number: number): string => uuidv5(`file ${number}`, NAMES);

/**
 * A meeting with so many files, each nominated, completed, approved, with a badge and a message: eight facts a file, as deciders write them.
 * Those of many files are interleaved, as they are where many people work.
 */
export async function fillLog(log: Log, count: number): Promise<void> {
  await put(log, [{ stream: `meeting-${MEETING}`, expected: -1, facts: [convened, adopted()] }]);
  for (let start = 0; start < count; start += TOGETHER) {
    const files = Array.from({ length: Math.min(TOGETHER, count - start) }, (_, index) => fileOf(start + index));
    await log.keys.forWriting([...new Set(files.flatMap(({ fileId, delegationId }) => [fileId, delegationId]))]);
    const delegations = [...new Set(files.map(({ delegationId }) => delegationId))];
    await put(
      log,
      delegations.map((id) =>
        invitation(
          id,
          files.filter(({ delegationId }) => delegationId === id),
        ),
      ),
    );
    await put(log, files.map(opening));
    await put(log, files.map(approval));
    await put(log, files.map(message));
  }
}

function fileOf(number: number): File {
  const delegationId = delegationIdOf(MEETING, `D${Math.floor(number / OF_DELEGATION)}`);
  return { fileId: fileIdOf(number), delegationId, place: number % OF_DELEGATION };
}

function invitation(delegationId: string, files: readonly File[]): Append {
  const { data } = invited(quotaOf(OF_DELEGATION));
  const asked: DelegationFact = {
    type: 'DelegationInvited',
    data: { ...data, delegationId, entity: { code: delegationId.split('.')[1] ?? '', ...panama } },
    personal: { [delegationId]: { reason: 'A place for everybody' } },
  };
  const nominations = files.map(({ fileId, place }): DelegationFact => ({
    type: 'DelegateNominated',
    data: {
      ...{ fileId, slotId: fileId, capacity: 'delegate', language: 'es', emailDigest: fileId },
      ...{ coveredBy: null, late: false, listRevision: place + 1 },
    },
    personal: { [fileId]: nominee },
  }));
  return { stream: `delegation-${delegationId}`, expected: -1, facts: [asked, ...nominations] };
}

function opening({ fileId, delegationId, place }: File): Append {
  const facts: readonly AccreditationFact[] = [
    {
      type: 'FileOpened',
      data: {
        ...{ meetingId: MEETING, delegationId, slotId: fileId, category: 'member', capacity: 'delegate' },
        ...{ language: 'es', emailDigest: fileId, nominatedBy: 'focal', invitationId: fileId },
        ...{ late: false, substitutesFileId: null },
      },
      personal: { [fileId]: { ...nominee, givenNames: `Luz ${place}` } },
    },
    {
      type: 'ProfileCompleted',
      data: {
        completedBy: 'delegate',
        functionalTitleCode: 'director',
        declarations: ['experience', 'power-to-decide'],
        document: { required: true, type: 'passport', rulesVersion: 1 },
      },
      personal: { [fileId]: profile },
    },
  ];
  return { stream: `accreditation-${fileId}`, expected: -1, facts };
}

function approval({ fileId }: File): Append {
  const basis = { rulesVersion: 1, evidence: { evidenceId: 'evidence', line: 0 } };
  const facts: readonly (AccreditationFact | CredentialFact)[] = [
    { type: 'ProfileVerified', data: basis },
    { type: 'AccreditationApproved', data: { ...basis, invitationId: fileId } },
    {
      type: 'CredentialIssued',
      data: {
        ...{ serial: uuidv5('serial', fileId), generation: 1, keyId: 'key-1', meetingId: MEETING },
        ...{ category: 'member', capacity: 'delegate', zones: ['plenary'], rulesVersion: 1, activationRequired: true },
        ...{ validFrom: '2025-09-24T05:00:00Z', validUntil: '2025-09-26T05:00:00Z' },
      },
    },
  ];
  return { stream: `accreditation-${fileId}`, expected: 1, facts };
}

function message({ fileId, delegationId }: File): Append {
  const messageId = uuidv5('message', fileId);
  const facts: readonly NotificationFact[] = [
    {
      type: 'NotificationQueued',
      data: {
        ...{ kind: 'approved', language: 'es', templateVersion: 1, meetingId: MEETING, delegationId, fileId },
        ...{ capacity: 'delegate', recipientId: fileId, causeId: fileId, invitationId: fileId, reasonCode: null },
        details: {},
      },
      personal: { [fileId]: { to: 'luz@example.org', recipientName: 'Luz Ríos', personName: 'Luz Ríos' } },
    },
    { type: 'NotificationSent', data: { messageIdHeader: `<${messageId}@mail.test>`, attempt: 1 } },
  ];
  return { stream: `message-${messageId}`, expected: -1, facts };
}

async function put({ store, codec }: Log, appends: readonly Append[]): Promise<void> {
  const left = appends.values();
  const work = async (): Promise<void> => {
    for (const { stream, expected, facts } of left) {
      const named = facts.map((fact, index) => ({ ...fact, id: uuidv5(`${stream} ${expected + index + 1}`, NAMES) }));
      const outcome = await store.append(stream, expected, await codec.seal(stream, named, metadataOf(stream)));
      if (outcome.kind !== 'appended') throw new Error(`The stream ${stream} moved.`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

const metadataOf = (stream: string): FactMetadata => ({
  ...{ actorId: 'somebody', power: { role: 'system' }, commandId: uuidv5(stream, NAMES), requestHash: SHA },
  ...{ meetingId: MEETING, correlationId: uuidv5(stream, NAMES), consulted: {}, recordedAt: new Date().toISOString() },
});

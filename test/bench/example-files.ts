import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import type { FactMetadata } from '../../src/event-sourcing/event.js';
import type { NewFact } from '../../src/event-sourcing/event-store.js';
import type { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { profileBody } from '../setup/small-meeting.js';

/* Files of accreditation whose facts came in between each other, as in the weeks before a meeting. */

export const STEPS = 5;

const meetingId = 'bench-meeting';
const basis = { rulesVersion: 1, evidence: null };
const { functionalTitleCode, declarations: _, ...profile } = profileBody;

const metadata = (): FactMetadata => ({
  actorId: '5b1f0c4e-8a3d-5e7f-9b2c-4d6e8f0a1c3b',
  power: { role: 'verifying-officer', meetingId, appointmentId: '9c2e4a6b-1d3f-5b7a-8c9e-0f1a2b3c4d5e' },
  commandId: randomUUID(),
  requestHash: 'Xq2w4e6r8t0y1u3i5o7p9a1s3d5f7g9h1j3k5l7z9x1',
  correlationId: randomUUID(),
  meetingId,
  consulted: { [`meeting-${meetingId}`]: 31 },
  recordedAt: new Date().toISOString(),
});

/** The facts of a file, in order; three of the five hold personal data. */
function factOf(fileId: string, step: number): AccreditationFact {
  switch (step) {
    case 0:
      return {
        type: 'FileOpened',
        data: {
          meetingId,
          delegationId: `${meetingId}.AR`,
          slotId: fileId,
          category: 'member-state',
          capacity: 'delegate',
          language: 'es',
          late: false,
          emailDigest: 'q0Zk3m1mX6m2yJ8b0m5q8Yb6n3p5r7t9v1x3z5B7D9E',
          nominatedBy: '5b1f0c4e-8a3d-5e7f-9b2c-4d6e8f0a1c3b',
          invitationId: fileId,
          substitutesFileId: null,
        },
        personal: {
          [fileId]: {
            givenNames: 'María José',
            familyNames: `Núñez ${fileId.slice(0, 8)}`,
            honorific: 'Dra.',
            functionalTitle: 'Directora',
            email: `${fileId}@bench.example`,
          },
        },
      };
    case 1:
      return {
        type: 'ProfileCompleted',
        data: {
          completedBy: 'delegate',
          functionalTitleCode,
          declarations: ['experience'],
          document: { required: true, type: 'passport', rulesVersion: 1 },
        },
        personal: { [fileId]: { ...profile, document: { ...profile.document, type: 'passport' } } },
      };
    case 2:
      return {
        type: 'FilePlacedOnHold',
        data: { ...basis, reasonCode: 'document-unclear' },
        personal: { [fileId]: { reason: 'La copia del pasaporte no se lee bien.' } },
      };
    case 3:
      return { type: 'FileResumed', data: { ...basis, to: 'submitted' } };
    default:
      return { type: 'ProfileVerified', data: basis };
  }
}

interface Placed {
  readonly stream: string;
  readonly revision: number;
  readonly fact: NewFact;
}

/** Facts of files in an order that mixes the files and keeps that of each; given out piece by piece. */
export class FileFacts {
  private readonly order: Int32Array;
  private readonly fileIds: readonly string[];
  private readonly steps: Uint8Array;
  private given = 0;

  constructor(
    files: number,
    private readonly codec: FactCodec,
  ) {
    this.fileIds = Array.from({ length: files }, () => randomUUID());
    this.steps = new Uint8Array(files);
    this.order = Int32Array.from({ length: files * STEPS }, (_entry, index) => index % files);
    shuffle(this.order);
  }

  async next(count: number): Promise<readonly Placed[]> {
    const placed: Promise<Placed>[] = [];
    for (const file of this.order.subarray(this.given, this.given + count)) {
      const fileId = this.fileIds[file] ?? '';
      const step = this.steps[file] ?? 0;
      this.steps[file] = step + 1;
      placed.push(this.seal(fileId, step));
    }
    this.given += count;
    return Promise.all(placed);
  }

  private async seal(fileId: string, step: number): Promise<Placed> {
    const stream = `accreditation-${fileId}`;
    const [fact] = await this.codec.seal(stream, [{ ...factOf(fileId, step), id: randomUUID() }], metadata());
    if (fact === undefined) throw new Error('There is no fact.');
    return { stream, revision: step, fact };
  }
}

/** Straight into the table, as the owner: hundreds of thousands of appends would take longer than what is measured. */
export async function putInLog(owner: Pool, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map(({ stream, revision, fact }) => ({ stream, revision, ...fact }));
  await owner.query(
    `insert into log.facts (generation, transaction_id, stream, revision, id, type, version, data, personal, metadata)
     select (select generation from log.identity), pg_current_xact_id(), stream, revision, id, type, version, data, personal, metadata
     from json_populate_recordset(null::log.facts, $1::json)`,
    [JSON.stringify(rows)],
  );
}

/** Fisher and Yates; the same order in every run. */
function shuffle(list: Int32Array): void {
  let x = 0x9e3779b9;
  for (let last = list.length - 1; last > 0; last -= 1) {
    // Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003).
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    const place = (x >>> 0) % (last + 1);
    const kept = list[last] ?? 0;
    list[last] = list[place] ?? 0;
    list[place] = kept;
  }
}

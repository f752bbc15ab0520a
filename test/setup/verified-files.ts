import { randomUUID } from 'node:crypto';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import type { DelegationFact } from '../../src/delegations/delegations.events.js';
import type { Fact, FactMetadata } from '../../src/event-sourcing/event.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { meetingIdIn } from '../../src/delegations/delegations.state.js';
import type { TestApp } from './app.js';

const CATEGORY = 'member-state';

/** What deciders would have written up to a verified profile, straight into the log: files for which only the approval is missing. */
export async function putVerifiedFiles(
  { app }: TestApp,
  delegationId: string,
  count: number,
): Promise<readonly string[]> {
  const [store, codec] = [app.get(EventStore), app.get(FactCodec)];
  const write = async (stream: string, after: number, actorId: string, facts: readonly Fact[]): Promise<void> => {
    const named = facts.map((fact) => ({ ...fact, id: randomUUID() }));
    const sealed = await codec.seal(stream, named, metadataOf(meetingIdIn(delegationId), actorId));
    const { kind } = await store.append(stream, after, sealed);
    if (kind !== 'appended') throw new Error(`${stream} is not at revision ${after}.`);
  };
  const people = Array.from({ length: count }, () => ({ fileId: randomUUID(), slotId: randomUUID() }));
  for (const person of people)
    await write(`accreditation-${person.fileId}`, -1, 'verifier', verified(delegationId, person));
  const nominations = people.map(({ fileId, slotId }, index): DelegationFact => {
    const place = { fileId, slotId, capacity: 'delegate', language: 'es' as const, emailDigest: '', coveredBy: null };
    return { type: 'DelegateNominated', data: { ...place, late: false, listRevision: index + 1 } };
  });
  // Behind the invitation of the delegation.
  await write(`delegation-${delegationId}`, 0, 'nominator', nominations);
  return people.map(({ fileId }) => fileId);
}

/** The revision of such a file, for `If-Match`. */
export const VERIFIED_REVISION = 2;

/** Without names and addresses, so that nobody is written to. */
function verified(delegationId: string, { slotId }: { readonly slotId: string }): readonly AccreditationFact[] {
  const opened = {
    meetingId: meetingIdIn(delegationId),
    delegationId,
    slotId,
    category: CATEGORY,
    capacity: 'delegate',
  };
  const document = { required: false, type: null, rulesVersion: 1 };
  return [
    {
      type: 'FileOpened',
      data: {
        ...opened,
        language: 'es',
        emailDigest: '',
        nominatedBy: 'nominator',
        invitationId: randomUUID(),
        late: false,
        substitutesFileId: null,
      },
    },
    {
      type: 'ProfileCompleted',
      data: { completedBy: 'focal-point', functionalTitleCode: null, declarations: [], document },
    },
    { type: 'ProfileVerified', data: { rulesVersion: 1, evidence: null } },
  ];
}

const metadataOf = (meetingId: string, actorId: string): FactMetadata => ({
  actorId,
  power: { role: 'system', meetingId },
  commandId: randomUUID(),
  requestHash: '',
  meetingId,
  correlationId: randomUUID(),
  consulted: {},
  recordedAt: new Date().toISOString(),
});

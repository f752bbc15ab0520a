import { randomUUID } from 'node:crypto';
import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import type { DelegationFact } from '../../src/delegations/delegations.events.js';
import { delegationFold, meetingIdIn } from '../../src/delegations/delegations.state.js';
import { Decisions } from '../../src/event-sourcing/decisions.js';
import type { TestApp } from './app.js';
import { putFacts } from './put-facts.js';
import { profileBody } from './small-meeting.js';

/** The revision of a file that was put here as verified, for `If-Match`. */
export const VERIFIED_REVISION = 2;

const TOGETHER = 100;
const basis = { rulesVersion: 1, evidence: null };
const person = { capacity: 'delegate', language: 'es', late: false } as const;

/** Files with a slot and a travel document, as if deciders had written their history: for loads. Nobody is written to. */
export async function putFiles(
  app: TestApp,
  delegationId: string,
  count: number,
  stage: 'verified' | 'approved',
): Promise<readonly string[]> {
  const meetingId = meetingIdIn(delegationId);
  const fileIds = Array.from({ length: count }, () => randomUUID());
  for (const fileId of fileIds) {
    const facts = historyOf(delegationId, fileId);
    const kept = stage === 'approved' ? facts : facts.slice(0, VERIFIED_REVISION + 1);
    await putFacts(app, `accreditation-${fileId}`, meetingId, kept, { actorId: 'load' });
  }
  const { state } = await app.app.get(Decisions).fold(delegationFold, delegationId);
  const nominations = fileIds.map((fileId, index): DelegationFact => {
    const slot = { fileId, slotId: fileId, emailDigest: fileId, coveredBy: null };
    return { type: 'DelegateNominated', data: { ...person, ...slot, listRevision: state.listRevision + index + 1 } };
  });
  for (let start = 0; start < count; start += TOGETHER) {
    const some = nominations.slice(start, start + TOGETHER);
    await putFacts(app, `delegation-${delegationId}`, meetingId, some, { actorId: 'load' });
  }
  return fileIds;
}

function historyOf(delegationId: string, fileId: string): readonly AccreditationFact[] {
  const place = { meetingId: meetingIdIn(delegationId), delegationId, slotId: fileId, category: 'member-state' };
  const nomination = { emailDigest: fileId, nominatedBy: 'load', invitationId: fileId, substitutesFileId: null };
  const { functionalTitleCode, declarations: _, ...profile } = profileBody;
  const document = { required: true, type: 'passport', rulesVersion: 1 } as const;
  return [
    { type: 'FileOpened', data: { ...person, ...place, ...nomination } },
    {
      type: 'ProfileCompleted',
      data: { completedBy: 'focal-point', functionalTitleCode, declarations: [], document },
      personal: { [fileId]: { ...profile, document: { ...profile.document, type: 'passport' } } },
    },
    { type: 'ProfileVerified', data: basis },
    { type: 'AccreditationApproved', data: { ...basis, invitationId: fileId } },
  ];
}

import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import type { CredentialFact } from '../credentials/credentials.events.js';
import type { DelegationFact } from '../delegations/delegations.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import type { VisaLetterIssued } from '../visa-letters/visa-letters.events.js';
import { Digest } from './digests.entity.js';

type Followed = DelegationFact | AccreditationFact | CredentialFact | VisaLetterIssued;

/** Facts of files and letters name their delegation among the streams that were consulted. */
function delegationsIn({ stream, data, metadata }: Recorded<Followed>): readonly string[] {
  if ('delegationId' in data) return [data.delegationId];
  const named = [stream, ...Object.keys(metadata.consulted)].find((name) => name.startsWith('delegation-'));
  return named === undefined ? [] : [named.slice('delegation-'.length)];
}

const changed = (_: Digest | undefined, { metadata }: Recorded<Followed>, id: string): Digest => ({
  id,
  meetingId: metadata.meetingId,
  lastChange: metadata.recordedAt,
});

/** When each delegation had its last news for its focal points. */
export const digestsProjection: Projection<Digest, Followed> = {
  name: 'digests',
  version: 2,
  entity: Digest,
  keys: delegationsIn,
  fold: {
    DelegateNominated: changed,
    NominationWithdrawn: changed,
    DelegateSubstituted: changed,
    QuotaAdjusted: changed,
    EvidenceAccepted: changed,
    EvidenceRefused: changed,
    ProfileCompleted: changed,
    ProfileReturned: changed,
    ProfileVerified: changed,
    FilePlacedOnHold: changed,
    FileResumed: changed,
    AccreditationApproved: changed,
    AccreditationRejected: changed,
    AccreditationRevoked: changed,
    CredentialIssued: changed,
    VisaLetterIssued: changed,
  },
};

import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import type { CredentialFact } from '../credentials/credentials.events.js';
import type { DelegationFact } from '../delegations/delegations.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Projection } from '../event-sourcing/projection.js';
import type { VisaLetterIssued } from '../visa-letters/visa-letters.events.js';
import { Digest } from './digests.entity.js';
import type { NotificationQueued, SeatNews } from './notifications.events.js';

type Followed = DelegationFact | AccreditationFact | CredentialFact | VisaLetterIssued | NotificationQueued;

/** Facts of files and letters name their delegation among the streams that were consulted. */
function delegationsIn({ stream, data, metadata }: Recorded<Followed>): readonly string[] {
  if ('delegationId' in data) return [data.delegationId];
  const named = [stream, ...Object.keys(metadata.consulted)].find((name) => name.startsWith('delegation-'));
  return named === undefined ? [] : [named.slice('delegation-'.length)];
}

/** Longer than focal points ever wait for their digest. */
const KEPT_DAYS = 8;

const changed = (row: Digest | undefined, { metadata }: Recorded<Followed>, id: string): Digest => ({
  id,
  meetingId: metadata.meetingId,
  lastChange: metadata.recordedAt,
  seats: row?.seats ?? [],
});

/** A delegate is told of a seat only in a published plan, so that no draft reaches the focal points by this way either (P6). */
function seatsWith(
  seats: readonly SeatNews[],
  { data: { fileId, details }, metadata: { recordedAt: at } }: Recorded<NotificationQueued>,
): readonly SeatNews[] {
  const { room, seat, formerSeat } = details;
  if (fileId === null || room === undefined) return seats;
  const oldest = new Date(Date.parse(at) - KEPT_DAYS * 86_400_000).toISOString();
  const places = { ...(seat === undefined ? {} : { seat }), ...(formerSeat === undefined ? {} : { formerSeat }) };
  return [...seats.filter((news) => news.at >= oldest), { at, fileId, room, ...places }];
}

/** When each delegation had its last news for its focal points, and what of it they cannot count. */
export const digestsProjection: Projection<Digest, Followed> = {
  name: 'digests',
  version: 3,
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
    NotificationQueued: (row, fact, id) => {
      const { kind } = fact.data;
      if (kind !== 'seat-assigned' && kind !== 'seat-changed') return row;
      return { ...changed(row, fact, id), seats: seatsWith(row?.seats ?? [], fact) };
    },
  },
};

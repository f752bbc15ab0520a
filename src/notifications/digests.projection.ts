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

function changed(row: Digest | undefined, { metadata }: Recorded<Followed>, id: string): Digest {
  const { meetingId, recordedAt } = metadata;
  const changedSince = row?.changedSince ?? recordedAt;
  return { id, meetingId, changedSince, changedAt: recordedAt, seats: row?.seats ?? [] };
}

/** A delegate is told of a seat only in a published plan, so that no draft reaches the focal points by this way either (P6). */
function withSeat(
  seats: readonly SeatNews[],
  { stream, data: { fileId, details } }: Recorded<NotificationQueued>,
): readonly SeatNews[] {
  const { room, seat, formerSeat } = details;
  if (fileId === null || room === undefined) return seats;
  const isSame = (news: SeatNews): boolean => news.fileId === fileId && news.room === room;
  const known = seats.find(isSame);
  const from = known === undefined ? formerSeat : known.formerSeat;
  const others = seats.filter((news) => !isSame(news));
  // Whoever is back where they were has no news.
  if (from === seat) return others;
  const messageId = stream.slice('message-'.length);
  const places = { ...(seat === undefined ? {} : { seat }), ...(from === undefined ? {} : { formerSeat: from }) };
  return [...others, { messageId, fileId, room, ...places }];
}

function told(row: Digest, { details: { until = '', seats } }: NotificationQueued['data']): Digest {
  // At first digests told nothing of seats, and what had come before them is no news any more.
  const left = seats === undefined ? [] : row.seats.filter((news) => !seats.some((each) => isOf(each, news)));
  // What came while the digest was made is told by the next one.
  const isTold = (row.changedAt === null || row.changedAt <= until) && left.length === 0;
  return { ...row, changedSince: isTold ? null : row.changedAt, seats: left };
}

const isOf = (one: SeatNews, other: SeatNews): boolean => one.messageId === other.messageId;

/** Since when each delegation has news for its focal points. */
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
    NotificationQueued: (row, fact, id) => {
      const { kind, details } = fact.data;
      if (kind === 'seat-assigned' || kind === 'seat-changed') {
        return { ...changed(row, fact, id), seats: withSeat(row?.seats ?? [], fact) };
      }
      return row === undefined || kind !== 'digest' || details.until === undefined ? row : told(row, fact.data);
    },
  },
};

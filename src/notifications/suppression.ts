import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { fileFold, isFinal, livingInvitation } from '../accreditation/accreditation.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { Clock } from '../platform/clock.js';
import { linkKinds, type MessageKind, type NotificationQueued, type SuppressionCause } from './notifications.events.js';

/**
 * A newer message of one of these kinds says all that an older one says. A change of the quota is none of them: each is told with its
 * reason (Q4).
 */
const families: readonly (readonly MessageKind[])[] = [
  ['invitation', 'reminder'],
  ['seat-assigned', 'seat-changed'],
];
/** What tells of the end of a file stays true. */
const ofTheEnd: readonly MessageKind[] = ['rejected', 'rejected-person', 'substituted'];

/** Whether a message that waits is still worth sending. It looks at the read table too: what it misses there is sent, which does no harm. */
@Injectable()
export class Suppression {
  constructor(
    private readonly pool: pg.Pool,
    private readonly decisions: Decisions,
    private readonly clock: Clock,
  ) {}

  async of(messageId: string, queued: Recorded<NotificationQueued>, resends: number): Promise<SuppressionCause | null> {
    const address = queued.personal?.[queued.data.recipientId]?.to;
    if (address === undefined) return 'recipient-erased';
    if (await this.lacksLink(queued)) return 'outdated';
    // What an officer sends again is sent.
    if (resends > 0) return null;
    return (await this.isOutdated(queued)) ? 'outdated' : this.inTable(messageId, queued, address);
  }

  private async isOutdated({ data: { kind, fileId } }: Recorded<NotificationQueued>): Promise<boolean> {
    if (fileId === null || ofTheEnd.includes(kind)) return false;
    return isFinal((await this.decisions.fold(fileFold, fileId)).state);
  }

  /** Its link was used already, or is too old. */
  private async lacksLink({ data: { kind, fileId } }: Recorded<NotificationQueued>): Promise<boolean> {
    if (fileId === null || !linkKinds.includes(kind)) return false;
    return livingInvitation((await this.decisions.fold(fileFold, fileId)).state, this.clock.now()) === null;
  }

  private async inTable(
    messageId: string,
    { data, metadata }: Recorded<NotificationQueued>,
    address: string,
  ): Promise<SuppressionCause | null> {
    const family = families.find((kinds) => kinds.includes(data.kind)) ?? [];
    // RFC 3463: 5.1.x is about the address, but for these two, which are about the sender's.
    const { rows } = await this.pool.query<{ superseded: boolean; bounced: boolean }>(
      `select
         exists (select from read.messages newer
           where newer.recipient_id = $2 and newer.kind = any($3) and newer.delegation_id = $4
             and newer.file_id is not distinct from $5 and newer.details ->> 'room' is not distinct from $6
             and (newer.queued_at, newer.id) > ($7, $1)) as superseded,
         coalesce((select last.status = 'bounced' and last.bounce_status like '5.1.%'
             and last.bounce_status not in ('5.1.7', '5.1.8')
           from read.messages last
           where last.recipient = $8 and last.status in ('sent', 'bounced')
           order by last.settled_at desc, last.id limit 1), false) as bounced`,
      [
        messageId,
        data.recipientId,
        family,
        data.delegationId,
        data.fileId,
        data.details.room ?? null,
        metadata.recordedAt,
        address,
      ],
    );
    const [found] = rows;
    if (found?.superseded === true) return 'superseded';
    return found?.bounced === true ? 'bounced-address' : null;
  }
}

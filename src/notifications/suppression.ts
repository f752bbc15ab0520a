import { Injectable } from '@nestjs/common';
import pg from 'pg';
import type { Recorded } from '../event-sourcing/event.js';
import type { MessageKind, NotificationQueued, SuppressionCause } from './notifications.events.js';

/** A newer message of one of these kinds says all that an older one says. */
const families: readonly (readonly MessageKind[])[] = [['invitation', 'reminder'], ['seat-changed'], ['quota-changed']];

/** Whether a message that waits is still worth sending. It looks at the read table: what it misses there is sent, which does no harm. */
@Injectable()
export class Suppression {
  constructor(private readonly pool: pg.Pool) {}

  async of(
    messageId: string,
    { data, personal, metadata }: Recorded<NotificationQueued>,
  ): Promise<SuppressionCause | null> {
    const family = families.find((kinds) => kinds.includes(data.kind)) ?? [];
    const { rows } = await this.pool.query<{ superseded: boolean; bounced: boolean }>(
      `select
         exists (select from read.messages newer
           where newer.recipient_id = $2 and newer.kind = any($3) and newer.delegation_id = $4
             and newer.file_id is not distinct from $5 and newer.details ->> 'room' is not distinct from $6
             and (newer.queued_at, newer.id) > ($7, $1)) as superseded,
         coalesce((select last.status = 'bounced' from read.messages last
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
        personal?.[data.recipientId]?.to ?? null,
      ],
    );
    const [found] = rows;
    if (found?.superseded === true) return 'superseded';
    return found?.bounced === true ? 'bounced-address' : null;
  }
}

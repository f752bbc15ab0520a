import { Injectable } from '@nestjs/common';
import type { QuotaAdjusted } from '../delegations/delegations.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import { Correspondence, reasonIn } from './correspondence.js';

/** Q4: a change of the quota is told with its reason. */
@Injectable()
export class QueueDelegationNotifications implements Reaction<QuotaAdjusted> {
  readonly name = 'queue-delegation-notifications';
  readonly handles = ['QuotaAdjusted'] as const;

  constructor(private readonly correspondence: Correspondence) {}

  async react(fact: Recorded<QuotaAdjusted>): Promise<void> {
    const delegationId = fact.stream.slice('delegation-'.length);
    const { from, to, reasonCode } = fact.data;
    const { meetingId } = fact.metadata;
    const details = { quotaBefore: from, quotaNow: to };
    const about = { kind: 'quota-changed' as const, delegationId, meetingId, reasonCode, details };
    for (const recipient of await this.correspondence.focalPointsAt(delegationId, fact.position)) {
      await this.correspondence.tellOf(this.name, fact, { ...about, recipient, reason: reasonIn(fact) });
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import type { VisaLetterFact, VisaLetterIssued, VisaLetterRequested } from '../visa-letters/visa-letters.events.js';
import { Correspondence } from './correspondence.js';

/** A letter is told to the delegate, and to the focal point who asked for it. */
@Injectable()
export class QueueLetterNotifications implements Reaction<VisaLetterIssued> {
  readonly name = 'queue-letter-notifications';
  readonly handles = ['VisaLetterIssued'] as const;

  constructor(
    private readonly correspondence: Correspondence,
    private readonly histories: Histories,
  ) {}

  async react(fact: Recorded<VisaLetterIssued>): Promise<void> {
    const { letterId, number: letterNumber } = fact.data;
    const requested = (await this.histories.of<VisaLetterFact>(fact.stream)).find(
      (earlier): earlier is Recorded<VisaLetterRequested> =>
        earlier.type === 'VisaLetterRequested' && earlier.data.letterId === letterId,
    );
    const delegate = requested === undefined ? null : await this.correspondence.delegateOf(requested.data.fileId);
    if (requested === undefined || delegate === null) return;
    const { delegationId, meetingId, requestedBy } = requested.data;
    const points =
      requestedBy === 'focal-point' ? await this.correspondence.focalPointsAt(delegationId, fact.position) : [];
    const asked = points.filter(({ id }) => id === requested.metadata.actorId);
    const about = { kind: 'letter-ready' as const, delegationId, meetingId, delegate, details: { letterNumber } };
    for (const recipient of [delegate.recipient, ...asked]) {
      await this.correspondence.tellOf(this.name, fact, { ...about, recipient });
    }
  }
}

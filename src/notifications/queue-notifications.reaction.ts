import { Injectable } from '@nestjs/common';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import type { CredentialIssued } from '../credentials/credentials.events.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import { type Announcement, Correspondence, type Delegate, reasonIn } from './correspondence.js';

const handled = [
  'FileOpened',
  'InvitationRenewed',
  'ProfileReturned',
  'FilePlacedOnHold',
  'AccreditationApproved',
  'AccreditationRejected',
  'FileClosed',
  'CredentialIssued',
] as const;
type Told = Extract<AccreditationFact | CredentialIssued, { type: (typeof handled)[number] }>;

type Saying = Pick<Announcement, 'kind' | 'invitationId' | 'reasonCode' | 'reason' | 'details'>;

/**
 * What is told of a file, and to whom: the delegate of their own; of a hold and of a rejection the focal points, and of a rejection the
 * person only where the rules say so (N5).
 */
@Injectable()
export class QueueNotifications implements Reaction<Told> {
  readonly name = 'queue-notifications';
  readonly handles = handled;

  constructor(private readonly correspondence: Correspondence) {}

  async react(fact: Recorded<Told>): Promise<void> {
    const delegate = await this.correspondence.delegateOf(fact.stream.slice('accreditation-'.length));
    if (delegate === null) return;
    switch (fact.type) {
      case 'FileOpened':
        return this.tellDelegate(fact, delegate, { kind: 'invitation', invitationId: fact.data.invitationId });
      case 'InvitationRenewed': {
        const { cause, invitationId } = fact.data;
        return this.tellDelegate(fact, delegate, { kind: cause === 'asked' ? 'invitation' : 'reminder', invitationId });
      }
      case 'ProfileReturned': {
        const { reasonCode, invitationId } = fact.data;
        const reason = reasonIn(fact);
        return this.tellDelegate(fact, delegate, { kind: 'returned', reasonCode, reason, invitationId });
      }
      case 'FilePlacedOnHold':
        // What the officer typed is for officers: it may tell of other people.
        return this.tellFocalPoints(fact, delegate, { kind: 'on-hold', reasonCode: fact.data.reasonCode });
      case 'AccreditationApproved':
        return this.tellDelegate(fact, delegate, { kind: 'approved', invitationId: fact.data.invitationId });
      case 'AccreditationRejected':
        return this.tellOfRejection(fact, delegate);
      case 'FileClosed':
        return fact.data.cause === 'substituted'
          ? this.tellDelegate(fact, delegate, { kind: 'substituted' })
          : undefined;
      case 'CredentialIssued': {
        const { activationRequired } = fact.data;
        return this.tellDelegate(fact, delegate, { kind: 'credential-ready', details: { activationRequired } });
      }
    }
  }

  private async tellOfRejection(
    fact: Recorded<Extract<Told, { type: 'AccreditationRejected' }>>,
    delegate: Delegate,
  ): Promise<void> {
    const said = { reasonCode: fact.data.reasonCode, reason: reasonIn(fact) };
    await this.tellFocalPoints(fact, delegate, { kind: 'rejected', ...said });
    const { rules } = await this.correspondence.meetingAt(delegate.opened.meetingId, fact.position);
    if (rules?.rejectionToldToPerson !== true) return;
    await this.tellDelegate(fact, delegate, { kind: 'rejected-person', ...said });
  }

  private tellDelegate(fact: Recorded<Told>, delegate: Delegate, saying: Saying): Promise<void> {
    const { recipient, opened } = delegate;
    const { meetingId, delegationId } = opened;
    return this.correspondence.tellOf(this.name, fact, { ...saying, recipient, meetingId, delegationId, delegate });
  }

  private async tellFocalPoints(fact: Recorded<Told>, delegate: Delegate, saying: Saying): Promise<void> {
    const { meetingId, delegationId } = delegate.opened;
    for (const recipient of await this.correspondence.focalPointsAt(delegationId, fact.position)) {
      await this.correspondence.tellOf(this.name, fact, { ...saying, recipient, meetingId, delegationId, delegate });
    }
  }
}

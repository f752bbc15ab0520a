import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { AccreditationFact, AccreditationRejected, FileOpened } from '../accreditation/accreditation.events.js';
import type { DelegationFact } from '../delegations/delegations.events.js';
import { type Recorded, personalOf } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import { callerFor, type Reaction } from '../event-sourcing/reaction.js';
import type { Contact, Language, MeetingFact } from '../meetings/meetings.events.js';
import { meetingFold, type MeetingState } from '../meetings/meetings.state.js';
import { QueueNotification } from './notifications.commands.js';
import type { MessageKind } from './notifications.events.js';
import { templateVersion } from './templates/render.js';

type Told = Extract<
  AccreditationFact,
  { type: 'FileOpened' | 'InvitationRenewed' | 'ProfileReturned' | 'AccreditationApproved' | 'AccreditationRejected' }
>;

interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** What is told to whom: the delegate of their own file; of a rejection the focal points, and the person only where the rules say so (N5). */
@Injectable()
export class QueueNotifications implements Reaction<Told> {
  readonly name = 'queue-notifications';
  readonly handles = [
    'FileOpened',
    'InvitationRenewed',
    'ProfileReturned',
    'AccreditationApproved',
    'AccreditationRejected',
  ] as const;

  constructor(
    private readonly commands: CommandBus,
    private readonly histories: Histories,
  ) {}

  async react(fact: Recorded<Told>): Promise<void> {
    const history = await this.histories.of<AccreditationFact>(fact.stream);
    const opened = history.find((earlier): earlier is Recorded<FileOpened> => earlier.type === 'FileOpened');
    const nominee = opened === undefined ? null : personalOf(opened);
    if (opened === undefined || nominee === null) return;
    const fileId = fact.stream.slice('accreditation-'.length);
    const personName = `${nominee.givenNames} ${nominee.familyNames}`;
    const delegate: Recipient = { id: fileId, name: personName, email: nominee.email, language: opened.data.language };
    const person = { personName, honorific: nominee.honorific, reason: reasonIn(fact) };
    for (const { kind, recipient } of await this.recipientsOf(fact, opened, delegate)) {
      const { meetingId, delegationId, capacity } = opened.data;
      const personal =
        recipient.id === fileId
          ? { [fileId]: { to: recipient.email, recipientName: recipient.name, ...person } }
          : { [recipient.id]: { to: recipient.email, recipientName: recipient.name }, [fileId]: person };
      const message = {
        messageId: uuidv5(`${kind} ${recipient.id}`, fact.id),
        kind,
        language: recipient.language,
        templateVersion,
        meetingId,
        delegationId,
        fileId,
        capacity,
        recipientId: recipient.id,
        causeId: fact.id,
        invitationId: 'invitationId' in fact.data ? fact.data.invitationId : null,
        reasonCode: 'reasonCode' in fact.data ? fact.data.reasonCode : null,
        personal,
      };
      await this.commands.execute(
        new QueueNotification(message, callerFor(this.name, fact, `${kind} ${recipient.id}`)),
      );
    }
  }

  private async recipientsOf(
    fact: Recorded<Told>,
    opened: Recorded<FileOpened>,
    delegate: Recipient,
  ): Promise<readonly { readonly kind: MessageKind; readonly recipient: Recipient }[]> {
    switch (fact.type) {
      case 'FileOpened':
      case 'InvitationRenewed':
        return [{ kind: 'invitation', recipient: delegate }];
      case 'ProfileReturned':
        return [{ kind: 'returned', recipient: delegate }];
      case 'AccreditationApproved':
        return [{ kind: 'approved', recipient: delegate }];
      case 'AccreditationRejected':
        return this.toldOfRejection(fact, opened, delegate);
    }
  }

  private async toldOfRejection(
    fact: Recorded<AccreditationRejected>,
    { data }: Recorded<FileOpened>,
    delegate: Recipient,
  ): Promise<readonly { readonly kind: MessageKind; readonly recipient: Recipient }[]> {
    const points = await this.focalPointsAt(data.delegationId, fact.position);
    const told = points.map((recipient) => ({ kind: 'rejected' as const, recipient }));
    const { rules } = await this.meetingAt(data.meetingId, fact.position);
    return rules?.rejectionToldToPerson === true ? [...told, { kind: 'rejected-person', recipient: delegate }] : told;
  }

  private async meetingAt(meetingId: string, position: string): Promise<MeetingState> {
    const facts = await this.histories.of<MeetingFact>(`meeting-${meetingId}`);
    return facts.filter((fact) => fact.position <= position).reduce(meetingFold.evolve, meetingFold.initialState);
  }

  /** The log is read up to the cause: a focal point who came or went later changes nothing, however often this runs. */
  private async focalPointsAt(delegationId: string, position: string): Promise<readonly Recipient[]> {
    const points = new Map<string, Recipient>();
    for (const fact of await this.histories.of<DelegationFact>(`delegation-${delegationId}`)) {
      if (fact.position > position) break;
      if (fact.type === 'FocalPointEnded') points.delete(fact.data.appointmentId);
      const contact: Contact | null = fact.type === 'FocalPointAppointed' ? personalOf(fact) : null;
      if (fact.type === 'FocalPointAppointed' && contact !== null) {
        points.set(fact.data.appointmentId, { id: fact.data.personId, ...contact });
      }
    }
    return [...points.values()];
  }
}

function reasonIn(fact: Recorded<Told>): string | null {
  switch (fact.type) {
    case 'ProfileReturned':
    case 'AccreditationRejected':
      return personalOf(fact)?.reason ?? null;
    case 'FileOpened':
    case 'InvitationRenewed':
    case 'AccreditationApproved':
      return null;
  }
}

import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import type { AccreditationFact, FileOpened } from '../accreditation/accreditation.events.js';
import type { DelegationFact, Nominee } from '../delegations/delegations.events.js';
import type { Caller } from '../event-sourcing/command.js';
import { type Fact, type Recorded, personalOf } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import { callerFor } from '../event-sourcing/reaction.js';
import type { Contact, Language, MeetingFact } from '../meetings/meetings.events.js';
import { meetingFold, type MeetingState } from '../meetings/meetings.state.js';
import { QueueNotification } from './notifications.commands.js';
import type { MessageDetails, MessageKind, MessagePersonal } from './notifications.events.js';
import { templateVersion } from './templates/render.js';

export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** Whom a file is about, as they were nominated. */
export interface Delegate {
  readonly opened: FileOpened['data'];
  readonly recipient: Recipient;
  readonly nominee: Nominee;
}

export interface Announcement {
  readonly kind: MessageKind;
  readonly recipient: Recipient;
  readonly delegationId: string;
  readonly meetingId: string;
  /** Whose file the message is about; absent where it is about the delegation. */
  readonly delegate?: Delegate;
  readonly invitationId?: string | null;
  readonly reasonCode?: string | null;
  readonly details?: MessageDetails;
  /** Why, in words, by the subject whose data they are. */
  readonly reason?: Readonly<Record<string, string>>;
}

/** Who is written to, and how a message comes into the queue. */
@Injectable()
export class Correspondence {
  constructor(
    private readonly commands: CommandBus,
    private readonly histories: Histories,
  ) {}

  /** Null where the person is erased. */
  async delegateOf(fileId: string): Promise<Delegate | null> {
    const history = await this.histories.of<AccreditationFact>(`accreditation-${fileId}`);
    const opened = history.find((fact): fact is Recorded<FileOpened> => fact.type === 'FileOpened');
    const nominee = opened === undefined ? null : personalOf(opened);
    if (opened === undefined || nominee === null) return null;
    const name = `${nominee.givenNames} ${nominee.familyNames}`;
    const { language } = opened.data;
    return { opened: opened.data, nominee, recipient: { id: fileId, name, email: nominee.email, language } };
  }

  /** The log is read up to the cause: a focal point who came or went later changes nothing, however often this runs. */
  async focalPointsAt(delegationId: string, position?: string): Promise<readonly Recipient[]> {
    const points = new Map<string, Recipient>();
    for (const fact of await this.histories.of<DelegationFact>(`delegation-${delegationId}`)) {
      if (position !== undefined && fact.position > position) break;
      if (fact.type === 'FocalPointEnded') points.delete(fact.data.appointmentId);
      const contact: Contact | null = fact.type === 'FocalPointAppointed' ? personalOf(fact) : null;
      if (fact.type === 'FocalPointAppointed' && contact !== null) {
        points.set(fact.data.appointmentId, { id: fact.data.personId, ...contact });
      }
    }
    return [...points.values()];
  }

  async meetingAt(meetingId: string, position: string): Promise<MeetingState> {
    const facts = await this.histories.of<MeetingFact>(`meeting-${meetingId}`);
    return facts.filter((fact) => fact.position <= position).reduce(meetingFold.evolve, meetingFold.initialState);
  }

  /** One message per cause, kind and recipient (N2). */
  tellOf(reaction: string, fact: Recorded<Fact>, announcement: Announcement): Promise<void> {
    const part = `${announcement.kind} ${announcement.recipient.id}`;
    return this.tell(fact.id, announcement, callerFor(reaction, fact, part));
  }

  async tell(causeId: string, announcement: Announcement, caller: Caller): Promise<void> {
    const { kind, recipient, delegationId, meetingId, delegate, details = {} } = announcement;
    const message = {
      messageId: uuidv5(`${kind} ${recipient.id}`, causeId),
      kind,
      language: recipient.language,
      templateVersion,
      meetingId,
      delegationId,
      fileId: delegate?.recipient.id ?? null,
      capacity: delegate?.opened.capacity ?? null,
      recipientId: recipient.id,
      causeId,
      invitationId: announcement.invitationId ?? null,
      reasonCode: announcement.reasonCode ?? null,
      details,
      personal: personalIn(announcement),
    };
    await this.commands.execute(new QueueNotification(message, caller));
  }
}

/** The address comes under the recipient, the person under their file, and a reason under whomever it was typed about. */
function personalIn({ recipient, delegate, reason = {} }: Announcement): Readonly<Record<string, MessagePersonal>> {
  const personal: Record<string, MessagePersonal> = {};
  const add = (subject: string, block: MessagePersonal): void => {
    personal[subject] = { ...personal[subject], ...block };
  };
  add(recipient.id, { to: recipient.email, recipientName: recipient.name });
  if (delegate !== undefined) {
    const { recipient: person, nominee } = delegate;
    add(person.id, { personName: person.name, honorific: nominee.honorific });
  }
  for (const [subject, text] of Object.entries(reason)) add(subject, { reason: text });
  return personal;
}

/** The reason of a fact, by the subject under which it stands. */
export const reasonIn = ({ personal }: Recorded<Fact>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(personal ?? {}).flatMap(([subject, block]) => {
      const reason = (block as { readonly reason?: string } | null)?.reason;
      return reason === undefined ? [] : [[subject, reason]];
    }),
  );

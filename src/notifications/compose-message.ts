import { Injectable } from '@nestjs/common';
import { InvitationLinks } from '../access/invitation-links.js';
import { fileFold, livingInvitation } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { Rejection } from '../event-sourcing/rejection.js';
import { meetingFold, type MeetingState } from '../meetings/meetings.state.js';
import { Clock } from '../platform/clock.js';
import { PublicAddress } from '../platform/public-address.js';
import { calendarFile } from './calendar.js';
import { Correspondence } from './correspondence.js';
import { type Mail, MailSender } from './mail-sender.js';
import { personalDataOf, valuesOf } from './message-values.js';
import type { NotificationQueued } from './notifications.events.js';
import { render } from './templates/render.js';

/** Makes the mail of a queued message, with the names of now. */
@Injectable()
export class ComposeMessage {
  constructor(
    private readonly decisions: Decisions,
    private readonly links: InvitationLinks,
    private readonly address: PublicAddress,
    private readonly mail: MailSender,
    private readonly correspondence: Correspondence,
    private readonly clock: Clock,
  ) {}

  async of(messageId: string, queued: Recorded<NotificationQueued>): Promise<Mail> {
    const { data } = queued;
    const [meeting, delegation] = await Promise.all([
      this.decisions.fold(meetingFold, data.meetingId),
      this.decisions.fold(delegationFold, data.delegationId),
    ]);
    const { to, recipientName = '' } = personalDataOf(queued);
    if (to === undefined) throw new Rejection('recipient-erased');
    const [link, names] = await Promise.all([this.linkOf(queued), this.namesIn(queued)]);
    const values = valuesOf(queued, meeting.state, delegation.state, link, names);
    return {
      messageId,
      language: data.language,
      to: { name: recipientName, address: to },
      ...render(data.kind, data.language, values),
      ...(data.kind === 'approved' ? { calendar: this.calendarOf(queued, meeting.state) } : {}),
    };
  }

  /** Of those whose seats a digest tells; nothing is left of who was erased. */
  private async namesIn({ data }: NotificationQueued): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for (const { fileId } of data.details.seats ?? []) {
      const delegate = await this.correspondence.delegateOf(fileId);
      if (delegate !== null) names.set(fileId, delegate.recipient.name);
    }
    return names;
  }

  /** A message that waited, or is sent again, brings the link that opens the profile now. */
  private async linkOf({
    data: { fileId, invitationId },
  }: Recorded<NotificationQueued>): Promise<{ readonly url: string; readonly expires: string } | null> {
    if (fileId === null || invitationId === null) return null;
    const living = livingInvitation((await this.decisions.fold(fileFold, fileId)).state, this.clock.now());
    if (living === null) return null;
    return {
      url: `${await this.address.url}/invitations/${this.links.tokenOf(fileId, living.id)}`,
      expires: living.expires,
    };
  }

  /** The same name for everybody and in every message, so that a calendar keeps one entry of a meeting. */
  private calendarOf(
    { data: { meetingId, language }, metadata }: Recorded<NotificationQueued>,
    { convened }: MeetingState,
  ): NonNullable<Mail['calendar']> {
    if (convened === undefined) throw new Error('The meeting is unknown.');
    const { title, city, startsOn, endsOn } = convened;
    const content = calendarFile({
      uid: this.mail.nameOf(`meeting-${meetingId}`),
      language,
      title: title[language],
      place: city[language],
      startsOn,
      endsOn,
      stamp: metadata.recordedAt,
    });
    return { filename: language === 'es' ? 'reunion.ics' : 'meeting.ics', content };
  }
}

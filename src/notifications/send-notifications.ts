import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';
import { InvitationLinks } from '../access/invitation-links.js';
import { INVITATION_DAYS } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import type { Caller } from '../event-sourcing/command.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import { Rejection } from '../event-sourcing/rejection.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { PublicAddress } from '../platform/public-address.js';
import { type JobQueue, NoUseTryingAgain, Queues } from '../platform/queues.js';
import { Rounds } from '../platform/work.js';
import { MailSender } from './mail-sender.js';
import { RecordNotificationFailed, RecordNotificationSent } from './notifications.commands.js';
import { Message } from './notifications.entity.js';
import type { MessagePersonal, NotificationFact, NotificationQueued } from './notifications.events.js';
import { reasonLabels } from './reason-labels.js';
import { formatDays, formatInstant, render } from './templates/render.js';

interface MailJob {
  readonly messageId: string;
  readonly correlationId: string;
}

const QUEUE = 'mail';
/** A queue may lose its jobs, the log does not. */
const PENDING_EVERY_MS = 60_000;

/** A queued message becomes a job, the job a mail, and the mail a fact. The log, and not the queue, knows what was sent. */
@Injectable()
export class SendNotifications implements Reaction<NotificationQueued> {
  readonly name = 'send-notifications';
  readonly handles = ['NotificationQueued'] as const;
  private readonly queue: JobQueue<MailJob>;

  constructor(
    queues: Queues,
    private readonly commands: CommandBus,
    private readonly histories: Histories,
    private readonly decisions: Decisions,
    private readonly dataSource: DataSource,
    private readonly links: InvitationLinks,
    private readonly address: PublicAddress,
    private readonly mail: MailSender,
    rounds: Rounds,
  ) {
    this.queue = queues.queue<MailJob>(QUEUE);
    queues.work<MailJob>(QUEUE, (data, job) => this.work(data, job), { concurrency: 4 });
    rounds.every(PENDING_EVERY_MS, 'messages that wait', () => this.enqueuePending());
  }

  async react({ stream, metadata }: Recorded<NotificationQueued>): Promise<void> {
    await this.enqueue(stream.slice('message-'.length), metadata.correlationId);
  }

  /** What the queue may have lost is put there again: a job whose message was sent finds nothing to do. */
  private async enqueuePending(): Promise<void> {
    const pending = await this.dataSource
      .getRepository(Message)
      .find({ select: { id: true }, where: { status: 'queued' } });
    for (const { id } of pending)
      await this.queue.addAgain('send', { messageId: id, correlationId: id }, { jobId: id });
  }

  private async enqueue(messageId: string, correlationId: string): Promise<void> {
    await this.queue.add('send', { messageId, correlationId }, { jobId: messageId });
  }

  private async work({ messageId, correlationId }: MailJob, job: Job): Promise<void> {
    const facts = await this.histories.of<NotificationFact>(`message-${messageId}`);
    const queued = facts.find((fact): fact is Recorded<NotificationQueued> => fact.type === 'NotificationQueued');
    if (queued === undefined || facts.some(({ type }) => type === 'NotificationSent')) return;
    const { meetingId } = queued.data;
    const attempt = Math.max(job.attemptsStarted, 1);
    try {
      await this.send(messageId, queued);
    } catch (error) {
      const isLast = isPermanent(error) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      if (isLast) {
        const reason = error instanceof Error ? error.message : 'unknown error';
        const caller = workerCaller(queued, correlationId, 'failed');
        await this.commands.execute(
          new RecordNotificationFailed({ messageId, meetingId, attempts: attempt, reason }, caller),
        );
      }
      throw isPermanent(error) ? new NoUseTryingAgain(error) : error;
    }
    const sent = { messageId, meetingId, messageIdHeader: this.mail.headerOf(messageId), attempt };
    await this.commands.execute(new RecordNotificationSent(sent, workerCaller(queued, correlationId, 'sent')));
  }

  private async send(messageId: string, { data, personal, metadata }: Recorded<NotificationQueued>): Promise<void> {
    const [meeting, delegation] = await Promise.all([
      this.decisions.fold(meetingFold, data.meetingId),
      this.decisions.fold(delegationFold, data.delegationId),
    ]);
    const about = Object.values(personal ?? {}).reduce<MessagePersonal>((all, block) => ({ ...all, ...block }), {});
    const { convened, rules, deadlines } = meeting.state;
    if (convened === undefined || about.to === undefined) throw new Rejection('recipient-erased');
    const { language, kind } = data;
    const expires = new Date(Date.parse(metadata.recordedAt) + INVITATION_DAYS * 86_400_000).toISOString();
    const rendered = render(kind, language, {
      meetingTitle: convened.title[language],
      city: convened.city[language],
      days: formatDays(convened.startsOn, convened.endsOn, language),
      recipientName: about.recipientName ?? '',
      ...(kind !== 'rejected' && about.honorific ? { honorific: about.honorific } : {}),
      personName: about.personName ?? '',
      delegationName: delegation.state.invited?.entity.names[language] ?? '',
      capacityName: rules?.capacities.find(({ code }) => code === data.capacity)?.names[language] ?? data.capacity,
      ...(data.invitationId === null
        ? {}
        : {
            link: `${await this.address.url}/invitations/${this.links.tokenOf(data.fileId, data.invitationId)}`,
            linkExpires: formatInstant(expires, convened.timeZone, language),
          }),
      ...(kind === 'rejected' && deadlines !== undefined
        ? { deadline: formatInstant(deadlines.nominations, convened.timeZone, language) }
        : {}),
      ...reasonOf(data.reasonCode, about.reason, language),
    });
    await this.mail.send({
      messageId,
      language,
      to: { name: about.recipientName ?? '', address: about.to },
      ...rendered,
    });
  }
}

function reasonOf(
  code: string | null,
  text: string | null | undefined,
  language: 'es' | 'en',
): { reasonLabel?: string; reason?: string } {
  const label = code === null ? undefined : reasonLabels[code]?.[language];
  return { ...(label === undefined ? {} : { reasonLabel: label }), ...(text ? { reason: text } : {}) };
}

/** A mail server that answers 5xx will not take the message later either (RFC 5321, 4.2.1). */
const isPermanent = (error: unknown): boolean =>
  error instanceof Error && 'responseCode' in error && Number(error.responseCode) >= 500;

const workerCaller = (queued: Recorded<NotificationQueued>, correlationId: string, outcome: string): Caller => ({
  actorId: `worker:${QUEUE}`,
  power: { role: 'system', meetingId: queued.data.meetingId },
  commandId: uuidv5(outcome, queued.id),
  requestHash: '',
  correlationId,
  causationId: queued.id,
});

import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';
import type { Caller } from '../event-sourcing/command.js';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import { type JobQueue, NoUseTryingAgain, Queues } from '../platform/queues.js';
import { Settings } from '../platform/settings.js';
import { Rounds } from '../platform/work.js';
import { ComposeMessage } from './compose-message.js';
import { MailSender } from './mail-sender.js';
import { RecordNotificationFailed, RecordNotificationSent, SuppressNotification } from './notifications.commands.js';
import { Message } from './notifications.entity.js';
import type { NotificationFact, NotificationQueued, NotificationResent } from './notifications.events.js';
import { messageFold } from './notifications.state.js';
import { Suppression } from './suppression.js';

interface MailJob {
  readonly messageId: string;
  readonly resends: number;
  readonly correlationId: string;
}

const QUEUE = 'mail';
/** A queue may lose its jobs, the log does not. */
const PENDING_EVERY_MS = 60_000;
/** What most mail providers let one sender do; the embedded inbox takes all. */
const USUAL_PER_MINUTE = 600;

/** A queued message becomes a job, the job a mail, and the mail a fact. The log, and not the queue, knows what was sent. */
@Injectable()
export class SendNotifications implements Reaction<NotificationQueued | NotificationResent> {
  readonly name = 'send-notifications';
  readonly handles = ['NotificationQueued', 'NotificationResent'] as const;
  private readonly queue: JobQueue<MailJob>;

  constructor(
    queues: Queues,
    settings: Settings,
    rounds: Rounds,
    private readonly commands: CommandBus,
    private readonly histories: Histories,
    private readonly dataSource: DataSource,
    private readonly suppression: Suppression,
    private readonly messages: ComposeMessage,
    private readonly mail: MailSender,
  ) {
    this.queue = queues.queue<MailJob>(QUEUE);
    const perMinute = settings.mailPerMinute ?? (settings.smtpUrl === undefined ? undefined : USUAL_PER_MINUTE);
    queues.work<MailJob>(QUEUE, (data, job) => this.work(data, job), {
      concurrency: 4,
      ...(perMinute === undefined ? {} : { limit: { max: perMinute, duration: 60_000 } }),
    });
    rounds.every(PENDING_EVERY_MS, 'queue-pending-messages', () => this.enqueuePending());
  }

  async react({ type, data, stream, metadata }: Recorded<NotificationQueued | NotificationResent>): Promise<void> {
    const resends = type === 'NotificationResent' ? data.resends : 0;
    await this.enqueue(stream.slice('message-'.length), resends, metadata.correlationId);
  }

  /** What the queue may have lost is put there again: a job whose message was sent finds nothing to do. */
  private async enqueuePending(): Promise<void> {
    const pending = await this.dataSource
      .getRepository(Message)
      .find({ select: { id: true, resends: true }, where: { status: 'queued' } });
    for (const { id, resends } of pending) {
      await this.queue.addAgain('send', { messageId: id, resends, correlationId: id }, { jobId: jobIdOf(id, resends) });
    }
  }

  private async enqueue(messageId: string, resends: number, correlationId: string): Promise<void> {
    await this.queue.add('send', { messageId, resends, correlationId }, { jobId: jobIdOf(messageId, resends) });
  }

  private async work({ messageId, resends, correlationId }: MailJob, job: Job): Promise<void> {
    const facts = await this.histories.of<NotificationFact>(`message-${messageId}`);
    const queued = facts.find((fact): fact is Recorded<NotificationQueued> => fact.type === 'NotificationQueued');
    const state = facts.reduce(messageFold.evolve, messageFold.initialState);
    if (queued === undefined || !isToSend(state.status) || state.resends !== resends) return;
    const { meetingId } = queued.data;
    const callerTo = (outcome: string): Caller => workerCaller(queued, correlationId, `${outcome} ${resends}`);
    // What an officer sends again is sent.
    const because = resends === 0 ? await this.suppression.of(messageId, queued) : null;
    if (because !== null) {
      await this.commands.execute(new SuppressNotification({ messageId, meetingId, because }, callerTo('suppressed')));
      return;
    }
    const attempt = Math.max(job.attemptsStarted, 1);
    try {
      await this.mail.send(await this.messages.of(messageId, queued));
    } catch (error) {
      const isLast = isPermanent(error) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      if (isLast) {
        const reason = error instanceof Error ? error.message : 'unknown error';
        const failed = { messageId, meetingId, attempts: attempt, reason };
        await this.commands.execute(new RecordNotificationFailed(failed, callerTo('failed')));
      }
      throw isPermanent(error) ? new NoUseTryingAgain(error) : error;
    }
    const sent = { messageId, meetingId, messageIdHeader: this.mail.headerOf(messageId), attempt };
    await this.commands.execute(new RecordNotificationSent(sent, callerTo('sent')));
  }
}

/** A former job of the message may be kept, so that every time in the queue has a name of its own. */
const jobIdOf = (messageId: string, resends: number): string => (resends === 0 ? messageId : `${messageId}.${resends}`);

/** A dead letter that somebody takes up again is that of a message that failed. */
const isToSend = (status: string): boolean => status === 'queued' || status === 'failed';

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

import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Job } from 'bullmq';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, LessThanOrEqual, MoreThan } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';
import type { Caller } from '../event-sourcing/command.js';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import { Clock } from '../platform/clock.js';
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
/** What waits for less is on its way. */
const PENDING_AFTER_MS = 30_000;
const PENDING_PAGE = 500;
const MOST_PAGES = 10;
const NOTE_AGAIN_MS = 500;
/** What most mail providers let one sender do; the embedded inbox takes all. */
const USUAL_PER_MINUTE = 600;

/** A queued message becomes a job, the job a mail, and the mail a fact. The log, and not the queue, knows what was sent. */
@Injectable()
export class SendNotifications implements Reaction<NotificationQueued | NotificationResent>, BeforeApplicationShutdown {
  readonly name = 'send-notifications';
  readonly handles = ['NotificationQueued', 'NotificationResent'] as const;
  private readonly queue: JobQueue<MailJob>;
  private readonly stopping = new AbortController();
  /** By the name of the job: one that comes a second time waits for the first, which may have sent the message already. */
  private readonly underWay = new Map<string, Promise<void>>();
  /** Up to which message the last round came. */
  private pendingUpTo = '';
  private hasLookedBack = false;

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
    private readonly clock: Clock,
    private readonly logger: PinoLogger,
  ) {
    this.queue = queues.queue<MailJob>(QUEUE);
    const perMinute = settings.mailPerMinute ?? (settings.smtpUrl === undefined ? undefined : USUAL_PER_MINUTE);
    queues.work<MailJob>(QUEUE, (data, job) => this.workOnce(data, job), {
      concurrency: 4,
      ...(perMinute === undefined ? {} : { limit: { max: perMinute, duration: 60_000 } }),
    });
    rounds.every(PENDING_EVERY_MS, 'queue-pending-messages', (signal) => this.enqueuePending(signal));
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  async react({ type, data, stream, metadata }: Recorded<NotificationQueued | NotificationResent>): Promise<void> {
    const resends = type === 'NotificationResent' ? data.resends : 0;
    await this.enqueue(stream.slice('message-'.length), resends, metadata.correlationId);
  }

  /**
   * What the queue may have lost is put there again: a job whose message was sent finds nothing to do. The first time everything that
   * waits, since it may have been lost while no process ran.
   */
  private async enqueuePending(signal: AbortSignal): Promise<void> {
    const age = this.hasLookedBack ? PENDING_AFTER_MS : 0;
    const before = new Date(this.clock.now().getTime() - age).toISOString();
    for (let pages = 0; pages < MOST_PAGES && !signal.aborted; pages += 1) {
      const pending = await this.pendingBefore(before);
      for (const { id, resends } of pending) {
        const jobId = jobIdOf(id, resends);
        await this.queue.addAgain('send', { messageId: id, resends, correlationId: id }, { jobId });
      }
      const isLast = pending.length < PENDING_PAGE;
      this.pendingUpTo = isLast ? '' : (pending.at(-1)?.id ?? '');
      if (isLast) break;
    }
    this.hasLookedBack = true;
  }

  private pendingBefore(before: string): Promise<readonly Pick<Message, 'id' | 'resends'>[]> {
    return this.dataSource.getRepository(Message).find({
      select: { id: true, resends: true },
      where: { status: 'queued', settledAt: LessThanOrEqual(before), id: MoreThan(this.pendingUpTo) },
      order: { id: 'asc' },
      take: PENDING_PAGE,
    });
  }

  private async enqueue(messageId: string, resends: number, correlationId: string): Promise<void> {
    await this.queue.add('send', { messageId, resends, correlationId }, { jobId: jobIdOf(messageId, resends) });
  }

  private workOnce(data: MailJob, job: Job): Promise<void> {
    const name = jobIdOf(data.messageId, data.resends);
    const work = this.underWay.get(name) ?? this.work(data, job).finally(() => this.underWay.delete(name));
    this.underWay.set(name, work);
    return work;
  }

  private async work({ messageId, resends, correlationId }: MailJob, job: Job): Promise<void> {
    const facts = await this.histories.of<NotificationFact>(`message-${messageId}`);
    const queued = facts.find((fact): fact is Recorded<NotificationQueued> => fact.type === 'NotificationQueued');
    const state = facts.reduce(messageFold.evolve, messageFold.initialState);
    if (queued === undefined || !isToSend(state.status) || state.resends !== resends) return;
    const { meetingId } = queued.data;
    const callerTo = (outcome: string): Caller => workerCaller(queued, correlationId, `${outcome} ${resends}`);
    const because = await this.suppression.of(messageId, queued, resends);
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
    await this.noteSent(new RecordNotificationSent(sent, callerTo('sent')));
  }

  /** The mail is out: were the job tried again for want of its note, it would go out again. */
  private async noteSent(command: RecordNotificationSent): Promise<void> {
    const { signal } = this.stopping;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.commands.execute(command);
        return;
      } catch (error) {
        if (signal.aborted) throw error;
        const { messageId } = command.data;
        if (tries === 1) this.logger.warn({ messageId }, 'a message was sent, and the note of it is not stored yet');
      }
      await sleep(NOTE_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** A former job of the message may be kept, so that every time in the queue has a name of its own. */
const jobIdOf = (messageId: string, resends: number): string => (resends === 0 ? messageId : `${messageId}.${resends}`);

/** A dead letter that somebody takes up again is that of a message that failed. */
const isToSend = (status: string): boolean => status === 'queued' || status === 'failed';

/**
 * A mail server that refuses this recipient or this mail with 5xx will not take it later either (RFC 5321, 4.2.1); one that refuses our
 * password or our sender will, once somebody has corrected it.
 */
const isPermanent = (error: unknown): boolean =>
  error instanceof Error &&
  'responseCode' in error &&
  Number(error.responseCode) >= 500 &&
  'command' in error &&
  (error.command === 'RCPT TO' || error.command === 'DATA');

const workerCaller = (queued: Recorded<NotificationQueued>, correlationId: string, outcome: string): Caller => ({
  actorId: `worker:${QUEUE}`,
  power: { role: 'system', meetingId: queued.data.meetingId },
  commandId: uuidv5(outcome, queued.id),
  requestHash: '',
  correlationId,
  causationId: queued.id,
});

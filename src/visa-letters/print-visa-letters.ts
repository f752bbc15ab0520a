import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { v5 as uuidv5 } from 'uuid';
import type { FileResumed } from '../accreditation/accreditation.events.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import type { Caller } from '../event-sourcing/command.js';
import { Decisions } from '../event-sourcing/decisions.js';
import type { Recorded } from '../event-sourcing/event.js';
import type { Reaction } from '../event-sourcing/reaction.js';
import { Rejection } from '../event-sourcing/rejection.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { type JobQueue, NoUseTryingAgain, Queues } from '../platform/queues.js';
import { Rounds } from '../platform/work.js';
import { LetterPress } from './letter-press.js';
import { RecordVisaLetterFailed, RecordVisaLetterIssued } from './visa-letters.commands.js';
import { VisaLetter } from './visa-letters.entity.js';
import type { VisaLetterRetried, VisaLetterSigned } from './visa-letters.events.js';
import { type Letter, standingOf, visaLetterFold } from './visa-letters.state.js';

type Printed = VisaLetterSigned | VisaLetterRetried | FileResumed;

export interface LetterJob {
  readonly meetingId: string;
  readonly fileId: string;
  readonly letterId: string;
  readonly retries: number;
  readonly correlationId: string;
}

const QUEUE = 'visa-letters';
/** A queue may lose its jobs, the log does not. */
const PENDING_EVERY_MS = 60_000;

/** By the name of the error: trying again would end the same way. */
const permanent: Readonly<Record<string, string>> = {
  MissingGlyph: 'glyph-missing',
  PersonErased: 'person-erased',
  TypesettingError: 'page-not-set',
};

/** A signed letter becomes a job, the job a document, and the document a fact. The log, and not the queue, knows what was issued. */
@Injectable()
export class PrintVisaLetters implements Reaction<Printed> {
  readonly name = 'print-visa-letters';
  readonly handles = ['VisaLetterSigned', 'VisaLetterRetried', 'FileResumed'] as const;
  private readonly queue: JobQueue<LetterJob>;

  constructor(
    queues: Queues,
    rounds: Rounds,
    private readonly commands: CommandBus,
    private readonly decisions: Decisions,
    private readonly dataSource: DataSource,
    private readonly press: LetterPress,
  ) {
    this.queue = queues.queue<LetterJob>(QUEUE);
    queues.work<LetterJob>(QUEUE, (data, job) => this.work(data, job), { concurrency: 2 });
    rounds.every(PENDING_EVERY_MS, 'queue-pending-letters', () => this.enqueuePending());
  }

  /** C4: a hold stops the letter, and it is made when the file goes on. */
  async react({ type, stream, metadata }: Recorded<Printed>): Promise<void> {
    const fileId = stream.slice((type === 'FileResumed' ? 'accreditation-' : 'visa-letter-').length);
    const { letter } = (await this.decisions.fold(visaLetterFold, fileId)).state;
    if (letter?.status !== 'signed') return;
    await this.enqueue(letter, metadata.correlationId);
  }

  /** What the queue may have lost is put there again: a job whose letter was issued finds nothing to do. */
  private async enqueuePending(): Promise<void> {
    const pending = await this.dataSource
      .getRepository(VisaLetter)
      .find({ select: { id: true, fileId: true, meetingId: true, retries: true }, where: { status: 'signed' } });
    for (const { id: letterId, ...letter } of pending) await this.enqueue({ ...letter, letterId }, letterId);
  }

  /** Again, since a job that could not even say that it failed lies there as a dead letter under the same id. */
  private enqueue(
    { meetingId, fileId, letterId, retries }: Omit<LetterJob, 'correlationId'>,
    correlationId: string,
  ): Promise<void> {
    const job: LetterJob = { meetingId, fileId, letterId, retries, correlationId };
    // Every retry has a job of its own, since the former one may be kept.
    return this.queue.addAgain('print', job, { jobId: `${letterId}-${retries}` });
  }

  async work(data: LetterJob, job: Pick<Job, 'attemptsMade' | 'opts'>): Promise<void> {
    const { fileId, letterId, retries } = data;
    try {
      const { letter } = (await this.decisions.fold(visaLetterFold, fileId)).state;
      if (letter?.letterId === letterId && letter.status === 'signed') await this.make(letter, data);
    } catch (error) {
      // A hold or a cancellation came in between.
      if (error instanceof Rejection) return;
      const reasonCode = error instanceof Error ? permanent[error.name] : undefined;
      const attempts = job.attemptsMade + 1;
      if (reasonCode !== undefined || attempts >= (job.opts.attempts ?? 1)) {
        const failed = { fileId, letterId, attempts, reasonCode: reasonCode ?? 'not-made' };
        await this.commands.execute(new RecordVisaLetterFailed(failed, callerOf(data, `failed ${retries}`)));
      }
      throw reasonCode === undefined ? error : new NoUseTryingAgain(error);
    }
  }

  private async make(letter: Letter, data: LetterJob): Promise<void> {
    const { fileId, meetingId, delegationId } = letter;
    const [file, meeting, delegation] = await Promise.all([
      this.decisions.fold(fileFold, fileId),
      this.decisions.fold(meetingFold, meetingId),
      this.decisions.fold(delegationFold, delegationId),
    ]);
    if (standingOf(file.state, delegation.state, fileId) !== 'good') return;
    const issued = await this.press.print(letter, meeting.state, delegation.state);
    const caller = { ...callerOf(data, 'issued'), causationId: letter.signed?.factId ?? '' };
    await this.commands.execute(new RecordVisaLetterIssued({ fileId, ...issued }, caller));
  }
}

const callerOf = ({ meetingId, letterId, correlationId }: LetterJob, outcome: string): Caller => ({
  actorId: `worker:${QUEUE}`,
  power: { role: 'system', meetingId },
  commandId: uuidv5(outcome, letterId),
  requestHash: '',
  correlationId,
});

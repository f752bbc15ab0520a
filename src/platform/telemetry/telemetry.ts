import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import type { Command } from '../../event-sourcing/command.js';
import type { Outcome } from '../../event-sourcing/decisions.js';
import type { Fact, Recorded } from '../../event-sourcing/event.js';
import { Observer } from '../../event-sourcing/observer.js';
import { KeyReused, LogUnavailable, Rejection, StaleRevision } from '../../event-sourcing/rejection.js';
import { Metrics } from './metrics.js';
import { type Attributes, type Spanned, Tracing } from './tracing.js';

/** A job on its way: into the queue, and out of it. */
export interface JobSeen {
  readonly queue: string;
  readonly id: string;
  readonly correlationId: string;
}

/** Watches the work of this process: what is counted is a metric, what leads to something else a span. */
@Injectable()
export class Telemetry extends Observer {
  constructor(
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    super();
  }

  override command<O extends Outcome>(command: Command, work: () => Promise<O>): Promise<O> {
    const { type, caller } = command;
    const counted = async (): Promise<O> => {
      const outcome = await work();
      if (outcome.again === undefined) for (const fact of outcome.facts) this.metrics.facts.inc({ type: fact.type });
      return outcome;
    };
    const spanned = (): Spanned => ({
      name: `command ${type}`,
      kind: 'internal',
      correlationId: caller.correlationId,
      key: commandKey(caller.commandId),
      attributes: { 'credence.command': type, 'credence.command_id': caller.commandId },
    });
    return this.watched(this.metrics.commands, { command: type }, spanned, counted, outcomeOfCommand);
  }

  override reaction(name: string, fact: Recorded<Fact>, work: () => Promise<void>): Promise<void> {
    const { correlationId, commandId } = fact.metadata;
    const spanned = (): Spanned => ({
      name: `reaction ${name}`,
      kind: 'consumer',
      correlationId,
      parentKey: commandKey(commandId),
      attributes: { 'credence.reaction': name, 'credence.fact': fact.type, 'credence.fact_id': fact.id },
    });
    return this.watched(this.metrics.reactions, { reaction: name }, spanned, work, (_, error) =>
      error === undefined ? 'done' : error instanceof Rejection ? 'rejected' : 'failed',
    );
  }

  added(job: JobSeen, work: () => Promise<void>): Promise<void> {
    return this.tracing.span(
      () => ({
        name: `add ${job.queue}`,
        kind: 'producer',
        correlationId: job.correlationId,
        key: jobKey(job),
        attributes: attributesOf(job),
      }),
      work,
    );
  }

  /** @param isLast whether a failure of this attempt is the end of the job */
  job(
    job: JobSeen & { readonly attempt: number },
    isLast: (error: unknown) => boolean,
    work: () => Promise<void>,
  ): Promise<void> {
    const spanned = (): Spanned => ({
      name: `job ${job.queue}`,
      kind: 'consumer',
      correlationId: job.correlationId,
      parentKey: jobKey(job),
      attributes: { ...attributesOf(job), 'credence.attempt': job.attempt },
    });
    return this.watched(this.metrics.jobs, { queue: job.queue }, spanned, work, (_, error) =>
      error === undefined ? 'done' : isLast(error) ? 'dead' : 'failed',
    );
  }

  mail(messageId: string, work: () => Promise<void>): Promise<void> {
    const spanned = (): Spanned => ({
      name: 'mail',
      kind: 'client',
      attributes: { 'credence.message_id': messageId },
    });
    return this.watched(this.metrics.mails, {}, spanned, work, (_, error) => (error === undefined ? 'sent' : 'failed'));
  }

  document<T>(format: string, work: () => Promise<T>): Promise<T> {
    const spanned = (): Spanned => ({ name: `typeset ${format}`, kind: 'internal', attributes: {} });
    return this.watched(this.metrics.documents, { format }, spanned, work, (_, error) =>
      error === undefined ? 'done' : 'failed',
    );
  }

  private async watched<T>(
    histogram: Histogram,
    labels: Readonly<Record<string, string>>,
    spanned: () => Spanned,
    work: () => Promise<T>,
    outcomeOf: (result: T | undefined, error: unknown) => string,
  ): Promise<T> {
    const stop = histogram.startTimer(labels);
    return this.tracing.span(
      spanned,
      async () => {
        try {
          const result = await work();
          stop({ outcome: outcomeOf(result, undefined) });
          return result;
        } catch (error) {
          stop({ outcome: outcomeOf(undefined, error) });
          throw error;
        }
      },
      (result, error) => {
        const outcome = outcomeOf(result, error);
        return { attributes: { 'credence.outcome': outcome }, isFailure: failures.has(outcome) };
      },
    );
  }
}

const failures: ReadonlySet<string> = new Set(['failed', 'dead', 'unavailable']);

function outcomeOfCommand(outcome: Outcome | undefined, error: unknown): string {
  if (error instanceof Rejection) return 'rejected';
  if (error instanceof StaleRevision || error instanceof KeyReused) return 'stale';
  if (error instanceof LogUnavailable) return 'unavailable';
  if (outcome === undefined) return 'failed';
  if (outcome.again === true) return 'again';
  if (outcome.facts.length === 0) return 'nothing';
  return outcome.facts.some(({ type }) => type === 'DecisionRefused') ? 'refused' : 'decided';
}

const commandKey = (commandId: string): string => `command ${commandId}`;

const jobKey = ({ queue, id }: JobSeen): string => `job ${queue} ${id}`;

const attributesOf = ({ queue, id }: JobSeen): Attributes => ({ 'credence.queue': queue, 'credence.job_id': id });

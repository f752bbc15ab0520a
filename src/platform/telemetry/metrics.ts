import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

const FAST = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SLOW = [0.05, 0.25, 1, 5, 15, 60];

let ofProcess: Registry | undefined;

/** Memory, event loop and garbage of the process; asked for once, however many applications it holds. */
function processMetrics(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** What this process counts while it works. Labels hold types and patterns, never an id. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requests = this.histogram('http_request_seconds', 'HTTP requests by pattern of the route', FAST, [
    'method',
    'route',
    'status',
  ]);
  readonly commands = this.histogram('command_seconds', 'Commands by type and outcome', FAST, ['command', 'outcome']);
  readonly facts = this.counter('facts_appended_total', 'Facts that this process appended to the log', ['type']);
  readonly reactions = this.histogram('reaction_seconds', 'What reactions made of facts', FAST, [
    'reaction',
    'outcome',
  ]);
  readonly jobs = this.histogram('job_seconds', 'Attempts at jobs: done, failed (tried again), dead', SLOW, [
    'queue',
    'outcome',
  ]);
  readonly mails = this.histogram('mail_seconds', 'Attempts to hand a mail to the mail server: sent, failed', SLOW, [
    'outcome',
  ]);
  readonly documents = this.histogram('typeset_seconds', 'Documents set, by format', SLOW, ['format', 'outcome']);

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return Registry.merge([this.registry, processMetrics()]).metrics();
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `credence_${name}`, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string, buckets: number[], labelNames: string[]): Histogram {
    return new Histogram({ name: `credence_${name}`, help, buckets, labelNames, registers: [this.registry] });
  }
}

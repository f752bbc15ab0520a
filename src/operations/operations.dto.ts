/** How a queue stands. */
export class QueueView {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  /** To be tried again later. */
  readonly delayed: number;
  /** Dead letters: failed for good, and kept for thirty days. */
  readonly failed: number;
  readonly paused: boolean;
  /** Since the oldest job that waits was added; null where none waits. */
  readonly oldestWaitingSeconds: number | null;
}

/** A job that failed for good. */
export class DeadLetterView {
  readonly id: string;
  readonly name: string;
  /** Ids only. */
  readonly data: Record<string, unknown>;
  readonly attempts: number;
  /** Kind of the error and its codes, such as those of the mail server (RFC 5321, RFC 3463). */
  readonly reason: string;
  readonly failedAt: string;
}

export class DeadLetterPage {
  readonly items: DeadLetterView[];
  readonly next: string | null;
}

export class JobRetried {
  readonly id: string;
}

export class JobsRetried {
  /** How many dead letters wait for a worker again. */
  readonly retried: number;
}

export class QueueHeld {
  readonly name: string;
  readonly paused: boolean;
}

/** A projection or a reaction. */
export class ConsumerView {
  readonly name: string;
  readonly kind: 'projection' | 'reaction';
  readonly version: number;
  readonly status: 'running' | 'stopped';
  readonly position: string;
  /** Facts not dealt with; `orMore` where nobody counted on. */
  readonly factsBehind: number;
  readonly orMore: boolean;
  /** Age of the oldest of them. */
  readonly secondsBehind: number;
  /** Facts that a reaction could not deal with. */
  readonly parked: number;
  /** Why it is stopped. */
  readonly reason: string | null;
}

export class ConsumerList {
  readonly items: ConsumerView[];
}

export class QueueList {
  readonly items: QueueView[];
}

/** A fact that a reaction could not deal with, and the reason. */
export class ParkedFactView {
  readonly reaction: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
}

export class ParkedFactPage {
  readonly items: ParkedFactView[];
  readonly next: string | null;
}

export class ParkedRetried {
  readonly reaction: string;
  /** How many facts are parked still. */
  readonly parked: number;
}

import { setTimeout as delay } from 'node:timers/promises';
import { type AppendAnswer } from '../event-log.js';
import { type Expected, type ProposedEvent } from '../records.js';
import { type Serving } from './serving.js';

export interface AppendRequest {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

type Trouble = 'timed-out' | 'not-leader' | 'not-ready' | 'access-denied' | 'cut';

export type SettledAppend =
  | Exclude<AppendAnswer, { readonly kind: 'still-in-flight' }>
  | { readonly [Kind in Trouble]: { readonly kind: Kind } }[Trouble];

/** The server never kept a deadline this short, and stored nothing. */
const TOO_SHORT = 5;

/** Appends, unless something was told to go wrong. Appends of one connection are decided in the order of their arrival. */
export async function settleAppend(
  serving: Serving,
  request: AppendRequest,
  peer: string,
  answersTwice: () => void = () => undefined,
): Promise<SettledAppend> {
  const { faults } = serving;
  const fault = faults.takeAppendFault();
  if (request.deadline <= Date.now() + TOO_SHORT) return { kind: 'timed-out' };
  const store = (): Promise<SettledAppend> => inTime(serving, request);
  if (fault === undefined) return answered(serving, store());
  if (typeof fault === 'object') {
    setTimeout(
      () => void serving.log.append(request.stream, request.expected, request.events),
      fault.storeAfterTimeout,
    );
    return timedOut(serving.commitTimeout);
  }
  switch (fault) {
    case 'not-leader':
    case 'not-ready':
    case 'access-denied':
      return { kind: fault };
    case 'cut-before-storing':
      serving.cut(peer);
      return { kind: 'cut' };
    case 'cut-after-storing':
      await store();
      serving.cut(peer);
      return { kind: 'cut' };
    case 'answer-twice':
      answersTwice();
      return answered(serving, store());
    case 'lose-and-time-out':
      return timedOut(serving.commitTimeout);
  }
}

async function answered(serving: Serving, answer: Promise<SettledAppend>): Promise<SettledAppend> {
  const wait = serving.faults.takeDelay();
  if (wait > 0) await delay(wait);
  return answer;
}

/** An append that repeats one which is still being stored gets no answer of its own: it times out. */
async function inTime(serving: Serving, request: AppendRequest): Promise<SettledAppend> {
  const patience = Math.min(serving.commitTimeout, request.deadline - Date.now());
  const answer = serving.log.append(request.stream, request.expected, request.events);
  const timer = new AbortController();
  const tooLate = timedOut(patience, timer.signal);
  const first = await Promise.race([answer, tooLate]);
  if (first.kind === 'still-in-flight') return tooLate;
  timer.abort();
  return first;
}

async function timedOut(milliseconds: number, signal?: AbortSignal): Promise<SettledAppend> {
  await delay(milliseconds, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined);
  return { kind: 'timed-out' };
}

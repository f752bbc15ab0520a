import { type ServiceError } from '@grpc/grpc-js';
import { tooSlow } from './protocol/failures.js';

export type AppendFault =
  | 'not-leader'
  | 'not-ready'
  | 'access-denied'
  | 'cut-before-storing'
  | 'cut-after-storing'
  | 'answer-twice'
  | 'lose-and-time-out'
  | { readonly storeAfterTimeout: number };

export interface FailingSubscription {
  readonly fail: (error: ServiceError) => void;
}

/** What goes wrong next: tests put it in, and each call takes what is meant for it. */
export class Faults {
  /** A live subscription that has more than this waiting is ended as too slow. */
  liveBacklog = 2_000;
  private readonly appends: AppendFault[] = [];
  private delay = { milliseconds: 0, answers: 0 };
  private readonly subscriptions = new Set<FailingSubscription>();

  /** The next `times` appends meet this fault. */
  onAppend(fault: AppendFault, times = 1): void {
    for (let left = times; left > 0; left--) this.appends.push(fault);
  }

  takeAppendFault(): AppendFault | undefined {
    return this.appends.shift();
  }

  /** The next answers to appends and reads come later. */
  delayAnswers(milliseconds: number, answers = Number.POSITIVE_INFINITY): void {
    this.delay = { milliseconds, answers };
  }

  takeDelay(): number {
    if (this.delay.answers <= 0) return 0;
    this.delay.answers--;
    return this.delay.milliseconds;
  }

  get openSubscriptions(): number {
    return this.subscriptions.size;
  }

  opened(subscription: FailingSubscription): void {
    this.subscriptions.add(subscription);
  }

  closed(subscription: FailingSubscription): void {
    this.subscriptions.delete(subscription);
  }

  /** @param error as the server ends a reader that is too slow, unless another is given */
  dropSubscriptions(error: ServiceError = tooSlow()): number {
    const dropped = [...this.subscriptions];
    for (const subscription of dropped) subscription.fail(error);
    return dropped.length;
  }

  /** Ends the subscription that was opened first. */
  dropOneSubscription(error: ServiceError = tooSlow()): void {
    const [first] = this.subscriptions;
    first?.fail(error);
  }
}

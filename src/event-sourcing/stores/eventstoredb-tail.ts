import { setImmediate as soon, setTimeout as sleep } from 'node:timers/promises';
import { type AllStreamSubscription, type Position, streamNameFilter } from '@eventstore/db-client';
import { FactVanished, type Page, type StoredFact } from '../event-store.js';
import type { EventStoreDbConnection } from './eventstoredb-connection.js';
import { UnknownEnvelope } from './eventstoredb-envelope.js';
import type { EventStoreDbPages } from './eventstoredb-pages.js';
import type { Place, Positions, Reached } from './eventstoredb-positions.js';
import { backOff, unlessAborted, WakeUp } from './waiting.js';

const KEPT_FACTS = 4_000;
const KEPT_CHARACTERS = 16_000_000;
/** Windows of 32 records between two checkpoints: each moves the checkpoint of every reader. */
const CHECKPOINT_WINDOWS = 16;
/** After so many subscriptions that came to nothing readers ask the store by themselves for a while. */
const MOST_FAILURES = 5;
const DOUBT_MS = 10_000;

const sizeOf = ({ data, personal, metadata }: StoredFact): number =>
  data.length + (personal?.length ?? 0) + metadata.length;

/**
 * The newest facts, fed by the one subscription of the process. It never waits for a reader: who falls behind what is kept here reads
 * pages of the store until it is level again.
 */
export class EventStoreDbTail {
  private readonly facts: StoredFact[] = [];
  private characters = 0;
  /** All facts behind `start` up to `reached` are here. */
  private start = '';
  private reached: Reached;
  private following: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  private readonly moved = new WakeUp();
  private page: { readonly key: string; readonly page: Page } | undefined;
  private begun = 0;
  /** Whether the subscription lives, and what is kept stands in the log that it follows. */
  private isSure = false;

  constructor(
    private readonly connection: EventStoreDbConnection,
    private readonly pages: EventStoreDbPages,
    private readonly positions: Positions,
    private readonly prefix: string,
  ) {
    this.reached = positions.parse('');
  }

  /** Another one whenever the tail begins or is cut off: what a reader had before may have vanished in between. */
  get epoch(): number {
    return this.begun;
  }

  /** To be taken before a look after which one waits. */
  get changes(): number {
    return this.moved.count;
  }

  change(since: number, signal: AbortSignal): Promise<void> {
    return this.moved.after(since, signal);
  }

  /** Whether all that came behind a position is kept. */
  reaches(position: string): boolean {
    return this.isSure && position >= this.start;
  }

  /**
   * What is kept behind a position that was seen to stand in the log in this epoch; undefined where that is not all that came. Readers
   * who are level get the same page.
   */
  pageAfter(after: string, limit: number): Page | undefined {
    if (!this.reaches(after)) return undefined;
    const key = `${after}|${limit}|${this.moved.count}`;
    if (this.page?.key === key) return this.page.page;
    const first = this.firstBehind(after);
    const facts = this.facts.slice(first, first + limit);
    const reached = this.positions.of(this.reached);
    const end = reached > after ? reached : after;
    const page = { facts, upTo: facts.length === limit ? (facts.at(-1)?.position ?? end) : end };
    this.page = { key, page };
    return page;
  }

  /** Follows the store from where somebody found its end; false where it does so already. */
  begin(position: string): boolean {
    if (this.following !== undefined) return false;
    this.start = position;
    this.reached = this.positions.parse(position);
    const stop = new AbortController();
    this.following = { stop, done: this.follow(stop.signal) };
    return true;
  }

  async close(): Promise<void> {
    this.following?.stop.abort();
    await this.following?.done;
  }

  private firstBehind(after: string): number {
    let low = 0;
    for (let high = this.facts.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.facts[middle]?.position ?? '') > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted && failures < MOST_FAILURES; failures += 1) {
      try {
        const from = this.reached.fact;
        await unlessAborted(this.pages.refuseVanished(from), signal);
        await this.subscribe(from, signal, () => (failures = 0));
      } catch (error) {
        if (error instanceof FactVanished || error instanceof UnknownEnvelope) break;
        // A reader may have had more from the store than came here, and that may be what is gone.
        this.turn(false);
      }
      await sleep(backOff(failures), undefined, { signal }).catch(() => undefined);
    }
    // Readers ask the store themselves then, and those who had what vanished are told so.
    this.following = undefined;
    this.facts.length = 0;
    this.characters = 0;
    this.turn(false);
  }

  /** Readers have to look at the store once more. */
  private turn(isSure: boolean): void {
    this.isSure = isSure;
    this.begun += 1;
    this.moved.wake();
  }

  /** Ends when the signal says so, or with the error of the subscription, which never comes back by itself. */
  private async subscribe(from: Place, signal: AbortSignal, onFact: () => void): Promise<void> {
    const subscription = this.connection.client.subscribeToAll({
      ...this.connection.options,
      fromPosition: { commit: from.commit, prepare: from.commit },
      filter: streamNameFilter({
        prefixes: [this.prefix],
        checkpointInterval: CHECKPOINT_WINDOWS,
        checkpointReached: (here, position) => this.lookedThrough(here, position),
      }),
    });
    const over = new AbortController();
    const ended = new Promise<never>((_, reject) => {
      subscription.on('error', reject);
      subscription.on('close', () => reject(new Error('The subscription was closed.')));
      this.doubt(over.signal).catch(reject);
    });
    try {
      const confirmed = new Promise<void>((resolve) => subscription.once('confirmation', () => resolve()));
      await unlessAborted(Promise.race([confirmed, ended]), signal);
      // Only now it is sure which node answers: one that lost the fact would pass over the next one in silence.
      await unlessAborted(Promise.race([this.pages.refuseVanished(from), ended]), signal);
      this.turn(true);
      const failed = new Promise<never>((_, reject) => {
        subscription.on('data', ({ event }) => {
          // What is behind an event that cannot be read must not be handed on, though it has come already.
          if (over.signal.aborted) return;
          try {
            const fact = event === undefined ? undefined : this.pages.factOf(event);
            if (fact === undefined || event === undefined) return;
            onFact();
            this.push(fact, { commit: event.position.commit, id: event.id });
          } catch (error) {
            over.abort();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      });
      await unlessAborted(Promise.race([ended, failed]), signal);
    } finally {
      over.abort();
      ended.catch(() => undefined);
      subscription.unsubscribe().catch(() => undefined);
      // The client leaves it open, and whoever waits for what is in it would wait for ever.
      subscription.destroy();
    }
  }

  /**
   * Rejects when the store shows a newer fact twice in a row, and nothing came: a subscription may live on at a node that was cut off. Or
   * when the store shows less than came.
   */
  private async doubt(signal: AbortSignal): Promise<void> {
    let silentAt: bigint | undefined;
    while (!signal.aborted) {
      await sleep(DOUBT_MS, undefined, { signal, ref: false }).catch(() => undefined);
      const { commit } = this.reached.fact;
      const end = await this.pages.newest().then(
        (newest) => newest?.place.commit ?? this.positions.beginning.commit,
        () => undefined,
      );
      if (end !== undefined && end < commit) throw new Error('The store shows less than came.');
      const isSilent = end !== undefined && end > commit;
      if (isSilent && silentAt === commit) throw new Error('The subscription fell silent.');
      silentAt = isSilent ? commit : undefined;
    }
  }

  /** A checkpoint runs ahead of the facts before it that still wait in the stream; one without a prepare stands before its record. */
  private async lookedThrough(subscription: AllStreamSubscription, { commit, prepare }: Position): Promise<void> {
    if (prepare !== commit) return;
    while (subscription.readableLength > 0 && !subscription.destroyed) await soon();
    if (subscription.destroyed || commit <= this.reached.record.commit) return;
    const record = await this.pages.recordAt(commit).catch(() => undefined);
    if (record === undefined || subscription.destroyed || commit <= this.reached.record.commit) return;
    this.reached = { fact: this.reached.fact, record };
    this.moved.wake();
  }

  private push(fact: StoredFact, place: Place): void {
    if (place.commit <= this.reached.fact.commit) return;
    this.facts.push(fact);
    this.characters += sizeOf(fact);
    this.reached = { fact: place, record: place.commit < this.reached.record.commit ? this.reached.record : place };
    if (this.facts.length > KEPT_FACTS || this.characters > KEPT_CHARACTERS) this.forgetHalf();
    this.moved.wake();
  }

  private forgetHalf(): void {
    for (const fact of this.facts.splice(0, Math.ceil(this.facts.length / 2))) {
      this.start = fact.position;
      this.characters -= sizeOf(fact);
    }
  }
}

import { LRUCache } from 'lru-cache';
import type { Fold } from './decider.js';
import type { Fact, Recorded } from './event.js';
import { BEGINNING, NONE } from './event-store.js';

/** A stream folded up to a revision. */
export interface Folded<State> {
  readonly state: State;
  readonly revision: number;
  readonly position: string;
  /** Which command made which revisions, behind "the same command again gives the same answer". It only grows, so all states of a stream share it. */
  readonly commands: Map<string, { readonly hash: string; readonly from: number; readonly to: number }>;
}

const MOST = 20_000;

/** What streams came to, as far as this process has seen them. */
export class States {
  private readonly folded = new LRUCache<string, Folded<unknown>>({ max: MOST });

  of<S, F extends Fact>(fold: Fold<S, F>, stream: string): Folded<S> {
    const known = this.folded.get(`${fold.name}:${stream}`) as Folded<S> | undefined;
    return known ?? { state: fold.initialState, revision: NONE, position: BEGINNING, commands: new Map() };
  }

  /** With the facts behind what was known; remembered unless more is known by now. */
  advance<S, F extends Fact>(
    fold: Fold<S, F>,
    stream: string,
    known: Folded<S>,
    facts: readonly Recorded<F>[],
  ): Folded<S> {
    const key = `${fold.name}:${stream}`;
    const { commands } = known;
    let { state, revision, position } = known;
    for (const fact of facts) {
      state = fold.evolve(state, fact);
      ({ revision, position } = fact);
      const { commandId, requestHash } = fact.metadata;
      commands.set(commandId, { hash: requestHash, from: commands.get(commandId)?.from ?? revision, to: revision });
    }
    const advanced: Folded<S> = { state, revision, position, commands };
    const newest = this.folded.get(key);
    if (newest === undefined || newest.revision < revision) this.folded.set(key, advanced);
    return advanced;
  }

  /** The log holds less than is remembered of it: what vanished must not be decided on. */
  forget(stream: string): void {
    for (const key of [...this.folded.keys()]) if (key.endsWith(`:${stream}`)) this.folded.delete(key);
  }
}

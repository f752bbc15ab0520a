import type { Command, Ready } from './command.js';
import type { Fact, Recorded } from './event.js';

/**
 * The rules of one kind of stream, as data. Both functions are pure: no clock, no id, no look-up.
 * `decide` returns the facts, none where there is nothing to do, or throws a `Rejection`.
 */
export interface Decider<State, C extends Command, F extends Fact, Context> {
  /** Tells apart two deciders that write the same stream. */
  readonly name: string;
  /** The stream of `id` is `<category>-<id>`. */
  readonly category: string;
  readonly initialState: State;
  /** Whether `evolve` is given personal blocks; rules must never depend on them, explanations may. */
  readonly opensPersonal?: boolean;
  evolve(this: void, state: State, fact: Recorded<F>): State;
  decide(this: void, command: Ready<C, Context>, state: State): readonly F[];
}

/** What a stream says, without the right to add to it: context for the deciders of other streams. */
export type Fold<State, F extends Fact> = Pick<
  Decider<State, Command, F, unknown>,
  'name' | 'category' | 'initialState' | 'opensPersonal' | 'evolve'
>;

export const streamOf = (fold: { readonly category: string }, id: string): string => `${fold.category}-${id}`;

import { v5 as uuidv5 } from 'uuid';
import type { Command, Ready } from '../command.js';
import { type Decider, type Fold, streamOf } from '../decider.js';
import type { Fact, Recorded } from '../event.js';
import { Rejection } from '../rejection.js';

const NAMESPACE = '5f0b7c3e-8a55-4d1c-9b8e-2f7d0f9a6c11';

/** A log in memory, for long histories: deciders run on it as on the real one, and the same steps give the same facts. */
export class MemoryLog {
  readonly facts: Recorded<Fact>[] = [];
  /** By stream and fold: how each state goes on. */
  private readonly states = new Map<string, Map<string, { state: unknown; readonly fold: Fold<unknown, Fact> }>>();
  private readonly revisions = new Map<string, number>();

  constructor(private readonly meetingId: string) {}

  state<S, F extends Fact>(fold: Fold<S, F>, id: string): S {
    const stream = streamOf(fold, id);
    const ofStream =
      this.states.get(stream) ?? new Map<string, { state: unknown; readonly fold: Fold<unknown, Fact> }>();
    this.states.set(stream, ofStream);
    const known = ofStream.get(fold.name);
    if (known !== undefined) return known.state as S;
    const past = this.facts.filter((fact) => fact.stream === stream) as unknown as readonly Recorded<F>[];
    const state = past.reduce((before, fact) => fold.evolve(before, fact), fold.initialState);
    ofStream.set(fold.name, { state, fold: fold });
    return state;
  }

  /** The facts of a command, or none where a rule said no. */
  send<S, C extends Command, F extends Fact, X>(
    decider: Decider<S, C, F, X>,
    id: string,
    command: C,
    now: Date,
    context: X,
  ): readonly Recorded<F>[] {
    const stream = streamOf(decider, id);
    const ready: Ready<C, X> = { ...command, now, context };
    const before = this.state(decider, id);
    let decided: readonly F[];
    try {
      decided = decider.decide(ready, before);
    } catch (error) {
      if (error instanceof Rejection) return [];
      throw error;
    }
    const recorded = decided.map((fact): Recorded<F> => this.record(stream, fact, command, now));
    if (recorded.length === 0) return [];
    this.facts.push(...recorded);
    for (const entry of this.states.get(stream)?.values() ?? []) {
      entry.state = recorded.reduce((state, fact) => entry.fold.evolve(state, fact), entry.state);
    }
    return recorded;
  }

  private record<F extends Fact>(stream: string, fact: F, { caller }: Command, now: Date): Recorded<F> {
    const revision = (this.revisions.get(stream) ?? -1) + 1;
    this.revisions.set(stream, revision);
    const { actorId, power, correlationId, requestHash } = caller;
    const id = uuidv5(`${stream} ${revision}`, NAMESPACE);
    const metadata = {
      actorId,
      power,
      commandId: id,
      requestHash,
      correlationId,
      meetingId: this.meetingId,
      consulted: {},
      recordedAt: now.toISOString(),
    };
    return { ...fact, id, stream, revision, position: String(revision).padStart(8, '0'), metadata };
  }
}

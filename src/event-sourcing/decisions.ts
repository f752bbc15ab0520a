import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v5 as uuidv5 } from 'uuid';
import type { Clock } from '../platform/clock.js';
import type { Caller, Command } from './command.js';
import { type Decider, type Fold, streamOf } from './decider.js';
import type { Fact, FactMetadata, Recorded } from './event.js';
import {
  type AppendOutcome,
  BEGINNING,
  type EventStore,
  InvalidAppend,
  LogBusy,
  type NewFact,
  NONE,
  type StoredFact,
} from './event-store.js';
import type { FactCodec } from './fact-codec.js';
import { KeyReused, LogUnavailable, StaleRevision } from './rejection.js';
import { type Folded, States } from './states.js';
import { Turns } from './turns.js';

/** What a command came to: its facts (none where there was nothing to do), and where the stream stands now. */
export interface Outcome<F extends Fact = Fact> {
  readonly facts: readonly Recorded<F>[];
  readonly revision: number;
  readonly position: string;
  /** The same command came again: its facts stood in the log before. */
  readonly again?: true;
}

/** What other streams say, and at which revisions they were read. */
export interface Consultation<Context> {
  readonly context: Context;
  readonly consulted: Readonly<Record<string, number>>;
  readonly meetingId: string;
}

/** What a command would add to its stream. */
interface Draft<F extends Fact> {
  readonly facts: readonly F[];
  readonly metadata: FactMetadata;
}

const BUDGET_MS = 5_000;
const MOST_WAITING = 1_000;

/** The one way from a command to facts in the log. */
export class Decisions {
  private readonly turns = new Turns(MOST_WAITING);
  private readonly states = new States();

  constructor(
    private readonly store: EventStore,
    private readonly codec: FactCodec,
    private readonly clock: Clock,
  ) {}

  /** The present state of a stream; only what is new since the last look is read. */
  async fold<S, F extends Fact>(fold: Fold<S, F>, id: string): Promise<Folded<S>> {
    const stream = streamOf(fold, id);
    const known = this.states.of(fold, stream);
    return this.caughtUp(fold, stream, known, await this.store.read(stream, known.revision));
  }

  /** The present states of many streams, by id, with one question to the log. */
  async foldAll<S, F extends Fact>(fold: Fold<S, F>, ids: readonly string[]): Promise<ReadonlyMap<string, Folded<S>>> {
    const known = ids.map((id) => [id, this.states.of(fold, streamOf(fold, id))] as const);
    const tails = await this.store.readMany(new Map(known.map(([id, { revision }]) => [streamOf(fold, id), revision])));
    const states = known.map(async ([id, before]): Promise<[string, Folded<S>]> => {
      const stream = streamOf(fold, id);
      const tail = tails.filter((fact) => fact.stream === stream);
      return [id, await this.caughtUp(fold, stream, before, tail)];
    });
    return new Map(await Promise.all(states));
  }

  /**
   * Decides a command on the stream of `id`. Throws the decider's `Rejection`, `StaleRevision` (If-Match), `KeyReused`, or
   * `LogUnavailable`, after which the same command may be sent again.
   */
  async decide<S, C extends Command, F extends Fact, X>(
    decider: Decider<S, C, F, X>,
    id: string,
    command: C,
    consult: () => Promise<Consultation<X>>,
  ): Promise<Outcome<F>> {
    if (this.turns.isFull) throw new LogUnavailable('Too many commands wait.');
    const stream = streamOf(decider, id);
    const deadline = performance.now() + BUDGET_MS;
    for (let attempt = 0; performance.now() < deadline; attempt += 1) {
      const isBehind = attempt === 0 && this.turns.isTaken(stream);
      const outcome = await this.turns.take(stream, async () => {
        if (performance.now() > deadline) throw new LogUnavailable(`Too long before ${stream} had a turn.`);
        const quick = isBehind ? await this.onKnown(decider, stream, command, consult) : 'conflict';
        return quick === 'conflict' ? this.once(decider, id, stream, command, consult) : quick;
      });
      if (outcome !== 'conflict') return outcome;
      await sleep(Math.random() * Math.min(200, 5 * 2 ** attempt));
    }
    throw new LogUnavailable(`The stream ${stream} kept moving.`);
  }

  /**
   * Decides on the state that the command before has left. Only an append makes sure that it is the newest: whatever else would come
   * of the command, and every error, is left to a look at the log.
   */
  private async onKnown<S, C extends Command, F extends Fact, X>(
    decider: Decider<S, C, F, X>,
    stream: string,
    command: C,
    consult: () => Promise<Consultation<X>>,
  ): Promise<Outcome<F> | 'conflict'> {
    const before = this.states.of(decider, stream);
    const { commandId, ifMatch = before.revision } = command.caller;
    if (before.revision === NONE || before.commands.has(commandId) || ifMatch !== before.revision) return 'conflict';
    const draft = await this.draft(decider, before, command, consult).catch(() => undefined);
    if (draft === undefined || draft.facts.length === 0) return 'conflict';
    return this.write(decider, stream, before, draft);
  }

  private async once<S, C extends Command, F extends Fact, X>(
    decider: Decider<S, C, F, X>,
    id: string,
    stream: string,
    command: C,
    consult: () => Promise<Consultation<X>>,
  ): Promise<Outcome<F> | 'conflict'> {
    const { caller } = command;
    const before = await this.fold(decider, id);
    const again = before.commands.get(caller.commandId);
    if (again !== undefined) return this.answerAgain(stream, again, caller);
    if (caller.ifMatch !== undefined && caller.ifMatch !== before.revision)
      throw new StaleRevision(caller.ifMatch, before.revision);

    const draft = await this.draft(decider, before, command, consult);
    return draft.facts.length === 0
      ? { facts: [], revision: before.revision, position: before.position }
      : this.write(decider, stream, before, draft);
  }

  private async draft<S, C extends Command, F extends Fact, X>(
    decider: Decider<S, C, F, X>,
    before: Folded<S>,
    command: C,
    consult: () => Promise<Consultation<X>>,
  ): Promise<Draft<F>> {
    const { context, consulted, meetingId } = await consult();
    const now = this.clock.now();
    const facts = decider.decide({ ...command, now, context }, before.state);
    const { caller } = command;
    const metadata: FactMetadata = {
      actorId: caller.actorId,
      power: caller.power,
      commandId: caller.commandId,
      requestHash: caller.requestHash,
      correlationId: caller.correlationId,
      ...(caller.causationId === undefined ? {} : { causationId: caller.causationId }),
      meetingId,
      consulted,
      recordedAt: now.toISOString(),
    };
    return { facts, metadata };
  }

  private async write<S, C extends Command, F extends Fact, X>(
    decider: Decider<S, C, F, X>,
    stream: string,
    before: Folded<S>,
    { facts, metadata }: Draft<F>,
  ): Promise<Outcome<F> | 'conflict'> {
    // Ids are of this attempt: were they the same on two nodes, the store would take the facts of one for those of the other.
    const attempt = randomUUID();
    const named = facts.map((fact, index) => ({
      ...fact,
      id: uuidv5(`${stream} ${index} ${attempt}`, metadata.commandId),
    }));
    const outcome = await this.append(stream, before.revision, await this.codec.seal(stream, named, metadata));
    if (outcome.kind === 'conflict') {
      if (outcome.actual < before.revision) this.states.forget(stream);
      return 'conflict';
    }
    const first = before.revision + 1;
    const { position } = outcome;
    const recorded = named.map((fact, index) => ({ ...fact, stream, revision: first + index, position, metadata }));
    const { revision } = this.states.advance(
      decider,
      stream,
      before,
      decider.opensPersonal === true ? recorded : recorded.map(bare),
    );
    return { facts: recorded, revision, position };
  }

  /** An append without an answer may have been stored: the same append again settles it. */
  private async append(stream: string, expected: number, facts: readonly NewFact[]): Promise<AppendOutcome> {
    const deadline = performance.now() + BUDGET_MS;
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await this.store.append(stream, expected, facts);
      } catch (error) {
        if (error instanceof InvalidAppend) throw error;
        // After an attempt that may have been stored, a refusal settles nothing.
        const isRefused = isFirst && error instanceof LogBusy;
        if (isRefused || performance.now() > deadline)
          throw new LogUnavailable('The log gave no answer.', { cause: error });
        await sleep(50 + Math.random() * 100);
      }
    }
  }

  private async answerAgain<F extends Fact>(
    stream: string,
    again: { readonly hash: string; readonly from: number; readonly to: number },
    { requestHash, commandId }: Caller,
  ): Promise<Outcome<F> | 'conflict'> {
    if (again.hash !== requestHash) throw new KeyReused('This key was used for another request.');
    const stored = await this.store.read(stream, again.from - 1);
    const facts = await this.codec.openAll(stored.slice(0, again.to - again.from + 1));
    if (facts.at(-1)?.revision !== again.to || facts.some(({ metadata }) => metadata.commandId !== commandId)) {
      this.states.forget(stream);
      return 'conflict';
    }
    return {
      facts: facts as readonly Recorded<F>[],
      revision: again.to,
      position: facts.at(-1)?.position ?? BEGINNING,
      again: true,
    };
  }

  private async caughtUp<S, F extends Fact>(
    fold: Fold<S, F>,
    stream: string,
    known: Folded<S>,
    tail: readonly StoredFact[],
  ): Promise<Folded<S>> {
    if (tail.length === 0) return known;
    const facts =
      fold.opensPersonal === true ? await this.codec.openAll(tail) : tail.map((fact) => this.codec.openBare(fact));
    return this.states.advance(fold, stream, known, facts as readonly Recorded<F>[]);
  }
}

/** What `evolve` is given must not depend on who appended the fact, this process or another one. */
const bare = <F extends Fact>({ personal: _personal, ...fact }: Recorded<F>): Recorded<F> => fact as Recorded<F>;

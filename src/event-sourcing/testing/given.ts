import type { Caller, Command, Ready } from '../command.js';
import type { Decider, Fold } from '../decider.js';
import type { Fact, Power, Recorded } from '../event.js';
import { Rejection, type RejectionValues } from '../rejection.js';

const ROOT = '00000000-0000-5000-8000-000000000000';
const SOMEBODY = 'somebody';
const POWER: Power = { role: 'test' };
const PAST = '2025-08-01T12:00:00.000Z';
const NOW = '2025-08-10T12:00:00.000Z';

/** A fact as it would stand in the log, by somebody, at some time. */
export interface Past<F extends Fact> {
  readonly fact: F;
  readonly actorId: string;
  readonly power: Power;
  readonly at: string;
}

export interface Scene {
  readonly actorId?: string;
  readonly power?: Power;
}

/** A fact by a person whom the rules look at, or at a time that matters. */
export const by = <F extends Fact>(actorId: string, fact: F, at = PAST, power = POWER): Past<F> => ({
  fact,
  actorId,
  power,
  at,
});

const isPast = <F extends Fact>(entry: F | Past<F>): entry is Past<F> => 'fact' in entry;

function record<F extends Fact>(entry: F | Past<F>, revision: number): Recorded<F> {
  const { fact, actorId, power, at } = isPast(entry) ? entry : by(SOMEBODY, entry);
  const metadata = { actorId, power, commandId: ROOT, requestHash: '', meetingId: 'test', correlationId: ROOT };
  return {
    ...fact,
    id: `${ROOT.slice(0, -4)}${String(revision).padStart(4, '0')}`,
    stream: 'test-1',
    revision,
    position: String(revision).padStart(8, '0'),
    metadata: { ...metadata, consulted: {}, recordedAt: at },
  };
}

/** What a fold makes of a past; as with the real log, personal blocks reach only those that ask for them. */
export function stateAfter<S, F extends Fact>(fold: Fold<S, F>, past: readonly (F | Past<F>)[]): S {
  const facts = past.map((entry, revision) => {
    const { personal, ...bare } = record(entry, revision);
    return (fold.opensPersonal === true && personal !== undefined ? { ...bare, personal } : bare) as Recorded<F>;
  });
  return facts.reduce((state, fact) => fold.evolve(state, fact), fold.initialState);
}

/** The caller of a test: who acts, under which power. */
export const callerOf = ({ actorId = SOMEBODY, power = POWER }: Scene = {}): Caller => ({
  actorId,
  power,
  commandId: ROOT,
  requestHash: '',
  correlationId: ROOT,
});

export interface RuleBook<S, C extends Command, F extends Fact, X> {
  given(...past: readonly (F | Past<F>)[]): {
    readonly state: S;
    when(
      command: C,
      now?: string,
      context?: Partial<X>,
    ): {
      then(...expected: readonly F[]): void;
      thenTypes(...types: readonly F['type'][]): void;
      thenNothing(): void;
      thenRejects(code: string, values?: RejectionValues): void;
    };
  };
}

/** `given(facts).when(command).then(facts)`: one decider, its past, one command. */
export const rulesOf = <S, C extends Command, F extends Fact, X>(
  decider: Decider<S, C, F, X>,
  context: X,
): RuleBook<S, C, F, X> => ({
  given: (...past) => {
    const state = stateAfter(decider, past);
    return {
      state,
      when: (command, now = NOW, changed = {}) => {
        const ready: Ready<C, X> = { ...command, now: new Date(now), context: { ...context, ...changed } };
        const decide = (): readonly F[] => decider.decide(ready, state);
        return {
          then: (...expected) => expect(decide()).toEqual(expected),
          thenTypes: (...types) => expect(decide().map(({ type }) => type)).toEqual(types),
          thenNothing: () => expect(decide()).toEqual([]),
          thenRejects: (code, values = {}) => expect(rejectionOf(decide)).toMatchObject({ code, values }),
        };
      },
    };
  },
});

/** The rejection that a decision ends in; any other error is none. */
function rejectionOf(decide: () => readonly Fact[]): Rejection {
  try {
    const facts = decide();
    throw new Error(`Not rejected, but ${facts.map(({ type }) => type).join(', ') || 'nothing to do'}.`);
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

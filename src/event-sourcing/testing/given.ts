import type { Caller, Command, Ready } from '../command.js';
import type { Decider } from '../decider.js';
import type { Fact, Power, Recorded } from '../event.js';
import { Rejection, type RejectionValues } from '../rejection.js';

const ROOT = '00000000-0000-5000-8000-000000000000';

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
  readonly now?: string;
}

const record = <F extends Fact>({ fact, actorId, power, at }: Past<F>, revision: number): Recorded<F> => ({
  ...fact,
  id: `${ROOT.slice(0, -4)}${String(revision).padStart(4, '0')}`,
  stream: 'test-1',
  revision,
  position: String(revision),
  metadata: { actorId, power, commandId: ROOT, requestHash: '', meetingId: 'test', correlationId: ROOT, consulted: {}, recordedAt: at },
});

const isPast = <F extends Fact>(entry: F | Past<F>): entry is Past<F> => 'fact' in entry;

/** The caller of a test: who acts, under which power. */
export const callerOf = ({ actorId = 'somebody', power = { role: 'test' } }: Scene): Caller => ({
  actorId,
  power,
  commandId: ROOT,
  requestHash: '',
  correlationId: ROOT,
});

/** `given(facts).when(command).then(facts)`: one decider, its past, one command. */
export function rulesOf<S, C extends Command, F extends Fact, X>(decider: Decider<S, C, F, X>, context: X): RuleBook<S, C, F, X> {
  return {
    given: (...past: readonly (F | Past<F>)[]) => {
      const facts = past.map((entry, revision) =>
        record(isPast(entry) ? entry : { fact: entry, actorId: 'somebody', power: { role: 'test' }, at: '2025-08-01T12:00:00.000Z' }, revision),
      );
      const state = facts.reduce(decider.evolve, decider.initialState);
      return {
        state,
        when: (command: C, now = '2025-08-15T12:00:00.000Z', changed: Partial<X> = {}) => {
          const decide = (): readonly F[] =>
            decider.decide({ ...command, now: new Date(now), context: { ...context, ...changed } } as Ready<C, X>, state);
          return {
            then: (...expected: readonly F[]) => {
              expect(decide()).toEqual(expected);
            },
            thenTypes: (...types: readonly F['type'][]) => {
              const decided = decide();
              expect(decided.map(({ type }) => type)).toEqual(types);
              return decided;
            },
            thenNothing: () => {
              expect(decide()).toEqual([]);
            },
            thenRejects: (code: string, values?: RejectionValues) => {
              expect(decide).toThrow(Rejection);
              try {
                decide();
              } catch (error) {
                expect(error).toMatchObject({ code, ...(values === undefined ? {} : { values: expect.objectContaining(values) as object }) });
              }
            },
          };
        },
      };
    },
  };
}

export interface RuleBook<S, C extends Command, F extends Fact, X> {
  given(...past: readonly (F | Past<F>)[]): {
    readonly state: S;
    when(
      command: C,
      now?: string,
      context?: Partial<X>,
    ): {
      then(...expected: readonly F[]): void;
      thenTypes(...types: readonly F['type'][]): readonly F[];
      thenNothing(): void;
      thenRejects(code: string, values?: RejectionValues): void;
    };
  };
}

import { Casting, type FocalPoints, focalPointsOf, type Person } from './people.js';
import type { Exchange, MeetingScript } from './script.js';

export interface Cast {
  /** As the delegations first nominate them. */
  readonly people: readonly Person[];
  /** Late nominations and successors, by key. */
  readonly newcomers: ReadonlyMap<string, Person>;
  /** By entity. */
  readonly focalPoints: ReadonlyMap<string, FocalPoints>;
}

export const exchangesOf = ({ turns }: MeetingScript): readonly Exchange[] => [
  ...turns.late,
  ...turns.substituted,
  ...turns.lastDays.substituted,
];

/** The same people every time. */
export function castMeeting(script: MeetingScript): Cast {
  const casting = new Casting(script);
  const people = script.delegations.flatMap((delegation) =>
    Array.from({ length: delegation.quota }, (_, index) =>
      casting.person(delegation, index + 1, `${delegation.entity}.${index + 1}`),
    ),
  );
  const newcomers = exchangesOf(script).map(({ leaves, comes }): [string, Person] => {
    const { delegation } = personIn(people, leaves);
    return [comes, casting.person(delegation, Number(leaves.split('.')[1]), comes)];
  });
  const focalPoints = script.delegations.map((delegation): [string, FocalPoints] => [
    delegation.entity,
    focalPointsOf(script, casting, delegation),
  ]);
  return { people, newcomers: new Map(newcomers), focalPoints: new Map(focalPoints) };
}

export const personCalled = ({ people, newcomers }: Cast, key: string): Person =>
  newcomers.get(key) ?? personIn(people, key);

function personIn(people: readonly Person[], key: string): Person {
  const person = people.find((candidate) => candidate.key === key);
  if (person === undefined) throw new Error(`The script names ${key}, and the meeting has nobody there.`);
  return person;
}

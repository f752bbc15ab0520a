import { entityOf } from '../../meetings/entities.js';
import type { Bilingual, Language, MeetingRules, RoomConfigured, SeatPattern } from '../../meetings/meetings.events.js';
import type { DelegationPlan } from '../script.js';

export interface ReferenceMeeting {
  readonly code: string;
  readonly illustrative: {
    readonly correspondenceLanguage: Readonly<Record<string, string>>;
    readonly groupOrder: readonly string[];
    readonly rooms: readonly { readonly code: string; readonly language: string; readonly capacity: number }[];
  };
  readonly delegations: readonly {
    readonly entity: string;
    readonly category: string;
    readonly illustrative: { readonly quota: number; readonly seats: SeatPattern };
  }[];
}

export const named = (code: string, es: string, en: string): { readonly code: string; readonly names: Bilingual } => ({
  code,
  names: { es, en },
});

const quotaReasonOf = (quota: number): DelegationPlan['quotaReason'] =>
  named(
    'room-capacity',
    `La sala plenaria dispone de ${quota} plazas para esta delegación.`,
    `The plenary room has ${quota} places for this delegation.`,
  );

/** The delegations in the order of the reference meeting. */
export const delegationsOf = ({ code, illustrative, delegations }: ReferenceMeeting): readonly DelegationPlan[] =>
  delegations.map(({ entity, category, illustrative: { quota } }) => {
    const known = entityOf(entity);
    if (known === null) throw new Error(`The table of entities does not know ${entity}.`);
    const language: Language = illustrative.correspondenceLanguage[entity] === 'en' ? 'en' : 'es';
    return {
      entity,
      described: null,
      delegationId: `${code}.${entity}`,
      names: known.names,
      category,
      quota,
      quotaReason: quotaReasonOf(quota),
      language,
      officer: null,
    };
  });

/** P1: the pattern of a category is the most frequent one in it; delegations with another are exceptions. */
export function roomOf(
  { illustrative, delegations }: ReferenceMeeting,
  { categories }: MeetingRules,
  podium: number,
): RoomConfigured['data'] {
  const [room = { code: 'plenary', language: 'es', capacity: 0 }] = illustrative.rooms;
  const patterns = Object.fromEntries(
    illustrative.groupOrder.map((category) => [
      category,
      mostFrequent(delegations.filter((each) => each.category === category).map((each) => each.illustrative.seats)),
    ]),
  );
  const others = delegations.filter(({ category, illustrative: { seats } }) => !isSame(seats, patterns[category]));
  return {
    ...named(room.code, 'Sala plenaria', 'Plenary room'),
    language: room.language === 'en' ? 'en' : 'es',
    capacity: room.capacity,
    podium,
    groups: illustrative.groupOrder.map((code) => ({
      names: categories.find((category) => category.code === code)?.names ?? { es: code, en: code },
      categories: [code],
    })),
    patterns,
    exceptions: Object.fromEntries(others.map(({ entity, illustrative: { seats } }) => [entity, seats])),
  };
}

const isSame = (some: SeatPattern, other?: SeatPattern): boolean =>
  some.table === other?.table && some.behind === other.behind;

function mostFrequent(patterns: readonly SeatPattern[]): SeatPattern {
  const count = (pattern: SeatPattern): number => patterns.filter((other) => isSame(other, pattern)).length;
  return patterns.toSorted((a, b) => count(b) - count(a))[0] ?? { table: 0, behind: 0 };
}

import type { MeetingScript } from './script.js';

export interface PlannedSeats {
  readonly seatsAllocated: number;
  readonly waitlisted: number;
  readonly movedUp: number;
}

/** How often somebody is told of a seat (P6). */
export interface PlannedSeatNews {
  readonly assigned: number;
  readonly changed: number;
}

/** Who is approved in a delegation, in order of precedence, by key: when the plan is published, and when the doors open. */
interface Table {
  readonly seats: number;
  readonly published: readonly string[];
  readonly final: readonly string[];
}

/** P3: in the order of the list, and whoever leaves a seat for good lets the next one move up. */
export function plannedSeats(script: MeetingScript): PlannedSeats {
  const tables = tablesOf(script);
  return {
    seatsAllocated: sum(tables, ({ seats, final }) => final.slice(0, seats).length),
    waitlisted: sum(tables, ({ seats, published }) => published.slice(seats).length),
    movedUp: sum(tables, ({ seats, published, final }) => common(published.slice(seats), final.slice(0, seats)).length),
  };
}

export function plannedSeatNews(script: MeetingScript): PlannedSeatNews {
  const told = tablesOf(script).map(({ seats, published, final }) => {
    const [before, after] = [published.slice(0, seats), final.slice(0, seats)];
    const stayed = common(after, before);
    return {
      assigned: before.length + after.length - stayed.length,
      changed: stayed.filter((key) => before.indexOf(key) !== after.indexOf(key)).length,
    };
  });
  return { assigned: sum(told, ({ assigned }) => assigned), changed: sum(told, ({ changed }) => changed) };
}

function tablesOf({ delegations, room, turns }: MeetingScript): readonly Table[] {
  const { late, lastDays } = turns;
  const rejected = turns.rejected.map(({ key }) => key);
  return delegations.flatMap(({ entity, category, quota }) => {
    const pattern = room.exceptions[entity] ?? room.patterns[category];
    if (pattern === undefined) return [];
    const listed = Array.from({ length: quota }, (_, index) => `${entity}.${index + 1}`);
    const kept = without(listed, [...rejected, ...late.map(({ leaves }) => leaves)]);
    const latecomers = late.filter(({ leaves }) => listed.includes(leaves)).map(({ comes }) => comes);
    const published = [...replaced(kept, turns.substituted), ...latecomers];
    const final = without(replaced(published, lastDays.substituted), [...lastDays.withdrawn, ...lastDays.revoked]);
    return [{ seats: pattern.table + pattern.behind, published, final }];
  });
}

const without = (keys: readonly string[], gone: readonly string[]): readonly string[] =>
  keys.filter((key) => !gone.includes(key));

const common = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((key) => others.includes(key));

/** D3: a successor takes the place on the list. */
const replaced = (
  keys: readonly string[],
  exchanges: readonly { readonly leaves: string; readonly comes: string }[],
): readonly string[] => keys.map((key) => exchanges.find(({ leaves }) => leaves === key)?.comes ?? key);

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

import type { MessageKind } from '../notifications/notifications.events.js';
import { plannedSeatNews } from './planned-seats.js';
import type { MeetingScript } from './script.js';

export type EmailsByKind = Readonly<Partial<Record<MessageKind, number>>>;

export const sumOf = (counts: EmailsByKind): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** One for each cause and recipient, by kind; how many people are nominated, approved and substituted follows from the turns. */
export function plannedEmails(
  script: MeetingScript,
  { nominated, approved, substituted }: Readonly<Record<'nominated' | 'approved' | 'substituted', number>>,
): EmailsByKind {
  const { letters, turns } = script;
  const news = plannedSeatNews(script);
  const toFocalPoints = (entities: readonly string[]): number =>
    entities.reduce((sum, entity) => sum + (turns.secondFocalPoint.includes(entity) ? 2 : 1), 0);
  return {
    invitation: nominated + turns.renewed.length,
    returned: turns.returned.length,
    'on-hold': toFocalPoints(turns.onHold.map(entityIn)),
    rejected: toFocalPoints(turns.rejected.map(({ key }) => entityIn(key))),
    'quota-changed': toFocalPoints(turns.quotaCuts.map(({ entity }) => entity)),
    approved,
    'credential-ready': approved,
    substituted,
    'letter-ready': 2 * Object.keys(letters.consulates).length, // to the delegate, and to the focal point who asked
    'seat-assigned': news.assigned,
    'seat-changed': news.changed,
  };
}

const entityIn = (key: string): string => key.split('.')[0] ?? key;

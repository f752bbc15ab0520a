import { Injectable } from '@nestjs/common';
import { MissingGlyph, type Sheet, templateAt, Typesetter } from '../platform/typesetting/typesetter.js';
import type { SeatPlanView, SeatView } from './seating.dto.js';
import { reject } from './seating.rejections.js';

const source = templateAt(__dirname, 'plan.typ');

const words = {
  es: {
    plan: 'Plano de asientos',
    podium: 'Podio',
    seat: 'asiento',
    seats: 'asientos',
    draft: 'Borrador: el plano aún no se ha publicado',
    version: 'Versión',
    table: 'a la mesa',
    behind: 'detrás',
    held: 'reservado',
    free: 'libre',
    page: 'Página',
    of: 'de',
  },
  en: {
    plan: 'Seating plan',
    podium: 'Podium',
    seat: 'seat',
    seats: 'seats',
    draft: 'Draft: the plan is not published yet',
    version: 'Version',
    table: 'at the table',
    behind: 'behind it',
    held: 'kept',
    free: 'free',
    page: 'Page',
    of: 'of',
  },
} as const;

/** A word without an end may break, so that nothing of it is cut off. */
const breakable = (text: string): string => text.replaceAll(/[^\s-]{22}(?=[^\s-])/gu, '$&\u200B');

const seatOf = ({ seat, state, person }: SeatView): object => ({
  seat,
  state,
  name: breakable(person?.name ?? '—'),
  title: breakable(person?.functionalTitle ?? ''),
});

/** What hangs on the door: where each delegation sits, in the language of the room; who waits is not for the door. */
export function sheetOf(plan: SeatPlanView, timeZone: string): Sheet {
  const { language } = plan.room;
  const published =
    plan.publishedAt === null
      ? null
      : new Date(plan.publishedAt).toLocaleString(language === 'es' ? 'es-419' : 'en-GB', {
          timeZone,
          dateStyle: 'long',
          timeStyle: 'short',
        });
  const data = {
    language,
    words: words[language],
    title: plan.title[language],
    room: plan.room.names[language],
    podium: plan.room.podium,
    capacity: plan.room.capacity,
    version: plan.publishedVersion,
    published,
    timeZone,
    groups: plan.groups.map(({ names, delegations }) => ({
      name: names[language],
      delegations: delegations.map(({ name, table, behind }) => ({
        name: breakable(name),
        table: table.map(seatOf),
        behind: behind.map(seatOf),
      })),
    })),
  };
  return { source, data };
}

/** Draws plans to be hung on the door. */
@Injectable()
export class PlanPrinter {
  constructor(private readonly typesetter: Typesetter) {}

  pdf(plan: SeatPlanView, timeZone: string): Promise<Buffer> {
    return orSay(this.typesetter.pdf(sheetOf(plan, timeZone)));
  }

  svg(plan: SeatPlanView, timeZone: string): Promise<string> {
    return orSay(this.typesetter.svg(sheetOf(plan, timeZone)));
  }
}

async function orSay<T>(set: Promise<T>): Promise<T> {
  try {
    return await set;
  } catch (error) {
    throw error instanceof MissingGlyph ? reject('plan-not-printable', { characters: error.characters }) : error;
  }
}

import type { DelegationState } from '../delegations/delegations.state.js';
import type { Quota } from '../delegations/delegations.events.js';
import type { Language } from '../meetings/meetings.events.js';
import type { MeetingState } from '../meetings/meetings.state.js';
import {
  countedStages,
  type MessageDetails,
  type MessagePersonal,
  type NotificationQueued,
  type SeatNews,
} from './notifications.events.js';
import { reasonLabels } from './reason-labels.js';
import { type DetailName, formatDays, formatInstant, type MessageValues, seatName } from './templates/render.js';

/** The personal blocks of a message taken together: of recipient, person and reason. */
export const personalDataOf = ({ personal }: NotificationQueued): MessagePersonal =>
  Object.values(personal ?? {}).reduce<MessagePersonal>((all, block) => ({ ...all, ...block }), {});

/** What a message says, in the language of its recipient and with the names of now; `names` are those of files. */
export function valuesOf(
  { data, personal }: Pick<NotificationQueued, 'data' | 'personal'>,
  meeting: MeetingState,
  delegation: DelegationState,
  link: { readonly url: string; readonly expires: string } | null,
  names: ReadonlyMap<string, string>,
): MessageValues {
  const { convened, deadlines } = meeting;
  if (convened === undefined) throw new Error('The meeting is unknown.');
  const { language, kind, details } = data;
  const about = personalDataOf({ type: 'NotificationQueued', data, ...(personal === undefined ? {} : { personal }) });
  const isToPerson = data.recipientId === data.fileId;
  return {
    meetingTitle: convened.title[language],
    city: convened.city[language],
    days: formatDays(convened.startsOn, convened.endsOn, language),
    recipientName: about.recipientName ?? '',
    ...(isToPerson && about.honorific ? { honorific: about.honorific } : {}),
    ...(data.fileId === null ? {} : { personName: about.personName ?? '' }),
    delegationName: delegation.invited?.entity.names[language] ?? '',
    ...(data.capacity === null ? {} : { capacityName: capacityName(meeting, data.capacity, language) }),
    ...(link === null ? {} : { link: link.url, linkExpires: formatInstant(link.expires, convened.timeZone, language) }),
    ...(kind === 'rejected' && deadlines !== undefined
      ? { deadline: formatInstant(deadlines.nominations, convened.timeZone, language) }
      : {}),
    ...reasonOf(data.reasonCode, about.reason, language),
    activationRequired: details.activationRequired === true,
    isWaiting: details.seat === null,
    isWithoutSeat: kind === 'seat-changed' && details.seat === undefined,
    details: detailsOf(details, meeting, language, names),
  };
}

function reasonOf(
  code: string | null,
  text: string | null | undefined,
  language: Language,
): { reasonLabel?: string; reason?: string } {
  const label = code === null ? undefined : reasonLabels[code]?.[language];
  return { ...(label === undefined ? {} : { reasonLabel: label }), ...(text ? { reason: text } : {}) };
}

const capacityName = ({ rules }: MeetingState, code: string, language: Language): string =>
  rules?.capacities.find((capacity) => capacity.code === code)?.names[language] ?? code;

type Detail = readonly [DetailName, string];

function detailsOf(
  details: MessageDetails,
  meeting: MeetingState,
  language: Language,
  names: ReadonlyMap<string, string>,
): readonly Detail[] {
  const { room, seat, formerSeat, letterNumber, quotaBefore, quotaNow, counts, slotsInUse, seats = [] } = details;
  const roomName = (code: string): string => meeting.rooms.get(code)?.names[language] ?? code;
  const quota = (of: Quota): string => quotaText(of, meeting, language);
  const counted = countedStages.flatMap((stage): readonly Detail[] =>
    counts === undefined || counts[stage] === 0 ? [] : [[stage, String(counts[stage])]],
  );
  const told: readonly (Detail | null)[] = [
    room === undefined ? null : ['room', roomName(room)],
    seat === undefined ? null : ['seat', seatName(seat, language)],
    formerSeat === undefined ? null : ['formerSeat', seatName(formerSeat, language)],
    letterNumber === undefined ? null : ['letterNumber', letterNumber],
    quotaBefore === undefined ? null : ['quotaBefore', quota(quotaBefore)],
    quotaNow === undefined ? null : ['quotaNow', quota(quotaNow)],
    slotsInUse === undefined ? null : ['slotsInUse', String(slotsInUse)],
    ...counted,
    ...seats.map((news): Detail => {
      const where = `${names.get(news.fileId) ?? '—'} – ${roomName(news.room)}`;
      return ['seatChange', `${where}: ${seatsText(news, language)}`];
    }),
  ];
  return told.filter((detail) => detail !== null);
}

/** Table, seat 1 → Waiting list */
const seatsText = ({ formerSeat, seat }: SeatNews, language: Language): string =>
  [...(formerSeat === undefined ? [] : [formerSeat]), seat].map((each) => seatName(each, language)).join(' → ');

/** 5 (Delegate: 3) */
function quotaText({ total, byCapacity }: Quota, meeting: MeetingState, language: Language): string {
  const parts = Object.entries(byCapacity).map(([code, most]) => `${capacityName(meeting, code, language)}: ${most}`);
  return parts.length === 0 ? String(total) : `${total} (${parts.join('; ')})`;
}

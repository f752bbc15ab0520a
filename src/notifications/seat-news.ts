import type { SeatNews } from './notifications.events.js';

/**
 * What happened to the seats of persons between two instants (the first included), each room and person as a whole: whoever is back where
 * they were has no news.
 */
export function seatNewsBetween(news: readonly SeatNews[], since: string | null, until: string): readonly SeatNews[] {
  const whole = new Map<string, SeatNews>();
  for (const latest of news.filter(({ at }) => (since === null || at >= since) && at < until)) {
    const key = `${latest.room} ${latest.fileId}`;
    const { formerSeat: _, ...place } = latest;
    const first = whole.get(key) ?? latest;
    whole.set(key, 'formerSeat' in first ? { ...place, formerSeat: first.formerSeat ?? null } : place);
  }
  return [...whole.values()].filter(({ seat, formerSeat }) => seat !== formerSeat);
}

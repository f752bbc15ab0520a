import type { RoomConfigured } from './meetings.events.js';
import { reject } from './meetings.rejections.js';
import type { MeetingState } from './meetings.state.js';

/** P1, P2: every category that sits in the room is known, stands in one group, and the podium leaves the room to somebody. */
export function checkRoom(room: RoomConfigured['data'], { rules }: MeetingState): void {
  if (rules === undefined) throw reject('rules-not-adopted');
  const known = new Set(rules.categories.map(({ code }) => code));
  const grouped = room.groups.flatMap(({ categories }) => categories);
  const seated = Object.keys(room.patterns);
  const unknown = [...grouped, ...seated].find((code) => !known.has(code));
  if (unknown !== undefined) throw reject('room-names-unknown-category', { code: unknown });
  const twice = grouped.find((code, index) => grouped.indexOf(code) !== index);
  if (twice !== undefined) throw reject('room-repeats-a-category', { code: twice });
  const lost = seated.find((code) => !grouped.includes(code));
  if (lost !== undefined) throw reject('room-category-without-group', { code: lost });
  if (room.podium > room.capacity) {
    throw reject('podium-over-capacity', { podium: room.podium, capacity: room.capacity });
  }
}

import type { MeetingScript } from './script.js';
import { conare2025 } from './scripts/conare-2025.js';
import { crpsf2017 } from './scripts/crpsf-2017.js';

/** The meetings that can be played, by code. */
export const repertoire: Readonly<Record<string, MeetingScript>> = {
  [conare2025.meetingId]: conare2025,
  [crpsf2017.meetingId]: crpsf2017,
};

export const DEFAULT_MEETING = conare2025.meetingId;

export function scriptOf(code: string): MeetingScript {
  const script = Object.hasOwn(repertoire, code) ? repertoire[code] : undefined;
  if (script === undefined) throw new Error(`There is no meeting ${code} to play.`);
  return script;
}

import { officers } from './officers.js';
import { meetingPath, type Play } from './play.js';

interface FactCount {
  readonly total: number;
  readonly byType: Readonly<Record<string, number>>;
}

/** Facts in the log about the meeting. */
export const countFacts = async (play: Play): Promise<FactCount> =>
  (await play.api.get<FactCount>(officers.auditor, `${meetingPath(play)}/facts`)).body;

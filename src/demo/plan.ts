import { exchangesOf } from './cast.js';
import { plannedEmails, sumOf } from './planned-emails.js';
import { plannedSeats } from './planned-seats.js';
import type { MeetingScript } from './script.js';

export interface Figures {
  readonly meeting: string;
  readonly delegations: number;
  readonly nominated: number;
  readonly profilesCompleted: number;
  readonly returned: number;
  readonly substituted: number;
  readonly withdrawn: number;
  readonly onHold: number;
  readonly rejected: number;
  readonly verified: number;
  readonly approved: number;
  readonly decisionsRefused: number;
  readonly nominationsRefused: number;
  readonly lateAdmitted: number;
  readonly credentialsIssued: number;
  readonly credentialsVerified: number;
  readonly seatsAllocated: number;
  readonly waitlisted: number;
  readonly movedUp: number;
  readonly visaLettersIssued: number;
  readonly visaLettersChecked: number;
  readonly visaLettersCancelled: number;
  readonly badgesPrinted: number;
  readonly emailsDelivered: number;
  readonly emailsExpected: number;
  readonly events: number;
  readonly seconds: number;
}

/** What must come out. How many facts it takes, and how long, is not planned. */
export type PlannedFigures = Omit<Figures, 'events' | 'seconds'>;

export function plannedFigures(script: MeetingScript): PlannedFigures {
  const { meetingId, delegations, turns } = script;
  const { late, lastDays, quotaCuts } = turns;
  const substituted = turns.substituted.length + lastDays.substituted.length;
  const returned = turns.returned.length;
  const rejected = turns.rejected.length;
  const places = delegations.reduce((sum, { quota }) => sum + quota, 0);
  const nominated = places + exchangesOf(script).length;
  const approved = nominated - late.length - turns.substituted.length - rejected;
  const emails = sumOf(plannedEmails(script, { nominated, approved, substituted }));
  return {
    meeting: meetingId,
    delegations: delegations.length,
    nominated,
    profilesCompleted: nominated - late.length + returned, // who was replaced late never did, the returned ones did twice
    returned,
    substituted,
    withdrawn: late.length + lastDays.withdrawn.length,
    onHold: turns.onHold.length,
    rejected,
    verified: approved,
    approved,
    decisionsRefused: 1,
    nominationsRefused: 1 + late.length + quotaCuts.length, // beyond the quota, after the deadline, after a cut
    lateAdmitted: late.length,
    credentialsIssued: approved,
    credentialsVerified: approved,
    ...plannedSeats(script),
    ...plannedLetters(script),
    badgesPrinted: approved - leavingLate(script).length,
    emailsDelivered: emails,
    emailsExpected: emails,
  };
}

/** Who was approved and leaves: substituted, withdrawn, revoked in the last days. */
const leavingLate = ({ turns }: MeetingScript): readonly string[] => [
  ...turns.lastDays.substituted.map(({ leaves }) => leaves),
  ...turns.lastDays.withdrawn,
  ...turns.lastDays.revoked,
];

function plannedLetters(
  script: MeetingScript,
): Pick<Figures, 'visaLettersIssued' | 'visaLettersChecked' | 'visaLettersCancelled'> {
  const asked = Object.keys(script.letters.consulates);
  return {
    visaLettersIssued: asked.length,
    visaLettersChecked: asked.length,
    visaLettersCancelled: leavingLate(script).filter((key) => asked.includes(key)).length,
  };
}

/** Every figure that contradicts the plan, in words. */
export function contradictions(script: MeetingScript, figures: Figures): readonly string[] {
  return Object.entries(plannedFigures(script)).flatMap(([name, planned]) => {
    const counted = figures[name as keyof PlannedFigures];
    return counted === planned ? [] : [`${name}: ${counted} counted, ${planned} planned`];
  });
}

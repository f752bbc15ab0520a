import { exchangesOf } from './cast.js';
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
  const told = turns.rejected.reduce((sum, { key }) => sum + focalPointCount(script, key), 0);
  const emails = nominated + turns.renewed.length + returned + approved + told;
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

/** P3: in the order of the list, and whoever leaves a seat for good lets the next one move up. */
function plannedSeats({
  delegations,
  room,
  turns,
}: MeetingScript): Pick<Figures, 'seatsAllocated' | 'waitlisted' | 'movedUp'> {
  const { withdrawn, revoked } = turns.lastDays;
  const tables = delegations.map(({ entity, category, quota }) => {
    const { table, behind } = room.exceptions[entity] ?? room.patterns[category] ?? { table: 0, behind: 0 };
    const hasSeats = table + behind > 0;
    const isOf = (key: string): boolean => key.startsWith(`${entity}.`);
    const people = hasSeats ? quota - turns.rejected.filter(({ key }) => isOf(key)).length : 0;
    const leaving = hasSeats ? [...withdrawn, ...revoked].filter(isOf) : [];
    const waiting = Math.max(0, people - table - behind);
    const seatsLeft = leaving.filter((key) => Number(key.split('.')[1]) <= table + behind).length;
    return {
      waiting,
      movedUp: Math.min(waiting, seatsLeft),
      seated: Math.min(table + behind, people - leaving.length),
    };
  });
  const sum = (of: (table: (typeof tables)[number]) => number): number =>
    tables.reduce((total, table) => total + of(table), 0);
  return {
    seatsAllocated: sum(({ seated }) => seated),
    waitlisted: sum(({ waiting }) => waiting),
    movedUp: sum((table) => table.movedUp),
  };
}

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

const focalPointCount = ({ turns }: MeetingScript, key: string): number =>
  turns.secondFocalPoint.some((entity) => key.startsWith(`${entity}.`)) ? 2 : 1;

/** Every figure that contradicts the plan, in words. */
export function contradictions(script: MeetingScript, figures: Figures): readonly string[] {
  return Object.entries(plannedFigures(script)).flatMap(([name, planned]) => {
    const counted = figures[name as keyof PlannedFigures];
    return counted === planned ? [] : [`${name}: ${counted} counted, ${planned} planned`];
  });
}

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
    emailsDelivered: emails,
    emailsExpected: emails,
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

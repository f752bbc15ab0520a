import { delegations, meetingId } from './meeting.js';

/** Who meets with what, besides the usual way: by delegation and place on its list. */
export const turns = {
  overQuota: 'CL',
  returned: ['EC.2', 'MX.1', 'IOM.3'],
  /** Comes out of the three: verified by the officer with two roles, who then tries to approve. */
  protagonist: 'EC.2',
  /** Nobody opens the first link; a new one is sent after the deadline. */
  renewed: 'UY.2',
  withdrawn: 'PE.2',
  late: 'PE.late',
  substituted: 'CO.2',
  successor: 'CO.successor',
  onHold: 'UNHCR.3',
  rejected: 'OAS.4',
  /** They never fill in a form themselves. */
  completedByFocalPoint: ['DO.1', 'HN.1', 'PY.1'],
  secondFocalPoint: 'OAS',
} as const;

/** Where the clock is set, act by act; the time zone is the meeting's. */
export const times = {
  actOne: '2025-08-25T09:00:00-05:00',
  actTwo: '2025-09-08T09:00:00-05:00',
  atTheGate: '2025-09-24T10:00:00-05:00',
} as const;

export const officers = {
  registration: 'registration-officer',
  verifying: ['verifying-officer-1', 'verifying-officer-2'],
  approving: ['approving-officer-1', 'approving-officer-2'],
  /** Holds both roles: S1 keeps them apart, file by file. */
  twoRoles: 'two-roles-officer',
  credentials: 'credentials-officer',
  auditor: 'auditor',
  gate: 'gate-officer',
} as const;

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

export function plannedFigures(): PlannedFigures {
  const places = delegations.reduce((sum, { quota }) => sum + quota, 0);
  const returned = turns.returned.length;
  const nominated = places + 2; // the late one, and the successor
  const approved = nominated - 3; // withdrawn, substituted, rejected
  const renewed = 1;
  const toldOfRejection = 2;
  const emails = nominated + renewed + returned + approved + toldOfRejection;
  return {
    meeting: meetingId,
    delegations: delegations.length,
    nominated,
    profilesCompleted: nominated - 1 + returned, // the withdrawn person never did, the returned ones did twice
    returned,
    substituted: 1,
    withdrawn: 1,
    onHold: 1,
    rejected: 1,
    verified: approved,
    approved,
    decisionsRefused: 1,
    nominationsRefused: 2, // beyond the quota, and after the deadline
    lateAdmitted: 1,
    credentialsIssued: approved,
    credentialsVerified: approved,
    emailsDelivered: emails,
    emailsExpected: emails,
  };
}

/** Every figure that contradicts the plan, in words. */
export function contradictions(figures: Figures): readonly string[] {
  return Object.entries(plannedFigures()).flatMap(([name, planned]) => {
    const counted = figures[name as keyof PlannedFigures];
    return counted === planned ? [] : [`${name}: ${counted} counted, ${planned} planned`];
  });
}

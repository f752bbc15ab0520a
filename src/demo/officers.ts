import type { OfficerRole } from '../meetings/meetings.events.js';

/** Subjects of the sign-in; the names that they bear differ by meeting. */
export const officers = {
  registration: 'registration-officer',
  verifying: ['verifying-officer-1', 'verifying-officer-2'],
  approving: ['approving-officer-1', 'approving-officer-2'],
  /** Holds both roles: S1 keeps them apart, file by file. */
  twoRoles: 'two-roles-officer',
  credentials: 'credentials-officer',
  protocol: 'protocol-officer',
  auditor: 'auditor',
  gate: 'gate-officer',
} as const;

export interface Appointment {
  readonly subject: string;
  readonly role: OfficerRole;
  readonly name: string;
}

/** Who bears which name, in the order of the appointments. */
export interface OfficerNames {
  readonly registration: string;
  readonly verifying: readonly [string, string];
  readonly approving: readonly [string, string];
  readonly twoRoles: string;
  readonly credentials: string;
  readonly protocol: string;
  readonly auditor: string;
  readonly gate: string;
}

export function appointmentsOf(names: OfficerNames): readonly Appointment[] {
  const appointment = (subject: string, role: OfficerRole, name: string): Appointment => ({ subject, role, name });
  return [
    appointment(officers.registration, 'registration-officer', names.registration),
    ...officers.verifying.map((subject, index) =>
      appointment(subject, 'verifying-officer', names.verifying[index] ?? subject),
    ),
    ...officers.approving.map((subject, index) =>
      appointment(subject, 'approving-officer', names.approving[index] ?? subject),
    ),
    appointment(officers.twoRoles, 'verifying-officer', names.twoRoles),
    appointment(officers.twoRoles, 'approving-officer', names.twoRoles),
    appointment(officers.credentials, 'credentials-officer', names.credentials),
    appointment(officers.protocol, 'protocol-officer', names.protocol),
    appointment(officers.auditor, 'auditor', names.auditor),
    appointment(officers.gate, 'gate', names.gate),
  ];
}

export const mailAddressOf = (subject: string): string => `${subject}@secretariat.example`;

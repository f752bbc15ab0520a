import { AccreditationFile } from '../../src/accreditation/accreditation.entity.js';
import { accreditationFacts } from '../../src/accreditation/accreditation.events.js';
import { filesProjection } from '../../src/accreditation/accreditation.projection.js';
import { Reminder } from '../../src/accreditation/reminders.entity.js';
import { remindersProjection } from '../../src/accreditation/reminders.projection.js';
import { decisionsProjection, peopleProjection } from '../../src/audit/audit.projection.js';
import { Decision, Person } from '../../src/audit/decisions.entity.js';
import { BadgeHolder } from '../../src/credentials/badge/badge-holders.entity.js';
import { badgeHoldersProjection } from '../../src/credentials/badge/badge-holders.projection.js';
import { Credential } from '../../src/credentials/credentials.entity.js';
import { credentialFacts } from '../../src/credentials/credentials.events.js';
import { credentialsProjection } from '../../src/credentials/credentials.projection.js';
import { Delegation, Evidence } from '../../src/delegations/delegations.entity.js';
import { delegationFacts } from '../../src/delegations/delegations.events.js';
import { delegationsProjection, evidenceProjection } from '../../src/delegations/delegations.projection.js';
import { NamedDocument } from '../../src/documents/documents.entity.js';
import { documentsProjection } from '../../src/documents/documents.projection.js';
import type { Projection } from '../../src/event-sourcing/projection.js';
import { Meeting, Officer } from '../../src/meetings/meetings.entity.js';
import { meetingFacts } from '../../src/meetings/meetings.events.js';
import { meetingsProjection, officersProjection } from '../../src/meetings/meetings.projection.js';
import { Digest } from '../../src/notifications/digests.entity.js';
import { digestsProjection } from '../../src/notifications/digests.projection.js';
import { Message } from '../../src/notifications/notifications.entity.js';
import { notificationFacts } from '../../src/notifications/notifications.events.js';
import { messagesProjection } from '../../src/notifications/notifications.projection.js';
import { VisaLetter } from '../../src/visa-letters/visa-letters.entity.js';
import { visaLetterFacts } from '../../src/visa-letters/visa-letters.events.js';
import { visaLettersProjection } from '../../src/visa-letters/visa-letters.projection.js';
import { SeatPlan, SeatTable } from '../../src/seating/seating.entity.js';
import { seatingFacts } from '../../src/seating/seating.events.js';
import { seatPlansProjection, seatTablesProjection } from '../../src/seating/seating.projection.js';

export const catalogues = [
  meetingFacts,
  delegationFacts,
  accreditationFacts,
  credentialFacts,
  seatingFacts,
  visaLetterFacts,
  notificationFacts,
];
/** All of the application. */
export const entities = [
  Meeting,
  Officer,
  Delegation,
  Evidence,
  AccreditationFile,
  Reminder,
  Credential,
  BadgeHolder,
  SeatTable,
  SeatPlan,
  VisaLetter,
  Message,
  Digest,
  NamedDocument,
  Decision,
  Person,
];
export const projections = [
  meetingsProjection,
  officersProjection,
  delegationsProjection,
  evidenceProjection,
  filesProjection,
  remindersProjection,
  credentialsProjection,
  badgeHoldersProjection,
  seatTablesProjection,
  seatPlansProjection,
  visaLettersProjection,
  messagesProjection,
  digestsProjection,
  documentsProjection,
  decisionsProjection,
  peopleProjection,
] as unknown as readonly Projection[];

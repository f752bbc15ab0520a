import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AccreditationFile } from './accreditation/accreditation.entity.js';
import { accreditationFacts } from './accreditation/accreditation.events.js';
import { AccreditationModule } from './accreditation/accreditation.module.js';
import { accreditationRejections } from './accreditation/accreditation.rejections.js';
import { Reminder } from './accreditation/reminders.entity.js';
import { AuditModule } from './audit/audit.module.js';
import { Decision, Person } from './audit/decisions.entity.js';
import { BadgeHolder } from './credentials/badge/badge-holders.entity.js';
import { Credential } from './credentials/credentials.entity.js';
import { credentialFacts } from './credentials/credentials.events.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { credentialRejections } from './credentials/credentials.rejections.js';
import { Delegation, Evidence } from './delegations/delegations.entity.js';
import { delegationFacts } from './delegations/delegations.events.js';
import { DelegationsModule } from './delegations/delegations.module.js';
import { delegationRejections } from './delegations/delegations.rejections.js';
import { NamedDocument } from './documents/documents.entity.js';
import { DocumentsModule } from './documents/documents.module.js';
import { catalogueOf } from './event-sourcing/event.js';
import { EventSourcingModule } from './event-sourcing/event-sourcing.module.js';
import { Meeting, Officer } from './meetings/meetings.entity.js';
import { meetingFacts } from './meetings/meetings.events.js';
import { MeetingsModule } from './meetings/meetings.module.js';
import { meetingRejections } from './meetings/meetings.rejections.js';
import { Digest } from './notifications/digests.entity.js';
import { Message } from './notifications/notifications.entity.js';
import { notificationFacts } from './notifications/notifications.events.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { notificationRejections } from './notifications/notifications.rejections.js';
import { OperationsModule } from './operations/operations.module.js';
import { operationRejections } from './operations/operations.rejections.js';
import type { Entity } from './platform/database.js';
import { rejectionsOf } from './platform/edge/problem-catalogue.js';
import { LifeCycle } from './platform/life-cycle.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { WorkModule } from './platform/work.js';
import { SeatPlan, SeatTable } from './seating/seating.entity.js';
import { seatingFacts } from './seating/seating.events.js';
import { SeatingModule } from './seating/seating.module.js';
import { seatingRejections } from './seating/seating.rejections.js';
import { VisaLetter } from './visa-letters/visa-letters.entity.js';
import { visaLetterFacts } from './visa-letters/visa-letters.events.js';
import { VisaLettersModule } from './visa-letters/visa-letters.module.js';
import { visaLetterRejections } from './visa-letters/visa-letters.rejections.js';

export interface AppOptions extends PlatformOptions {
  /** Whether this process follows the log and does jobs. */
  readonly worker: boolean;
}

// The table of contents: a capability stands in each of these lists.
const capabilities: NonNullable<ModuleMetadata['imports']> = [
  AccessModule,
  MeetingsModule,
  DelegationsModule,
  AccreditationModule,
  CredentialsModule,
  SeatingModule,
  VisaLettersModule,
  NotificationsModule,
  DocumentsModule,
  AuditModule,
  OperationsModule,
];
export const facts = catalogueOf([
  meetingFacts,
  delegationFacts,
  accreditationFacts,
  credentialFacts,
  seatingFacts,
  visaLetterFacts,
  notificationFacts,
]);
const rejections = rejectionsOf([
  meetingRejections,
  delegationRejections,
  accreditationRejections,
  credentialRejections,
  seatingRejections,
  visaLetterRejections,
  notificationRejections,
  operationRejections,
]);
const entities: readonly Entity[] = [
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

@Module({})
export class AppModule {
  static with({ worker, ...platform }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(platform, { entities, rejections }),
        EventSourcingModule.with(facts),
        WorkModule.with(worker),
        ...capabilities,
      ],
      providers: [LifeCycle],
    };
  }
}

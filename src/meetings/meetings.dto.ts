import { IsBoolean, IsISO31661Alpha2 } from 'class-validator';
import { BilingualBody, PersonBody, ReasonBody } from '../platform/edge/bodies.dto.js';
import {
  CalendarDay,
  InstantText,
  KebabCode,
  LocalTime,
  Nested,
  NestedList,
  OneOf,
  Optional,
  TextList,
  TimeZoneName,
  WholeNumber,
} from '../platform/edge/shapes.js';
import { type DeadlineName, type Language, type OfficerRole, officerRoles } from './meetings.events.js';

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/u;

export class ConveneMeetingBody {
  /** Names the meeting for ever: conare-2025. */
  @KebabCode(40) readonly meetingId: string;
  @Nested(() => BilingualBody) readonly title: BilingualBody;
  @Nested(() => BilingualBody) readonly city: BilingualBody;
  /** ISO 3166-1 alpha-2. */
  @IsISO31661Alpha2() readonly country: string;
  @TimeZoneName() readonly timeZone: string;
  @CalendarDay() readonly startsOn: string;
  @CalendarDay() readonly endsOn: string;
  @TextList(2, /^(es|en)$/u) readonly workingLanguages: Language[];
}

export class NamedCodeBody {
  @KebabCode() readonly code: string;
  @Nested(() => BilingualBody) readonly names: BilingualBody;
}

export class EvidenceRulesBody {
  @IsBoolean() readonly required: boolean;
  @TextList(20, CODE) readonly forms: string[];
}

export class CategoryRulesBody extends NamedCodeBody {
  @OneOf(['refused', 'with-reason']) readonly latePolicy: 'refused' | 'with-reason';
  @Nested(() => EvidenceRulesBody) readonly evidence: EvidenceRulesBody;
  @IsBoolean() readonly travelDocumentRequired: boolean;
}

export class WindowsBody {
  @InstantText() readonly nominationsOpen: string;
  @InstantText() readonly nominationsClose: string;
  @InstantText() readonly substitutionsClose: string;
}

export class ProfileRulesBody {
  /** Codes of the functional titles that the meeting admits; none: any. */
  @TextList(50, CODE) readonly functionalTitles: string[];
  @NestedList(() => NamedCodeBody, 20) readonly declarations: NamedCodeBody[];
  /** Whether verification needs a photo. */
  @Optional() @IsBoolean() readonly photoRequired?: boolean;
}

export class TravelDocumentRulesBody {
  /** ISO 3166-1 alpha-3 codes of the countries whose identity card serves. */
  @TextList(250, /^[A-Z]{3}$/u) readonly identityCardsOf: string[];
  @WholeNumber(0, 24) readonly passportValidityMonths: number;
}

export class SeparationRulesBody {
  @IsBoolean() readonly issuerMustNotBeApprover: boolean;
}

export class CredentialRulesBody {
  @IsBoolean() readonly activationRequired: boolean;
}

export class MessageRulesBody {
  @WholeNumber(1, 90) readonly reminderAfterDays: number;
  /** Local time of the meeting, HH:MM. */
  @LocalTime() readonly digestAt: string;
}

export class RulesBody {
  @NestedList(() => CategoryRulesBody, 50) readonly categories: CategoryRulesBody[];
  @NestedList(() => NamedCodeBody, 50) readonly capacities: NamedCodeBody[];
  @Nested(() => WindowsBody) readonly windows: WindowsBody;
  @Nested(() => ProfileRulesBody) readonly profile: ProfileRulesBody;
  @Nested(() => TravelDocumentRulesBody) readonly travelDocument: TravelDocumentRulesBody;
  @Nested(() => SeparationRulesBody) readonly separation: SeparationRulesBody;
  @Nested(() => CredentialRulesBody) readonly credential: CredentialRulesBody;
  @WholeNumber(10, 100) readonly badgeNameMaxLength: number;
  @IsBoolean() readonly rejectionToldToPerson: boolean;
  /** When people are written to although nothing happened; absent: never. */
  @Optional() @Nested(() => MessageRulesBody) readonly messages?: MessageRulesBody;
}

export class ConfigureZoneBody extends NamedCodeBody {
  /** Empty: all categories. */
  @TextList(50, CODE) readonly categories: string[];
  /** Empty: all capacities. */
  @TextList(50, CODE) readonly capacities: string[];
  @IsBoolean() readonly travelDocumentRequired: boolean;
}

export class ExtendDeadlineBody extends ReasonBody {
  @OneOf(['nominations', 'substitutions']) readonly deadline: DeadlineName;
  @InstantText() readonly until: string;
}

export class AppointOfficerBody extends PersonBody {
  @OneOf(officerRoles) readonly role: OfficerRole;
}

export class EntityView {
  readonly code: string;
  readonly kind: string;
  readonly iso3166: string | null;
  readonly names: BilingualBody;
}

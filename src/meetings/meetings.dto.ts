import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsISO31661Alpha2, ValidateBy } from 'class-validator';
import { BilingualBody, PersonBody, ReasonBody } from '../platform/edge/bodies.dto.js';
import {
  CalendarDay,
  InstantText,
  KebabCode,
  LocalTime,
  LanguageCode,
  Nested,
  NestedList,
  OneOf,
  Optional,
  TextList,
  TimeZoneName,
  WholeNumber,
} from '../platform/edge/shapes.js';
import {
  type DeadlineName,
  type Language,
  type OfficerRole,
  officerRoles,
  type SeatPattern,
} from './meetings.events.js';

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

export class RoomGroupBody {
  @Nested(() => BilingualBody) readonly names: BilingualBody;
  @TextList(50, CODE) readonly categories: string[];
}

const isPattern = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { table, behind } = value as Partial<SeatPattern>;
  return [table, behind].every((seats) => Number.isInteger(seats) && Number(seats) >= 0 && Number(seats) <= 1_000);
};

/** Seats at the table and behind it, by code. */
const SeatPatterns = (code: RegExp, most: number): PropertyDecorator => {
  const validate = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length <= most &&
    Object.entries(value).every(([key, pattern]) => key.length <= 60 && code.test(key) && isPattern(pattern));
  const seats = { type: 'integer', minimum: 0, maximum: 1_000 } as const;
  return applyDecorators(
    ValidateBy({ name: 'seatPatterns', validator: { validate } }),
    ApiProperty({
      type: 'object',
      additionalProperties: { type: 'object', properties: { table: seats, behind: seats } },
      example: {},
    }),
  );
};

export class ConfigureRoomBody extends NamedCodeBody {
  /** Of the official names by which delegations are ordered. */
  @LanguageCode() readonly language: Language;
  @WholeNumber(1, 100_000) readonly capacity: number;
  /** Seats of the capacity that belong to no delegation. */
  @WholeNumber(0, 1_000) readonly podium: number;
  /** In the order of the meeting, after the podium. */
  @NestedList(() => RoomGroupBody, 20) readonly groups: RoomGroupBody[];
  /** By category; a category without one has no seats here. */
  @SeatPatterns(CODE, 50) readonly patterns: Record<string, SeatPattern>;
  /** By code of the entity, where a delegation has another pattern than its category. */
  @Optional() @SeatPatterns(/^[A-Z][A-Z0-9-]{1,19}$/u, 1_000) readonly exceptions?: Record<string, SeatPattern>;
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

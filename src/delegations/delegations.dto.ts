import { IsBoolean, IsObject, Matches, ValidateBy } from 'class-validator';
import type { Language } from '../meetings/meetings.events.js';
import { BilingualBody, CodedReasonBody, PersonBody } from '../platform/edge/bodies.dto.js';
import {
  CalendarDay,
  KebabCode,
  LanguageCode,
  Line,
  MailAddress,
  Nested,
  NestedList,
  Optional,
  PersonName,
  ReasonText,
  TextList,
  UuidText,
  WholeNumber,
} from '../platform/edge/shapes.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const placesByCapacity = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length <= 50 &&
  Object.entries(value).every(
    ([code, places]) => /^[a-z0-9-]{1,60}$/u.test(code) && Number.isInteger(places) && Number(places) >= 0,
  );

export class QuotaBody {
  @WholeNumber(0, 10_000) readonly total: number;
  /** The most places of a capacity, by its code; capacities that are not named share the total. */
  @Optional()
  @IsObject()
  @ValidateBy({ name: 'placesByCapacity', validator: { validate: placesByCapacity } })
  readonly byCapacity?: Record<string, number>;
}

export class DescribedEntityBody {
  @KebabCode() readonly kind: string;
  @Nested(() => BilingualBody) readonly names: BilingualBody;
}

export class InviteDelegationBody extends CodedReasonBody {
  /** Code of the table of entities, or a new one with its description. */
  @Matches(/^[A-Z][A-Z0-9-]{1,19}$/u) readonly entity: string;
  @Optional() @Nested(() => DescribedEntityBody) readonly described?: DescribedEntityBody;
  @KebabCode() readonly category: string;
  /** Language of correspondence. */
  @LanguageCode() readonly language: Language;
  @Nested(() => QuotaBody) readonly quota: QuotaBody;
}

/** The official act that entitles a focal point. */
export class ActBody {
  @KebabCode() readonly form: string;
  @CalendarDay() readonly date: string;
}

export class AppointFocalPointBody extends PersonBody {
  @Nested(() => ActBody) readonly act: ActBody;
}

export class AdjustQuotaBody extends CodedReasonBody {
  @Nested(() => QuotaBody) readonly quota: QuotaBody;
}

export class CoverBody {
  @UuidText() readonly evidenceId: string;
  @WholeNumber(1, 200) readonly line: number;
}

export class NomineeBody {
  @PersonName() readonly givenNames: string;
  @PersonName() readonly familyNames: string;
  @Optional() @Line(40) readonly honorific?: string;
  @Line(200) readonly functionalTitle: string;
  @MailAddress() readonly email: string;
}

export class NominateDelegateBody {
  @Nested(() => NomineeBody) readonly nominee: NomineeBody;
  @KebabCode() readonly capacity: string;
  /** Language of correspondence with the person. */
  @LanguageCode() readonly language: Language;
  @Optional() @Nested(() => CoverBody) readonly coveredBy?: CoverBody;
  /** Why a late nomination is admitted; only a registration officer can. */
  @Optional() @ReasonText() readonly lateReason?: string;
}

export class SubstituteDelegateBody extends CodedReasonBody {
  @Nested(() => NomineeBody) readonly nominee: NomineeBody;
  @LanguageCode() readonly language: Language;
  /** Needed where a head of delegation is substituted and the successor does not become head. */
  @Optional() @KebabCode() readonly capacity?: string;
  /** Nobody becomes head silently. */
  @Optional() @IsBoolean() readonly becomesHead?: boolean;
  @Optional() @Nested(() => CoverBody) readonly coveredBy?: CoverBody;
}

export class ReorderDelegationBody {
  /** All persons on the list, in order of precedence. */
  @TextList(10_000, UUID) readonly order: string[];
}

export class EvidenceLineBody {
  @KebabCode() readonly capacity: string;
  /** The name as the evidence has it. */
  @PersonName(200) readonly name: string;
  /** The person, where already nominated. */
  @Optional() @UuidText() readonly fileId?: string;
}

export class SubmitEvidenceBody {
  @KebabCode() readonly form: string;
  @CalendarDay() readonly issuedOn: string;
  @Line(300) readonly issuer: string;
  /** SHA-256 of the document, in hex. */
  @Matches(/^[0-9a-f]{64}$/u) readonly sha256: string;
  @NestedList(() => EvidenceLineBody, 200) readonly lines: EvidenceLineBody[];
}

/** A person on a delegation's list. */
export class ListedPersonView {
  readonly fileId: string;
  readonly slotId: string;
  readonly capacity: string;
  readonly name: string | null;
}

export class DelegationListView {
  readonly delegationId: string;
  readonly listRevision: number;
  readonly newestListRevision: number;
  readonly people: ListedPersonView[];
}

export class ListComparisonView {
  readonly from: number;
  readonly to: number;
  readonly added: ListedPersonView[];
  readonly removed: ListedPersonView[];
  /** On both lists, at another place or in another capacity. */
  readonly moved: ListedPersonView[];
}

/** A stored file, which evidence or an authorisation then names. */
export class UploadedDocument {
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: number;
}

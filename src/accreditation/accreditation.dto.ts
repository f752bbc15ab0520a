import { Matches } from 'class-validator';
import { PageQuery } from '../platform/edge/pages.js';
import {
  CalendarDay,
  CountryAlpha3,
  KebabCode,
  Line,
  Nested,
  OneOf,
  Optional,
  PersonName,
  TextList,
} from '../platform/edge/shapes.js';
import { AccreditationFile } from './accreditation.entity.js';
import { type DocumentType, documentTypes } from './accreditation.events.js';

/** Fields as the document shows them. */
export class DocumentBody {
  @OneOf(documentTypes) readonly type: DocumentType;
  @Line(20) readonly number: string;
  /** ISO 3166-1 alpha-3. */
  @CountryAlpha3() readonly issuingCountry: string;
  @CalendarDay() readonly issuedOn: string;
  @CalendarDay() readonly expiresOn: string;
}

export class CompleteProfileBody {
  /** As the document has it, in its own script. */
  @PersonName(200) readonly legalName: string;
  /** As it stands on the badge; never cut. */
  @PersonName(200) readonly badgeName: string;
  /** The legal name in Latin letters, as in a machine-readable zone. */
  @PersonName(200)
  @Matches(/^[\p{Script=Latin}\p{M} .'’-]+$/u)
  readonly latinName: string;
  @Line(200) readonly functionalTitle: string;
  /** One of the codes that the rules of the meeting list. */
  @Optional() @KebabCode() readonly functionalTitleCode?: string;
  /** Codes of the declarations that the person makes. */
  @TextList(20, /^[a-z0-9]+(-[a-z0-9]+)*$/u) readonly declarations: string[];
  @CalendarDay() readonly dateOfBirth: string;
  /** ISO 3166-1 alpha-3. */
  @CountryAlpha3() readonly nationality: string;
  @Optional() @Line(30) readonly phone?: string;
  @Optional() @Nested(() => DocumentBody) readonly document?: DocumentBody;
}

const stages = ['nominated', 'submitted', 'returned', 'verified', 'approved', 'rejected', 'revoked', 'closed'];

export class ListFilesQuery extends PageQuery {
  @Optional() @OneOf(stages) readonly stage?: string;
  @Optional() @Line(60) readonly delegationId?: string;
}

export class FilePage {
  readonly items: AccreditationFile[];
  readonly next: string | null;
}

/** What an invitation link is exchanged for. */
export class RedeemedInvitation {
  readonly fileId: string;
  readonly accessToken: string;
  readonly expiresAt: string;
}

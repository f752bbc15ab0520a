import { IsISO31661Alpha2 } from 'class-validator';
import { Accepted } from '../access/door.js';
import type { Language } from '../meetings/meetings.events.js';
import { PageQuery } from '../platform/edge/pages.js';
import { CalendarDay, LanguageCode, Line, Nested, OneOf, Optional } from '../platform/edge/shapes.js';
import { VisaLetter } from './visa-letters.entity.js';
import { type CostBearer, costBearers } from './visa-letters.events.js';
import { type LetterStatus, letterStatuses } from './visa-letters.state.js';

export class ConsulateBody {
  @Line(80) readonly city: string;
  /** ISO 3166-1 alpha-2. */
  @IsISO31661Alpha2() readonly country: string;
}

export class StayBody {
  @CalendarDay() readonly from: string;
  @CalendarDay() readonly until: string;
}

export class RequestVisaLetterBody {
  @LanguageCode() readonly language: Language;
  /** Whom the letter is addressed to: the consular office of the host country in this city. */
  @Nested(() => ConsulateBody) readonly consulate: ConsulateBody;
  @Nested(() => StayBody) readonly stay: StayBody;
  /** Who bears the costs of travel and stay. */
  @OneOf(costBearers) readonly costs: CostBearer;
}

export class Requested extends Accepted {
  readonly letterId: string;
  /** Signed at once under a standing authorisation; otherwise it waits for a signature. */
  readonly status: 'requested' | 'signed';
}

/** Of the newest letter of a file; the ETag is what its signature and its cancellation send as If-Match. */
export class VisaLetterView {
  readonly letterId: string;
  readonly status: LetterStatus;
  readonly language: Language;
  /** Null where the person is erased, as are the days. */
  readonly consulate: ConsulateBody | null;
  readonly stay: StayBody | null;
  readonly costs: CostBearer;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly signedAt: string | null;
  readonly number: string | null;
  readonly issuedOn: string | null;
  readonly sha256: string | null;
  /** Why it failed or was cancelled. */
  readonly reasonCode: string | null;
  readonly revision: number;
}

export class ListVisaLettersQuery extends PageQuery {
  @Optional() @OneOf(letterStatuses) readonly status?: LetterStatus;
}

export class VisaLetterPage {
  readonly items: VisaLetter[];
  readonly next: string | null;
}

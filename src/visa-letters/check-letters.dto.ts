import { Line, Optional } from '../platform/edge/shapes.js';
import type { Verdict } from './check-letters.queries.js';

/** Fills the form in, from the QR code of the letter. */
export class CheckVisaLetterQuery {
  @Optional() @Line(60) readonly number?: string;
  @Optional() @Line(30) readonly code?: string;
}

export class CheckVisaLetterBody {
  @Line(60) readonly number: string;
  @Line(30) readonly code: string;
  /** The last four characters of the number of the travel document. */
  @Line(20) readonly documentLast4: string;
}

export class CheckedLetter {
  readonly verdict: Verdict;
}

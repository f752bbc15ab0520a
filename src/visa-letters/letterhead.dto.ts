import { ArrayNotEmpty, Matches } from 'class-validator';
import { Accepted } from '../access/door.js';
import { BilingualBody } from '../platform/edge/bodies.dto.js';
import { Line, MailAddress, Nested, NestedList, PersonName } from '../platform/edge/shapes.js';

export class LetterContactBody {
  @MailAddress() readonly email: string;
  @Line(40) readonly phone: string;
}

export class AdoptLetterheadBody {
  /** In the order in which they stand at the head of the letter. */
  @NestedList(() => BilingualBody, 6) @ArrayNotEmpty() readonly organisers: BilingualBody[];
  /** Postal address, on one line. */
  @Line(200) readonly address: string;
  @Nested(() => LetterContactBody) readonly contact: LetterContactBody;
  /** Building in which the meeting is held. */
  @Nested(() => BilingualBody) readonly venue: BilingualBody;
  @PersonName() readonly signatory: string;
  @Nested(() => BilingualBody) readonly signatoryTitle: BilingualBody;
  /** Before the number of every letter: CONARE-2025. */
  @Line(20) @Matches(/^[A-Z0-9]+(-[A-Z0-9]+)*$/u) readonly numberPrefix: string;
}

export class Authorised extends Accepted {
  readonly authorisationId: string;
}

export class AdoptedLetterhead extends AdoptLetterheadBody {
  /** Letters name the version that they were made with. */
  readonly version: number;
}

export class StandingAuthorisation {
  readonly authorisationId: string;
  /** The protocol officer who gave it; it signs while their appointment lives. */
  readonly personId: string;
}

export class LetterheadView {
  readonly adopted: AdoptedLetterhead | null;
  readonly authorisations: StandingAuthorisation[];
  readonly revision: number;
}

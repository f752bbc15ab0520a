import type { Language } from './languages.js';
import { KebabCode, LanguageCode, Line, MailAddress, PersonName, ReasonText } from './shapes.js';

/** A text in Spanish and in English. */
export class BilingualBody {
  @Line(300) readonly es: string;
  @Line(300) readonly en: string;
}

export class ReasonBody {
  @ReasonText() readonly reason: string;
}

/** A person who signs in: the subject of their token, and how to reach them. */
export class PersonBody {
  @Line(255) readonly subject: string;
  @PersonName() readonly name: string;
  @MailAddress() readonly email: string;
  @LanguageCode() readonly language: Language;
}

/** A code to count by, and a text to read. */
export class CodedReasonBody extends ReasonBody {
  @KebabCode() readonly reasonCode: string;
}

import type { Language } from '../../platform/edge/languages.js';
import { PageQuery } from '../../platform/edge/pages.js';
import { LanguageCode, Line, Optional } from '../../platform/edge/shapes.js';

export class BadgeQuery {
  /** Of the badge; without it, the first working language of the meeting. */
  @Optional() @LanguageCode() readonly language?: Language;
}

export class BadgesQuery extends PageQuery {
  /** Of the badges; without it, the first working language of the meeting. */
  @Optional() @LanguageCode() readonly language?: Language;
  @Optional() @Line(60) readonly delegationId?: string;
}

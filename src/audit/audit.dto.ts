import { PageQuery } from '../platform/edge/pages.js';
import { InstantText, Line, OneOf, Optional, UuidText } from '../platform/edge/shapes.js';
import { Decision } from './decisions.entity.js';
import type { DossierEntry } from './dossier.js';

export class DossierView {
  readonly fileId: string;
  readonly meetingId: string;
  readonly delegationId: string;
  /** Every fact, in the order of the log. */
  readonly entries: DossierEntry[];
}

export class ListDecisionsQuery extends PageQuery {
  @Optional() @UuidText() readonly actorId?: string;
  /** Type of the fact: AccreditationApproved, DecisionRefused … */
  @Optional() @Line(60) readonly kind?: string;
  @Optional() @InstantText() readonly from?: string;
  /** This instant no longer. */
  @Optional() @InstantText() readonly until?: string;
  @Optional() @OneOf(['json', 'csv']) readonly format?: 'json' | 'csv';
}

export class DecisionPage {
  readonly items: Decision[];
  readonly next: string | null;
}

/** Facts in the log about a meeting. */
export class FactCountView {
  readonly total: number;
  /** By type of the fact. */
  readonly byType: Record<string, number>;
}

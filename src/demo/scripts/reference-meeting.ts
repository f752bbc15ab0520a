import { entityOf } from '../../meetings/entities.js';
import type { Bilingual, Language } from '../../meetings/meetings.events.js';
import type { DelegationPlan } from '../script.js';

export interface ReferenceMeeting {
  readonly code: string;
  readonly illustrative: { readonly correspondenceLanguage: Readonly<Record<string, string>> };
  readonly delegations: readonly {
    readonly entity: string;
    readonly category: string;
    readonly illustrative: { readonly quota: number };
  }[];
}

export const named = (code: string, es: string, en: string): { readonly code: string; readonly names: Bilingual } => ({
  code,
  names: { es, en },
});

const quotaReasonOf = (quota: number): DelegationPlan['quotaReason'] =>
  named(
    'room-capacity',
    `La sala plenaria dispone de ${quota} plazas para esta delegación.`,
    `The plenary room has ${quota} places for this delegation.`,
  );

/** The delegations in the order of the reference meeting. */
export const delegationsOf = ({ code, illustrative, delegations }: ReferenceMeeting): readonly DelegationPlan[] =>
  delegations.map(({ entity, category, illustrative: { quota } }) => {
    const known = entityOf(entity);
    if (known === null) throw new Error(`The table of entities does not know ${entity}.`);
    const language: Language = illustrative.correspondenceLanguage[entity] === 'en' ? 'en' : 'es';
    return {
      entity,
      described: null,
      delegationId: `${code}.${entity}`,
      names: known.names,
      category,
      quota,
      quotaReason: quotaReasonOf(quota),
      language,
      officer: null,
    };
  });

import { officers } from './officers.js';
import { drawPaper, type EvidenceLine, type EvidencePaper } from './papers.js';
import type { Person } from './people.js';
import { focalPointOf, type Play } from './play.js';
import type { DelegationPlan } from './script.js';

export const evidenceLine = ({ capacity, profile }: Person): EvidenceLine => ({ capacity, name: profile.legalName });

/** The form that the category sends as a rule; null where it needs none. */
export function formOf({ script }: Play, { category }: DelegationPlan): string | null {
  const evidence = script.rules.categories.find(({ code }) => code === category)?.evidence;
  return evidence?.required === true ? (evidence.forms[0] ?? null) : null;
}

/** @returns the id of evidence that is submitted by the focal point and accepted by the registration officer */
export async function submitEvidence(play: Play, delegation: DelegationPlan, paper: EvidencePaper): Promise<string> {
  const { delegationId, entity, names, described } = delegation;
  const focalPoint = focalPointOf(play, entity).subject;
  const pdf = await drawPaper(play.script, delegation, paper);
  const uploaded = await play.api.upload<{ sha256: string }>(
    focalPoint,
    `/delegations/${delegationId}/documents`,
    pdf,
    'application/pdf',
  );
  const issuer = described === null ? `Cancillería o sede central, ${names.es}` : names.es;
  const path = `/delegations/${delegationId}/evidence`;
  const body = { ...paper, issuer, sha256: uploaded.body.sha256 };
  const answer = await play.api.post<{ evidenceId: string }>(focalPoint, path, body);
  const { evidenceId } = answer.body;
  const reason = 'Forma admitida, firma y sello conformes.';
  await play.api.post(officers.registration, `${path}/${evidenceId}/acceptance`, { reason });
  return evidenceId;
}

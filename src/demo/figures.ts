import type { Delivery } from './emails.js';
import { countFacts } from './fact-count.js';
import { officers } from './officers.js';
import type { Figures } from './plan.js';
import { meetingPath, type FileView, type Play } from './play.js';

const auditor = officers.auditor;
export type ServerFigures = Omit<Figures, 'credentialsVerified' | 'badgesPrinted' | 'seconds'>;

/** What the acts themselves counted in answers and documents. */
export type CountedOnStage = Pick<
  Figures,
  'seatsAllocated' | 'waitlisted' | 'movedUp' | 'visaLettersChecked' | 'visaLettersCancelled'
>;

/** Every figure is asked of the product; none comes from the script. */
export async function countFigures(
  play: Play,
  { delivered, expected }: Delivery,
  counted: CountedOnStage,
): Promise<ServerFigures> {
  const { api } = play;
  const { total, byType } = await countFacts(play);
  const of = (type: string): number => byType[type] ?? 0;
  const [delegations, files, refused, letters] = await Promise.all([
    api.get<readonly unknown[]>(auditor, `${meetingPath(play)}/delegations`),
    api.all<FileView>(auditor, `${meetingPath(play)}/files`),
    api.all<unknown>(auditor, `${meetingPath(play)}/decisions?kind=DecisionRefused`),
    api.all<{ issuedAt: string | null }>(auditor, `${meetingPath(play)}/visa-letters`),
  ]);
  return {
    meeting: play.script.meetingId,
    delegations: delegations.body.length,
    nominated: of('DelegateNominated') + of('DelegateSubstituted'),
    profilesCompleted: of('ProfileCompleted'),
    returned: of('ProfileReturned'),
    substituted: of('DelegateSubstituted'),
    withdrawn: of('NominationWithdrawn'),
    onHold: of('FilePlacedOnHold'),
    rejected: of('AccreditationRejected'),
    verified: of('ProfileVerified'),
    approved: of('AccreditationApproved'),
    decisionsRefused: refused.length,
    nominationsRefused: nominationsRefused(play),
    lateAdmitted: files.filter(({ late }) => late).length,
    credentialsIssued: of('CredentialIssued'),
    ...counted,
    visaLettersIssued: letters.filter(({ issuedAt }) => issuedAt !== null).length,
    emailsDelivered: delivered,
    emailsExpected: expected,
    events: total,
  };
}

/** Refused nominations leave no fact: the product's answers are counted. */
export const nominationsRefused = ({ api }: Play): number =>
  api.refusals.filter(({ path, problem }) => path.endsWith('/nominations') && problem.status === 409).length;

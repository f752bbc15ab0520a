import { officers } from './officers.js';
import type { Figures } from './plan.js';
import { meetingPath, type FileView, type Play } from './play.js';
import { until } from './waiting.js';

interface FactCount {
  readonly total: number;
  readonly byType: Readonly<Record<string, number>>;
}

interface MessageView {
  readonly id: string;
  readonly status: 'queued' | 'sent' | 'failed';
}

export interface Delivery {
  readonly delivered: number;
  readonly expected: number;
  /** E-mails that came twice, with the same Message-ID. */
  readonly repeats: number;
  readonly byLanguage: Readonly<Record<string, number>>;
  /** Where the figure comes from. */
  readonly source: 'inbox' | 'log';
}

const auditor = officers.auditor;
const countFacts = async (play: Play): Promise<FactCount> =>
  (await play.api.get<FactCount>(auditor, `${meetingPath(play)}/facts`)).body;

/** Waits until every e-mail that a fact causes has been dealt with, then compares causes with what came. */
export async function countEmails(play: Play): Promise<Delivery> {
  const expected = await emailsCaused(play);
  const messages = await until(`${expected} e-mails sent`, async () => {
    const all = await play.api.all<MessageView>(auditor, `${meetingPath(play)}/messages`);
    return all.length >= expected && all.every(({ status }) => status !== 'queued') ? all : undefined;
  });
  const sent = messages.filter(({ status }) => status === 'sent').length;
  if (play.mail === undefined) return { delivered: sent, expected, repeats: 0, byLanguage: {}, source: 'log' };
  const ids = new Set(messages.map(({ id }) => id));
  const letters = (await play.mail.letters()).filter(({ messageId }) =>
    ids.has(messageId.slice(1, messageId.indexOf('@'))),
  );
  const distinct = [...new Map(letters.map((letter) => [letter.messageId, letter])).values()];
  const byLanguage: Record<string, number> = {};
  for (const { headers } of distinct) {
    const language = headers['content-language'] ?? 'unknown';
    byLanguage[language] = (byLanguage[language] ?? 0) + 1;
  }
  return {
    delivered: distinct.length,
    expected,
    repeats: letters.length - distinct.length,
    byLanguage,
    source: 'inbox',
  };
}

/** One for each cause; a rejection is told to the focal points that the delegation has. */
async function emailsCaused(play: Play): Promise<number> {
  const { api } = play;
  const { byType } = await countFacts(play);
  const causes = ['FileOpened', 'InvitationRenewed', 'ProfileReturned', 'AccreditationApproved'];
  const told = causes.reduce((sum, type) => sum + (byType[type] ?? 0), 0);
  const rejections = await api.all<{ fileId: string }>(
    auditor,
    `${meetingPath(play)}/decisions?kind=AccreditationRejected`,
  );
  const focalPoints = await Promise.all(
    rejections.map(async ({ fileId }) => {
      const file = await api.get<FileView>(auditor, `/files/${fileId}`);
      type Delegation = { readonly focalPoints: readonly { readonly endedAt: string | null }[] };
      const delegation = await api.get<Delegation>(auditor, `/delegations/${file.body.delegationId}`);
      return delegation.body.focalPoints.filter(({ endedAt }) => endedAt === null).length;
    }),
  );
  return focalPoints.reduce((sum, count) => sum + count, told);
}

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

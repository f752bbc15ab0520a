import type { MessageKind } from '../notifications/notifications.events.js';
import { countFacts } from './fact-count.js';
import { officers } from './officers.js';
import { type EmailsByKind, sumOf } from './planned-emails.js';
import { type FileView, meetingPath, type Play } from './play.js';
import type { Seating } from './seats.js';
import { until } from './waiting.js';

interface MessageView {
  readonly id: string;
  readonly kind: MessageKind;
  readonly status: 'queued' | 'sent' | 'failed' | 'bounced' | 'suppressed';
}

export interface Delivery {
  readonly delivered: number;
  readonly expected: number;
  /** E-mails that came twice, with the same Message-ID. */
  readonly repeats: number;
  readonly byKind: EmailsByKind;
  readonly byLanguage: Readonly<Record<string, number>>;
  /** Where the figure comes from. */
  readonly source: 'inbox' | 'log';
}

const auditor = officers.auditor;

const countBy = <T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> =>
  items.reduce<Record<string, number>>((counts, item) => {
    const key = keyOf(item);
    return { ...counts, [key]: (counts[key] ?? 0) + 1 };
  }, {});

/**
 * Waits until every e-mail that a fact causes has been dealt with, then compares causes with what came.
 * @param plans the published plans so far, the oldest first
 */
export async function countEmails(play: Play, plans: readonly Seating[]): Promise<Delivery> {
  const caused = await emailsCaused(play, plans);
  const messages = await dealtWith(play, caused);
  const suppressed = messages.filter(({ status }) => status === 'suppressed').length;
  const sent = messages.filter(({ status }) => status === 'sent');
  const expected = sumOf(caused) - suppressed;
  const byKind = countBy(sent, ({ kind }) => kind);
  if (play.mail === undefined) {
    return { delivered: sent.length, expected, repeats: 0, byKind, byLanguage: {}, source: 'log' };
  }
  const ids = new Set(messages.map(({ id }) => id));
  const letters = (await play.mail.letters()).filter(({ messageId }) =>
    ids.has(messageId.slice(1, messageId.indexOf('@'))),
  );
  const distinct = [...new Map(letters.map((letter) => [letter.messageId, letter])).values()];
  return {
    delivered: distinct.length,
    expected,
    repeats: letters.length - distinct.length,
    byKind,
    byLanguage: countBy(distinct, ({ headers }) => headers['content-language'] ?? 'unknown'),
    source: 'inbox',
  };
}

async function dealtWith(play: Play, caused: EmailsByKind): Promise<readonly MessageView[]> {
  let missing = '';
  return until(
    () => `e-mails that facts caused: ${missing}`,
    async () => {
      const messages = await play.api.all<MessageView>(auditor, `${meetingPath(play)}/messages`);
      const byKind = countBy(messages, ({ kind }) => kind);
      const queued = messages.filter(({ status }) => status === 'queued').length;
      const short = Object.entries(caused).filter(([kind, count]) => (byKind[kind] ?? 0) < count);
      missing = [
        ...short.map(([kind, count]) => `${byKind[kind] ?? 0} of ${count} ${kind}`),
        ...(queued === 0 ? [] : [`${queued} not sent yet`]),
      ].join(', ');
      return missing === '' ? messages : undefined;
    },
  );
}

/** One for each cause and recipient: a rule of the demonstration's own, on facts, lists and plans that the product shows. */
async function emailsCaused(play: Play, plans: readonly Seating[]): Promise<EmailsByKind> {
  const { byType } = await countFacts(play);
  const of = (type: string): number => byType[type] ?? 0;
  const [onHold, rejected, quotaChanged, letters] = await Promise.all([
    toFocalPoints(play, 'FilePlacedOnHold'),
    toFocalPoints(play, 'AccreditationRejected'),
    toFocalPoints(play, 'QuotaAdjusted'),
    play.api.all<LetterView>(auditor, `${meetingPath(play)}/visa-letters`),
  ]);
  const issued = letters.filter(({ issuedAt }) => issuedAt !== null);
  return {
    invitation: of('FileOpened') + of('InvitationRenewed'),
    returned: of('ProfileReturned'),
    'on-hold': onHold,
    rejected,
    'quota-changed': quotaChanged,
    approved: of('AccreditationApproved'),
    'credential-ready': of('CredentialIssued'),
    substituted: of('DelegateSubstituted'),
    'letter-ready': issued.length + issued.filter(({ requestedBy }) => requestedBy === 'focal-point').length,
    ...seatNews(plans),
  };
}

interface LetterView {
  readonly issuedAt: string | null;
  readonly requestedBy: string;
}

/** As many as the delegations have that decisions of this kind are about. */
async function toFocalPoints({ api, script }: Play, kind: string): Promise<number> {
  type Decision = { readonly fileId: string | null; readonly delegationId: string | null };
  type Delegation = { readonly focalPoints: readonly { readonly endedAt: string | null }[] };
  const decisions = await api.all<Decision>(auditor, `/meetings/${script.meetingId}/decisions?kind=${kind}`);
  const counts = decisions.map(async ({ fileId, delegationId }) => {
    const about = delegationId ?? (await api.get<FileView>(auditor, `/files/${fileId ?? ''}`)).body.delegationId;
    const { body } = await api.get<Delegation>(auditor, `/delegations/${about}`);
    return body.focalPoints.filter(({ endedAt }) => endedAt === null).length;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** P6: whoever has a seat and had none, and whoever has another one than before. */
function seatNews(plans: readonly Seating[]): EmailsByKind {
  let [assigned, changed] = [0, 0];
  plans.forEach(({ seated }, index) => {
    const before = plans[index - 1]?.seated ?? new Map<string, string>();
    for (const [fileId, seat] of seated) {
      if (!before.has(fileId)) assigned += 1;
      else if (before.get(fileId) !== seat) changed += 1;
    }
  });
  return { 'seat-assigned': assigned, 'seat-changed': changed };
}

import { oneMore } from './act-one.js';
import { personCalled } from './cast.js';
import { replaceLate, substitute } from './changes.js';
import { approveAll, type IssuedCredential, issueAll, opensNothing, verifyAll } from './decisions.js';
import { checkLetters, requestLetters, type VisaLetter } from './letters.js';
import { administrator, completeProfile, decide, fileOf, focalPointOf, isRefused, type Play } from './play.js';
import { officers } from './officers.js';
import type { Person } from './people.js';
import { publishPlan, readSeating, type Seating } from './seats.js';
import type { QuotaCut, Rejection } from './script.js';

/** What the secretariat has in its hands four weeks before. */
export interface Preparation {
  readonly credentials: readonly IssuedCredential[];
  readonly seating: Seating;
  readonly letters: readonly VisaLetter[];
  readonly lettersChecked: number;
}

/** After the deadline: late changes, decisions, credentials, seats, visa letters. */
export async function playActTwo(play: Play): Promise<Preparation> {
  const { progress, cast, script } = play;
  const { turns } = script;
  const each = <T>(label: string, items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> =>
    items.length === 0 ? Promise.resolve() : progress.during(label, items.length, () => inTurn(items, work));

  await each('Withdrawals, and late nominations admitted with a reason', turns.late, (late) => replaceLate(play, late));
  await each('People substituted, with a letter for the successor', turns.substituted, (exchange) =>
    substitute(play, exchange, script.times.papers.changes),
  );
  await each('Quotas cut below the people nominated: nobody dropped', turns.quotaCuts, (cut) => cutQuota(play, cut));
  await each('Unused invitations renewed, and the profiles completed', turns.renewed, (key) => renew(play, key));
  await each('Files put on hold and resumed', turns.onHold, (key) => holdAndResume(play, key));
  await each('Profiles that do not fit the meeting rejected', turns.rejected, (rejection) => reject(play, rejection));

  const staying = stayingIn(play);
  await verifyAll(play, staying);
  const protagonist = personCalled(cast, turns.protagonist);
  await progress.during('An officer refused for approving what they verified', 1, () =>
    isRefused(play, officers.twoRoles, protagonist, 'approval', 'verified-this-file'),
  );
  await approveAll(play, staying);
  const credentials = await issueAll(play, staying);
  await Promise.all(credentials.slice(0, 1).map((credential) => opensNothing(play, credential, 'not-yet-valid')));
  return { credentials, ...(await seatAndWrite(play)) };
}

async function seatAndWrite(play: Play): Promise<Omit<Preparation, 'credentials'>> {
  const { progress, script } = play;
  const seating = await progress.during(
    'Seats of the plenary allocated, the plan published',
    ({ seated }: Seating) => seated.size,
    async () => {
      const settled = await readSeating(play);
      await publishPlan(play);
      return settled;
    },
  );
  const asked = Object.keys(script.letters.consulates).length;
  const letters = await progress.during('Visa letters issued, their text and QR code read', asked, () =>
    requestLetters(play),
  );
  const lettersChecked = await progress.during(
    'Visa letters checked as a consulate does',
    (checked: number) => checked,
    () => checkLetters(play, letters, 'valid'),
  );
  return { seating, letters, lettersChecked };
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await work(item);
}

function stayingIn({ cast, script }: Play): readonly Person[] {
  const { late, substituted, rejected } = script.turns;
  const exchanges = [...late, ...substituted];
  const gone = [...exchanges.map(({ leaves }) => leaves), ...rejected.map(({ key }) => key)];
  const newcomers = exchanges.map(({ comes }) => personCalled(cast, comes));
  return [...cast.people.filter(({ key }) => !gone.includes(key)), ...newcomers];
}

/** Q3: the ledger shows the overrun, and no new nomination passes until it is gone. */
async function cutQuota(play: Play, { entity, to, reasonCode, reason }: QuotaCut): Promise<void> {
  const { api, cast } = play;
  const person = personCalled(cast, `${entity}.1`);
  const { delegationId, quota } = person.delegation;
  const path = `/delegations/${delegationId}`;
  await api.post(administrator, `${path}/quota-adjustments`, { quota: { total: to }, reasonCode, reason });
  const body = { ...oneMore(person), lateReason: 'La organización pide una plaza más.' };
  await api.refused(officers.registration, `${path}/nominations`, 'quota-exceeded', body);
  type Delegation = { readonly quota: { readonly total: number }; readonly list: readonly unknown[] };
  const ledger = (await api.get<Delegation>(officers.registration, path)).body;
  if (ledger.quota.total !== to || ledger.list.length !== quota)
    throw new Error(
      `${entity} keeps its ${quota} people over a quota of ${to}, but the answer is ${JSON.stringify(ledger)}.`,
    );
}

/** Only the newest link opens the profile. */
async function renew(play: Play, key: string): Promise<void> {
  const { api, mail, cast } = play;
  const person = personCalled(cast, key);
  const focalPoint = focalPointOf(play, person.delegation.entity).subject;
  await api.post(focalPoint, `/files/${fileOf(play, person)}/invitations`);
  if (mail !== undefined) {
    const former = await mail.linkIn(1, person.nominee.email);
    await api.refused(null, `/invitations/${former}`, 'invitation-not-valid');
  }
  await completeProfile(play, person, 2);
}

async function holdAndResume(play: Play, key: string): Promise<void> {
  const person = personCalled(play.cast, key);
  const [first, second] = officers.verifying;
  const reason = 'Se consulta a la organización sobre una posible homonimia.';
  await decide(play, first, person, 'hold', { reasonCode: 'identity-in-question', reason });
  await isRefused(play, second, person, 'verification', 'file-on-hold');
  await decide(play, second, person, 'resumption');
}

/** Before verification one officer is enough; where a rule already forbids it (D7), that is tried first. */
async function reject(play: Play, { key, verificationRefused, ...because }: Rejection): Promise<void> {
  const person = personCalled(play.cast, key);
  const [first] = officers.verifying;
  if (verificationRefused !== null) await isRefused(play, first, person, 'verification', verificationRefused);
  await decide(play, first, person, 'rejection', because);
}

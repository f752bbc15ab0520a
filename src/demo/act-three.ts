import type { Preparation } from './act-two.js';
import { drawBadges, handOverBadges } from './badges.js';
import { personCalled } from './cast.js';
import { substitute, withdraw } from './changes.js';
import { approveAll, type IssuedCredential, issueAll, opensNothing, verifyAll } from './decisions.js';
import { checkLetters } from './letters.js';
import type { Person } from './people.js';
import { approverOf, decide, peopleCalled, type Play } from './play.js';
import { planPdf, publishPlan, readSeating, type Seating } from './seats.js';
import type { Exchange } from './script.js';

/** What there is when the doors open. */
export interface Readiness {
  /** Those of people who left among them. */
  readonly credentials: readonly IssuedCredential[];
  readonly living: readonly IssuedCredential[];
  readonly seating: Seating;
  readonly lettersCancelled: number;
  /** PDF, one badge a page. */
  readonly badges: readonly Buffer[];
  readonly plan: Buffer;
}

/** The last days: people who have their badge leave, others come; badges are printed and handed over. */
export async function playActThree(play: Play, { credentials: issued, letters }: Preparation): Promise<Readiness> {
  const { progress, script, cast } = play;
  const { substituted, withdrawn, revoked } = script.turns.lastDays;
  await progress.during('Last changes: substitutions, withdrawals, revocations', lastChanges(play), () => change(play));
  const gone = [...substituted.map(({ leaves }) => leaves), ...withdrawn, ...revoked];
  const dead = issued.filter(({ person }) => gone.includes(person.key));
  await progress.during('Their badges open nothing any more', dead.length, () =>
    Promise.all(dead.map((credential) => opensNothing(play, credential, 'revoked'))),
  );
  const lettersCancelled = await progress.during(
    'Their visa letters are cancelled',
    (cancelled: number) => cancelled,
    () => checkLetters(play, letters, 'cancelled'),
  );
  const successors = substituted.map(({ comes }: Exchange) => personCalled(cast, comes));
  const credentials = [...issued, ...(await accredit(play, successors))];
  const seating = await progress.during(
    'Seats after the last changes, the plan published again',
    ({ seated }: Seating) => seated.size,
    async () => {
      const settled = await readSeating(play);
      await publishPlan(play);
      return settled;
    },
  );
  const plan = await progress.during('The plan for the door read from its PDF', seating.seated.size, () =>
    planPdf(play, seating),
  );
  const living = credentials.filter((credential) => !dead.includes(credential));
  const badges = await progress.during('Badges drawn for printing, in the order of pick-up', living.length, () =>
    drawBadges(play),
  );
  await progress.during('Badges printed and handed over', living.length, () => handOverBadges(play, living));
  return { credentials, living, seating, lettersCancelled, badges, plan };
}

async function change(play: Play): Promise<void> {
  const { substituted, withdrawn, revoked } = play.script.turns.lastDays;
  for (const exchange of substituted) await substitute(play, exchange, play.script.times.papers.lastChanges);
  for (const person of peopleCalled(play, withdrawn)) await withdraw(play, person, notComing);
  for (const person of peopleCalled(play, revoked))
    await decide(play, approverOf(play, person), person, 'revocation', mandateEnded);
}

async function accredit(play: Play, people: readonly Person[]): Promise<readonly IssuedCredential[]> {
  if (people.length === 0) return [];
  await verifyAll(play, people);
  await approveAll(play, people);
  return issueAll(play, people);
}

const notComing = { reasonCode: 'not-available', reason: 'La persona no podrá viajar por un asunto urgente.' };
const mandateEnded = {
  reasonCode: 'mandate-ended',
  reason: 'La sede comunicó que la persona ya no presta servicio en la organización.',
};

function lastChanges({ script }: Play): number {
  const { substituted, withdrawn, revoked } = script.turns.lastDays;
  return substituted.length + withdrawn.length + revoked.length;
}

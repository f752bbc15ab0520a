import { personCalled } from './cast.js';
import { substitute, withdraw } from './changes.js';
import { approveAll, type IssuedCredential, issueAll, opensNothing, verifyAll } from './decisions.js';
import { approverOf, decide, peopleCalled, type Play } from './play.js';
import type { Exchange } from './script.js';

/**
 * The last days: people who have their badge leave, and others come.
 * @returns the credentials of those who came
 */
export async function playActThree(
  play: Play,
  issued: readonly IssuedCredential[],
): Promise<readonly IssuedCredential[]> {
  const { progress, script, cast } = play;
  const { substituted, withdrawn, revoked } = script.turns.lastDays;
  await progress.during('Last changes: substitutions, withdrawals, revocations', lastChanges(play), async () => {
    for (const exchange of substituted) await substitute(play, exchange, script.times.papers.lastChanges);
    for (const person of peopleCalled(play, withdrawn)) await withdraw(play, person, notComing);
    for (const person of peopleCalled(play, revoked))
      await decide(play, approverOf(play, person), person, 'revocation', mandateEnded);
  });
  const gone = [...substituted.map(({ leaves }) => leaves), ...withdrawn, ...revoked];
  const dead = issued.filter(({ person }) => gone.includes(person.key));
  await progress.during('Their badges open nothing any more', dead.length, () =>
    Promise.all(dead.map((credential) => opensNothing(play, credential, 'revoked'))),
  );
  const successors = substituted.map(({ comes }: Exchange) => personCalled(cast, comes));
  if (successors.length === 0) return [];
  await verifyAll(play, successors);
  await approveAll(play, successors);
  return issueAll(play, successors);
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

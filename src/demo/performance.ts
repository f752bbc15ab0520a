import { randomUUID } from 'node:crypto';
import { relative } from 'node:path';
import { playActOne } from './act-one.js';
import { playActThree, type Readiness } from './act-three.js';
import { playActTwo, type Preparation } from './act-two.js';
import { Api, type Refusal } from './api.js';
import { codesIn } from './badges.js';
import { castMeeting, personCalled } from './cast.js';
import { describeDossier, type Dossier } from './dossier.js';
import { countEmails, type Delivery } from './emails.js';
import { countFigures, type ServerFigures } from './figures.js';
import { Mailbox } from './mailbox.js';
import { verifyOffline, verifyPrinted } from './offline.js';
import { officers } from './officers.js';
import { keepPapers } from './paper-folder.js';
import type { Figures } from './plan.js';
import { administrator, fileOf, type Play } from './play.js';
import type { Progress } from './progress.js';
import type { MeetingScript } from './script.js';
import { movedUp, type Seating } from './seats.js';
import { Server, type Stage } from './server.js';
import { describeDelivery, describeOutcome, figuresTable } from './table.js';

export interface Performance {
  readonly script: MeetingScript;
  readonly dataFolder: string;
  readonly progress: Progress;
  /** Whoever is in here is stopped when something goes wrong. */
  readonly running: Set<Server>;
  readonly interrupted: AbortSignal;
}

interface Ending {
  readonly figures: ServerFigures;
  readonly delivery: Delivery;
  readonly dossier: string;
  readonly keySet: string;
  readonly readiness: Readiness;
}

/** The whole meeting, from the invitation to the last check at the gate. */
export async function perform(performance: Performance): Promise<Figures> {
  const { dataFolder, progress, script } = performance;
  const { meetingId, convened, times } = script;
  const began = process.hrtime.bigint();
  const cast = castMeeting(script);
  const shared = { script, cast, files: new Map<string, string>(), refusals: [] as Refusal[], progress };
  const logPrefix = `demo-${randomUUID()}`;
  const act = <T>(title: string, now: string, fresh: boolean, work: (play: Play) => Promise<T>): Promise<T> => {
    progress.say(`${title}: ${now}`);
    return onStage(performance, { dataFolder, now, fresh, logPrefix }, async (url) => work(await prepare(url, shared)));
  };
  const emailsDelivered = (play: Play, label: string, ...plans: readonly Seating[]): Promise<Delivery> =>
    progress.during(
      label,
      ({ delivered }) => delivered,
      () => countEmails(play, plans),
    );
  progress.say(
    `${convened.title.en}\n${convened.city.en}, ${convened.startsOn} to ${convened.endsOn} (${meetingId})\n`,
  );

  await act('Act one', times.actOne, true, async (play) => {
    await refuseSecondPerformance(play);
    await playActOne(play);
    await emailsDelivered(play, 'E-mails of the first act delivered');
  });
  const preparation = await act('Act two, after a restart', times.actTwo, false, async (play) => {
    const prepared = await playActTwo(play);
    await emailsDelivered(play, 'E-mails delivered, two acts', prepared.seating);
    return prepared;
  });
  const ending = await act('Act three, the last days', times.actThree, false, async (play) => {
    const readiness = await playActThree(play, preparation);
    const plans = [preparation.seating, readiness.seating];
    return finish(play, preparation, readiness, await emailsDelivered(play, 'E-mails delivered, all acts', ...plans));
  });

  progress.say(`At the gate, without the product and without a network: ${times.atTheGate}`);
  const verified = await atTheGate(performance, ending);
  const seconds = Math.round(Number(process.hrtime.bigint() - began) / 1e8) / 10;
  const { emailsDelivered: delivered, emailsExpected, events, ...before } = ending.figures;
  const figures: Figures = {
    ...before,
    ...verified,
    emailsDelivered: delivered,
    emailsExpected,
    events,
    seconds,
  };
  await tell(performance, preparation, ending, figures);
  return figures;
}

/** The images of all credentials, then the badges as they were printed. */
async function atTheGate(
  { script, progress }: Performance,
  { keySet, readiness }: Ending,
): Promise<Pick<Figures, 'credentialsVerified' | 'badgesPrinted'>> {
  const { credentials, living, badges } = readiness;
  const at = new Date(script.times.atTheGate);
  const credentialsVerified = await progress.during(
    'Credentials verified from their QR images',
    (valid: number) => valid,
    () => verifyOffline(script, credentials, keySet, at),
  );
  const badgesPrinted = await progress.during(
    'Badges verified from their PDF',
    (valid: number) => valid,
    async () => verifyPrinted(script, await codesIn(badges), living, { keySet, at }),
  );
  return { credentialsVerified, badgesPrinted };
}

/** The product runs for one act, and is stopped as an operator stops it. */
async function onStage<T>(
  { running, interrupted }: Performance,
  stage: Stage,
  act: (url: string) => Promise<T>,
): Promise<T> {
  interrupted.throwIfAborted();
  const server = Server.begin(stage);
  running.add(server);
  const result = await act(await server.ready()).catch(async (error: unknown) => {
    throw await server.explain(error);
  });
  await server.stop();
  running.delete(server);
  return result;
}

type Shared = Pick<Play, 'script' | 'cast' | 'files' | 'progress'> & { readonly refusals: Refusal[] };

async function prepare(url: string, { refusals, ...shared }: Shared): Promise<Play> {
  const api = new Api(url, refusals);
  return { ...shared, api, mail: await Mailbox.open(api) };
}

/** A database of one's own is never emptied, so the meeting may stand in it already. */
async function refuseSecondPerformance({ api, script }: Play): Promise<void> {
  const { meetingId } = script;
  const { body } = await api.get<readonly { readonly id: string }[]>(administrator, '/meetings');
  if (!body.some(({ id }) => id === meetingId)) return;
  throw new Error(
    `${meetingId} was already played in this database, and the demo empties none that DATABASE_URL names: give it a new one.`,
  );
}

async function finish(
  play: Play,
  { seating: before, lettersChecked }: Preparation,
  readiness: Readiness,
  delivery: Delivery,
): Promise<Ending> {
  const { api, cast, script } = play;
  const { seating, lettersCancelled } = readiness;
  const protagonist = personCalled(cast, script.turns.protagonist);
  const dossier = await api.get<Dossier>(officers.auditor, `/files/${fileOf(play, protagonist)}/dossier`);
  const figures = await countFigures(play, delivery, {
    seatsAllocated: seating.seated.size,
    waitlisted: before.waiting.length,
    movedUp: movedUp(before, seating),
    visaLettersChecked: lettersChecked,
    visaLettersCancelled: lettersCancelled,
  });
  return {
    delivery,
    readiness,
    figures,
    dossier: describeDossier(dossier.body, protagonist.profile.legalName, script.timeZone),
    keySet: (await api.bytes(null, '/.well-known/credence-keys.json')).toString(),
  };
}

async function tell(
  { dataFolder, progress, script }: Performance,
  { letters }: Preparation,
  { dossier, delivery, keySet, readiness }: Ending,
  figures: Figures,
): Promise<void> {
  const { badges, plan, credentials } = readiness;
  const qrCode = credentials.find(({ person }) => person.key === script.turns.protagonist)?.png ?? Buffer.alloc(0);
  const papers = await keepPapers(dataFolder, { badges, plan, letters, qrCode, keySet });
  const here = (path: string): string => {
    const short = relative(process.cwd(), path);
    return short === '' || short.startsWith('..') ? path : short;
  };
  progress.say(`\n${figuresTable(script, figures)}\n${describeDelivery(delivery)}\n\n${dossier}\n`);
  progress.say(`Look further:
  npm start -- --data ${here(dataFolder)}      then open /docs for the API and /dev/inbox for the e-mails
  ${here(papers.folder)}      has the badges, the visa letters and the plan of the plenary as PDF
  npm run token -- --as ${officers.auditor} --data ${here(dataFolder)}      a token for the dossiers and decisions
  npm run verify -- ${here(papers.qrCode)} --keys ${here(papers.keySet)} --at ${script.times.atTheGate}
`);
  progress.say(describeOutcome(script, figures));
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { playActOne } from './act-one.js';
import { type IssuedCredential, playActTwo } from './act-two.js';
import { Api, type Refusal } from './api.js';
import { describeDossier, type Dossier } from './dossier.js';
import { countEmails, countFigures, type Delivery, type ServerFigures } from './figures.js';
import { Mailbox } from './mailbox.js';
import { convened, meetingId } from './meeting.js';
import { verifyOffline } from './offline.js';
import { castMeeting, personCalled } from './people.js';
import { type Figures, officers, times, turns } from './plan.js';
import { administrator, fileOf, type Play } from './play.js';
import type { Progress } from './progress.js';
import { Server, type Stage } from './server.js';
import { describeDelivery, describeOutcome, figuresTable } from './table.js';

export interface Performance {
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
  readonly credentials: readonly IssuedCredential[];
}

/** The whole meeting, from the invitation to the last check at the gate. */
export async function perform(performance: Performance): Promise<Figures> {
  const { dataFolder, progress } = performance;
  const began = process.hrtime.bigint();
  const shared = { cast: castMeeting(), files: new Map<string, string>(), refusals: [] as Refusal[], progress };
  progress.say(
    `${convened.title.en}\n${convened.city.en}, ${convened.startsOn} to ${convened.endsOn} (${meetingId})\n`,
  );

  progress.say(`Act one: ${times.actOne}`);
  await onStage(performance, { dataFolder, now: times.actOne, fresh: true }, async (url) => {
    const play = await prepare(url, shared);
    await refuseSecondPerformance(play);
    await playActOne(play);
    await progress.during('E-mails of the first act delivered', emailsIn, () => countEmails(play));
  });

  progress.say(`Act two, after a restart: ${times.actTwo}`);
  const ending = await onStage(performance, { dataFolder, now: times.actTwo, fresh: false }, async (url) => {
    const play = await prepare(url, shared);
    return finish(play, await playActTwo(play));
  });

  progress.say(`At the gate, without the product and without a network: ${times.atTheGate}`);
  const { credentials, keySet } = ending;
  const credentialsVerified = await progress.during(
    'Credentials verified from their QR images',
    credentials.length,
    () => verifyOffline(credentials, keySet, new Date(times.atTheGate)),
  );
  const seconds = Math.round(Number(process.hrtime.bigint() - began) / 1e8) / 10;
  const { emailsDelivered, emailsExpected, events, ...before } = ending.figures;
  const figures: Figures = { ...before, credentialsVerified, emailsDelivered, emailsExpected, events, seconds };
  await tell(performance, ending, figures);
  return figures;
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

type Shared = Pick<Play, 'cast' | 'files' | 'progress'> & { readonly refusals: Refusal[] };

async function prepare(url: string, { refusals, ...shared }: Shared): Promise<Play> {
  const api = new Api(url, refusals);
  return { ...shared, api, mail: await Mailbox.open(api) };
}

/** A database of one's own is never emptied, so the meeting may stand in it already. */
async function refuseSecondPerformance({ api }: Play): Promise<void> {
  const { body } = await api.get<readonly { readonly id: string }[]>(administrator, '/meetings');
  if (!body.some(({ id }) => id === meetingId)) return;
  throw new Error(
    `${meetingId} was already played in this database, and the demo empties none that DATABASE_URL names: give it a new one.`,
  );
}

const emailsIn = ({ delivered }: Delivery): number => delivered;

async function finish(play: Play, credentials: readonly IssuedCredential[]): Promise<Ending> {
  const { api, progress, cast } = play;
  const delivery = await progress.during('E-mails delivered, both acts', emailsIn, () => countEmails(play));
  const protagonist = personCalled(cast.people, turns.protagonist);
  const dossier = await api.get<Dossier>(officers.auditor, `/files/${fileOf(play, protagonist)}/dossier`);
  return {
    delivery,
    credentials,
    figures: await countFigures(play, delivery),
    dossier: describeDossier(dossier.body, protagonist.profile.legalName),
    keySet: (await api.bytes(null, '/.well-known/credence-keys.json')).toString(),
  };
}

async function tell({ dataFolder, progress }: Performance, ending: Ending, figures: Figures): Promise<void> {
  const { dossier, delivery, keySet, credentials } = ending;
  const shown = credentials.find(({ person }) => person.key === turns.protagonist);
  const [png, keys] = [join(dataFolder, 'demo', 'credential.png'), join(dataFolder, 'demo', 'credence-keys.json')];
  await mkdir(join(dataFolder, 'demo'), { recursive: true });
  await Promise.all([writeFile(png, shown?.png ?? Buffer.alloc(0)), writeFile(keys, keySet)]);
  const here = (path: string): string => {
    const short = relative(process.cwd(), path);
    return short === '' || short.startsWith('..') ? path : short;
  };
  progress.say(`\n${figuresTable(figures)}\n${describeDelivery(delivery)}\n\n${dossier}\n`);
  progress.say(`Look further:
  npm start -- --data ${here(dataFolder)}      then open /docs for the API and /dev/inbox for the e-mails
  npm run token -- --as ${officers.auditor} --data ${here(dataFolder)}      a token for the dossiers and decisions
  npm run verify -- ${here(png)} --keys ${here(keys)} --at ${times.atTheGate}
`);
  progress.say(describeOutcome(figures));
}

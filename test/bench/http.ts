import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import pg from 'pg';
import { done, personWith } from '../setup/client.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { conveneSmallMeeting, nomineeBody } from '../setup/small-meeting.js';
import { embeddedIssuerUrl } from '../../src/platform/sign-in/embedded-issuer.js';
import type { ByHandSettings } from './by-hand/server.js';
import { KEYS_TABLE } from './by-hand/keys.js';
import { FACTS_TABLE } from './by-hand/log.js';
import type { Options } from './options.js';
import { profileTable } from './profile.js';
import { mediansOf, type Report } from './report.js';
import { Requests } from './requests.js';
import { perSecond, takeRounds } from './rounds.js';
import { ServerProcess } from './server-process.js';

const ATONCE = 32;
const DELEGATIONS = 64;
const MEETING = 'bench-meeting';
const FOCAL_POINT = 'fp-bench';

/** Nominations through the API process alone, against the same route written by hand; both in processes of their own. */
export async function http(options: Options): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-http-'));
  const databases = [await createTestDatabase(), await createTestDatabase()] as const;
  const processes: ServerProcess[] = [];
  const requests = new Requests(ATONCE);
  try {
    const product = await startProduct(databases[0], folder);
    processes.push(product);
    const tokenOf = (sub: string): Promise<string> => fetchToken(product.said, sub);
    await convene(product.said, tokenOf);
    const byHand = await startByHand(product.said, databases, folder);
    processes.push(byHand);
    const token = await tokenOf(FOCAL_POINT);
    const nominate = (url: string): (() => Promise<string>) => {
      let count = 0;
      return () => {
        count += 1;
        const body = { nominee: nomineeBody(`delegate-${count}@bench.example`), capacity: 'delegate', language: 'es' };
        return requests.post(
          `${url}/delegations/${delegationOf(count)}/nominations`,
          { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
          JSON.stringify(body),
        );
      };
    };
    const works = [product, byHand].map(({ said }) => {
      const once = nominate(said);
      return (windowMs: number) => perSecond(ATONCE, windowMs, once);
    });
    const [credence, rival] = works;
    if (credence === undefined || rival === undefined) throw new Error('Nobody serves.');
    const windows = { ...options, windowMs: options.windowMs * 3 };
    for (const work of works) await work(windows.windowMs * 2);
    const figures = await takeRounds(
      [
        { name: 'credence', work: credence },
        { name: 'byHand', work: rival },
      ],
      windows,
    );
    const profiles: string[] = [];
    if (options.profile) {
      const titles = ['http, credence', 'http, by hand'];
      for (const [index, server] of [product, byHand].entries()) {
        const times = await server.profile(async () => works[index]?.(3_000));
        profiles.push(profileTable(titles[index] ?? '', times));
      }
    }
    const title = `http: nominations of ${DELEGATIONS} delegations, ${ATONCE} at once, no worker beside`;
    return { json: mediansOf(figures), comparisons: [{ title, figures, goals: { byHand: 0.6 } }], profiles };
  } finally {
    requests.close();
    for (const server of processes) await server.stop();
    for (const database of databases) await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

const delegationOf = (count: number): string => `${MEETING}.BENCH-${count % DELEGATIONS}`;

function startProduct(database: TestDatabase, folder: string): Promise<ServerProcess> {
  const env = {
    DATABASE_URL: database.url,
    KEYS_DATABASE_URL: database.keysUrl,
    CREDENCE_MASTER_KEY: randomBytes(32).toString('base64'),
    CREDENCE_WORKER: 'separate',
  };
  const args = ['--data', join(folder, 'data'), '--port', '0'];
  return ServerProcess.start('src/main.js', args, env, /API +(\S+)\/docs/u);
}

async function fetchToken(url: string, sub: string): Promise<string> {
  const answer = await personWith(url, () => Promise.resolve(undefined)).post<{ access_token: string }>(
    '/dev/issuer/token',
    { as: sub },
  );
  return answer.body.access_token;
}

async function convene(url: string, tokenOf: (sub: string) => Promise<string>): Promise<void> {
  const tokens = new Map<string, Promise<string>>();
  const as = (sub: string) =>
    personWith(url, () => {
      const token = tokens.get(sub) ?? tokenOf(sub);
      tokens.set(sub, token);
      return token;
    });
  await conveneSmallMeeting({ as }, { meetingId: MEETING });
  for (let count = 0; count < DELEGATIONS; count += 1) {
    const names = { es: `Delegación ${count}`, en: `Delegation ${count}` };
    await done(
      as('administrator').post(`/meetings/${MEETING}/delegations`, {
        entity: `BENCH-${count}`,
        described: { kind: 'state', names },
        category: 'member-state',
        language: 'es',
        quota: { total: 10_000 },
        reasonCode: 'standard',
        reason: 'The same for everybody',
      }),
    );
    await done(
      as('administrator').post(`/delegations/${delegationOf(count)}/focal-points`, {
        subject: FOCAL_POINT,
        name: 'Persona de la delegación',
        email: 'focal-point@bench.example',
        language: 'es',
        act: { form: 'note-verbale', date: '2026-10-01' },
      }),
    );
  }
}

/** On the facts that the product wrote for the meeting. */
async function startByHand(
  issuerUrl: string,
  [theirs, own]: readonly [TestDatabase, TestDatabase],
  folder: string,
): Promise<ServerProcess> {
  await withClient(own.keysUrl, (client) => client.query(KEYS_TABLE));
  const facts = await withClient(theirs.url, (client) =>
    client.query<Record<string, unknown>>(
      `select stream, revision, id, type, version, data, personal, metadata from log.facts
       order by generation, transaction_id, position`,
    ),
  );
  await withClient(own.url, async (client) => {
    await client.query(FACTS_TABLE);
    await client.query(
      `insert into facts (stream, revision, id, type, version, data, personal, metadata, command_id, request_hash)
       select stream, revision, id, type, version, data, personal, metadata, (metadata::json->>'commandId')::uuid,
              metadata::json->>'requestHash'
       from json_populate_recordset(null::facts, $1::json)`,
      [JSON.stringify(facts.rows)],
    );
    await client.query('analyze facts');
  });
  const jwks = (await (await fetch(`${issuerUrl}/dev/issuer/jwks`)).json()) as JSONWebKeySet;
  const settings: ByHandSettings = {
    databaseUrl: own.url,
    keysDatabaseUrl: own.keysUrl,
    masterKey: randomBytes(32).toString('base64'),
    issuer: embeddedIssuerUrl,
    audience: 'credence',
    jwks,
    logFile: join(folder, 'by-hand.log'),
  };
  return ServerProcess.start('test/bench/by-hand/server.js', [JSON.stringify(settings)], {}, /Listens on (\S+)/u);
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return work(client).finally(() => client.end());
}

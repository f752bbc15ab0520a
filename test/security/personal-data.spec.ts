import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPostgresBackend, type Queue, withBackend } from 'bullmq';
import pg from 'pg';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { Queues } from '../../src/platform/queues.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, decide, done, linkIn, type TestClient } from '../setup/client.js';
import { atRest } from '../setup/at-rest.js';
import { eventually } from '../setup/eventually.js';
import { formWith, pdf, photo } from '../setup/files.js';
import {
  conveneSmallMeeting,
  cover,
  enter,
  nominate,
  nomineeBody,
  profileBody,
  type SmallMeeting,
  uploadDocument,
} from '../setup/small-meeting.js';
import { letterheadBody, letterOnce, visaLetterBody } from '../setup/visa-letters.js';

/** Values that occur nowhere else. */
const canaries = {
  surname: 'Zyxkanarovna',
  givenName: 'Wqkanaria',
  email: 'zyx.kanari@canary.example',
  birth: '1961-11-17',
  passport: 'ZQX7KNR42',
  phone: '+54 911 7770 4242',
  reason: 'Kanarischer Grund Qwzx',
  issuer: 'Ministerium Kanarix',
  consulate: 'Kanarienstadt Qwzx',
  stay: '2099-02-17',
  signatory: 'Kanarella Signatrix',
  receiver: 'Kanarius Empfang',
  suspension: 'Kanarisches Ruhen Qwzx',
  print: 'Kanarischer Zweitdruck Qwzx',
} as const;
/** These stand in no read table: the facts alone keep them, sealed. */
const sealedOnly: readonly string[] = ['signatory', 'receiver'];

interface Hit {
  readonly schema: string;
  readonly table: string;
  readonly canary: string;
}

describe('personal data', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let mails: Queue;
  let fileId: string;

  beforeAll(async () => {
    // The log is followed from the start, and the jobs wait until they have been looked at.
    client = clientOf(await startTestApp({ worker: false }));
    client.app.app.get(Consumers).start();
    meeting = await conveneSmallMeeting(client);
    const { Queue: PostgresQueue } = withBackend(createPostgresBackend);
    const connection = { connectionString: client.app.services.queue.url, migrate: true };
    mails = new PostgresQueue('mail', { connection }) as unknown as Queue;
  });
  afterAll(async () => {
    await mails.close();
    await client.app.stop();
  });

  /** Every row of every table as text, in UTF-8 and in hex, whatever the schema. */
  async function search(connectionString: string): Promise<{ readonly hits: readonly Hit[]; readonly tables: number }> {
    const database = new pg.Client({ connectionString });
    await database.connect();
    const { rows: tables } = await database.query<{ schema: string; table: string }>(
      `select table_schema as schema, table_name as table from information_schema.tables
       where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
    );
    const hits: Hit[] = [];
    for (const { schema, table } of tables) {
      for (const [canary, value] of Object.entries(canaries)) {
        const patterns = [
          value,
          Buffer.from(value).toString('hex'),
          Buffer.from(value)
            .toString('base64')
            .replace(/..?=*$/u, ''),
        ];
        const { rows } = await database.query<{ found: boolean }>(
          `select exists (select from "${schema}"."${table}" t where t::text ilike any ($1)) as found`,
          [patterns.map((pattern) => `%${pattern.replaceAll('_', '\\_')}%`)],
        );
        if (rows[0]?.found === true) hits.push({ schema, table, canary });
      }
    }
    await database.end();
    return { hits, tables: tables.length };
  }

  it('a job holds ids only', async () => {
    const nominee = nomineeBody(canaries.email, { givenNames: canaries.givenName, familyNames: canaries.surname });
    fileId = await nominate(client.as('fp-ar'), meeting.delegationId, canaries.email, { nominee });
    const jobs = await eventually(async () => {
      const waiting = await mails.getJobs(['waiting']);
      return waiting.length === 1 ? waiting : undefined;
    });
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
    expect(jobs.map(({ data }) => data as unknown)).toEqual([
      {
        messageId: expect.stringMatching(uuid) as string,
        resends: 0,
        correlationId: expect.stringMatching(uuid) as string,
      },
    ]);
    const { hits } = await search(client.app.services.databaseUrl);
    expect(hits.filter(({ schema }) => schema !== 'read')).toEqual([]);
    client.app.app.get(Queues).start();
  });

  it('T2 lie in clear in read tables alone: not in the log, the keys, the queue or any other table', async () => {
    const [mail] = await client.mailTo(canaries.email);
    const token = await enter(client, linkIn(mail!));
    const legalName = `${canaries.givenName} ${canaries.surname}`;
    const profile = {
      ...profileBody,
      ...{ legalName, badgeName: legalName, latinName: legalName, dateOfBirth: canaries.birth, phone: canaries.phone },
      document: { ...profileBody.document, number: canaries.passport },
    };
    await done(client.bearing(token).post(`/files/${fileId}/profile`, profile));
    await cover(client, meeting.delegationId, fileId, 'fp-ar');
    const because = { reasonCode: 'name-incomplete', reason: canaries.reason };
    const evidence = {
      form: 'letter',
      issuedOn: '2026-10-05',
      issuer: canaries.issuer,
      sha256: await uploadDocument(client.as('fp-ar'), meeting.delegationId, pdf(Object.values(canaries).join('\n'))),
      lines: [{ capacity: 'delegate', name: legalName, fileId }],
    };
    await done(client.as('fp-ar').post(`/delegations/${meeting.delegationId}/evidence`, evidence));
    await done(client.bearing(token).post(`/files/${fileId}/photo`, formWith(await canaryPhoto())));
    await done(decide(client.as('verifier'), fileId, 'return', because));
    const again = await enter(client, linkIn((await client.mailTo(canaries.email, 2))[1]!));
    await done(client.bearing(again).post(`/files/${fileId}/profile`, profile));
    await done(decide(client.as('verifier'), fileId, 'verification'));
    await done(decide(client.as('verifier'), fileId, 'hold', because));
    await done(decide(client.as('verifier'), fileId, 'resumption'));
    await done(decide(client.as('approver'), fileId, 'approval'));
    await letterWithCanaries();
    await badgeWithCanaries();
    await done(decide(client.as('approver'), fileId, 'revocation', because));
    await client.mailTo(canaries.email, 3);
    await atRest(client.app.app);
    const { databaseUrl, keysDatabaseUrl } = client.app.services;
    const [main, keys] = await Promise.all([search(databaseUrl), search(keysDatabaseUrl)]);
    // The search finds what is there to be found.
    expect([...new Set(main.hits.map(({ canary }) => canary))].toSorted()).toEqual(
      Object.keys(canaries)
        .filter((canary) => !sealedOnly.includes(canary))
        .toSorted(),
    );
    const auditor = client.as('auditor');
    const [dossier, head] = await Promise.all([
      done(auditor.get(`/files/${fileId}/dossier`)),
      done(auditor.get(letterhead())),
    ]);
    const told = JSON.stringify([dossier.body, head.body]);
    expect(sealedValues.filter((value) => !told.includes(value))).toEqual([]);
    expect(main.tables).toBeGreaterThan(12);
    expect(keys.tables).toBeGreaterThan(1);
    expect([...main.hits, ...keys.hits].filter(({ schema }) => schema !== 'read')).toEqual([]);
  });

  it('T2 lie encrypted in the document store: no byte of a file, and no name of one, tells them', async () => {
    const folder = join(client.app.dataFolder, 'documents');
    const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    // Evidence, photo, authorisation and letter.
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths) {
      const bytes = (await readFile(path)).toString('latin1') + path;
      expect([path, bytes.includes('%PDF')]).toEqual([path, false]);
      for (const value of Object.values(canaries)) expect([path, bytes.includes(value)]).toEqual([path, false]);
    }
    // The search would find them: what the store gives out holds them.
    const [evidence] = (await client.as('auditor').get<{ id: string; sha256: string }[]>(evidencePath())).body.slice(
      -1,
    );
    const file = await done(client.as('auditor').get(`${evidencePath()}/${evidence?.id}/file`));
    expect(Object.values(canaries).filter((value) => !file.bytes.includes(value))).toEqual([]);
    const photo = await done(client.as('auditor').get(`/files/${fileId}/photo`));
    expect(photo.bytes.includes(canaries.surname)).toBe(false);
  });

  const sealedValues = Object.entries(canaries).flatMap(([name, value]) => (sealedOnly.includes(name) ? [value] : []));
  const letterhead = (): string => `/meetings/${meeting.meetingId}/letterhead`;

  async function letterWithCanaries(): Promise<void> {
    const protocol = client.as('protocol');
    await done(protocol.post(letterhead(), { ...letterheadBody, signatory: canaries.signatory }));
    await done(protocol.post(`${letterhead()}/authorisations`, { reason: canaries.reason }));
    const consulate = { city: canaries.consulate, country: 'AR' };
    const asked = { ...visaLetterBody, consulate, stay: { from: canaries.stay, until: '2099-03-04' } };
    await done(client.as('fp-ar').post(`/files/${fileId}/visa-letter`, asked));
    await letterOnce(protocol, fileId, 'issued');
  }

  async function badgeWithCanaries(): Promise<void> {
    const issuer = client.as('issuer');
    const { serial } = (await done(issuer.post<{ serial: string }>(`/files/${fileId}/credentials`))).body;
    const path = `/files/${fileId}/credentials/${serial}`;
    await done(issuer.post(`${path}/prints`, { printer: 'desk-1' }));
    await done(issuer.post(`${path}/prints`, { printer: 'desk-1', reasonCode: 'lost', reason: canaries.print }));
    const authorisation = await uploadDocument(client.as('fp-ar'), meeting.delegationId, pdf(canaries.receiver));
    await done(issuer.post(`${path}/hand-over`, { to: 'other', receiver: canaries.receiver, authorisation }));
    await done(issuer.post(`${path}/suspension`, { reasonCode: 'asked', reason: canaries.suspension }));
  }

  const evidencePath = (): string => `/delegations/${meeting.delegationId}/evidence`;

  /** With the person's name in its EXIF block. */
  const canaryPhoto = (): Promise<Buffer> => photo({ exif: { IFD0: { Artist: canaries.surname } } });

  it('stand in no line of the log file, not even where a request was refused or not understood', async () => {
    const { email, surname, passport, reason } = canaries;
    await client
      .as('fp-ar')
      .post(`/delegations/${meeting.delegationId}/nominations`, { nominee: { email, familyNames: surname } });
    await client.as('fp-ar').post(`/delegations/${meeting.delegationId}/nominations`, `{"email":"${email}", broken`);
    await client.as('verifier').post(`/files/${fileId}/hold?number=${passport}`, { reason }, { 'if-match': '"1"' });
    await client.nobody.get(`/files/${encodeURIComponent(email)}?name=${surname}`);
    const half = { consulate: { city: canaries.consulate }, stay: { from: canaries.stay } };
    await client.as('fp-ar').post(`/files/${fileId}/visa-letter`, half);
    await client.as('issuer').post(`/files/${fileId}/credentials/none/suspension`, { reason: canaries.suspension });
    await client.nobody.get(`/nowhere/${surname}`);
    const [mail] = await client.mailTo(email);
    await client.nobody.post(`/invitations/${linkIn(mail!)}`);
    const log = await eventually(async () => {
      const text = await readFile(join(client.app.dataFolder, 'credence.log'), 'utf8');
      return text.includes('"status":410') ? text : undefined;
    });
    expect(log.split('\n').length).toBeGreaterThan(50);
    expect(
      [...Object.values(canaries), linkIn(mail!)].filter((value) => log.toLowerCase().includes(value.toLowerCase())),
    ).toEqual([]);
  });
});

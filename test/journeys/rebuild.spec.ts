import pg from 'pg';
import { DataSource } from 'typeorm';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { Consumers } from '../../src/event-sourcing/consumers.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { Rebuild } from '../../src/event-sourcing/rebuild.js';
import { makeReadTablesAgain } from '../../src/platform/database.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { startTestApp } from '../setup/app.js';
import { atRest } from '../setup/at-rest.js';
import { clientOf, decide, done, type Fields, type TestClient } from '../setup/client.js';
import { accredit, conveneSmallMeeting, nominate, nomineeBody, roomBody } from '../setup/small-meeting.js';
import { letterheadBody, visaLetterBody } from '../setup/visa-letters.js';

describe('read tables, made again from the log', () => {
  let client: TestClient;
  let pool: pg.Pool;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    pool = client.app.app.get(pg.Pool);
  });
  afterAll(() => client.app.stop());

  const tableNames = async (): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'read' order by 1`,
    );
    return rows.map(({ name }) => name).filter((name) => name !== 'migrations');
  };
  const rowsOf = async (name: string): Promise<readonly Fields[]> =>
    (await pool.query<Fields>(`select * from read.${name} order by id collate "C"`)).rows;
  const everything = async (): Promise<Readonly<Record<string, readonly Fields[]>>> =>
    Object.fromEntries(
      await Promise.all((await tableNames()).map(async (name) => [name, await rowsOf(name)] as const)),
    );

  it('are row by row what they were, and no message is sent again', async () => {
    const { delegationId, meetingId } = await conveneSmallMeeting(client);
    const protocol = client.as('protocol');
    await done(protocol.post(`/meetings/${meetingId}/rooms`, roomBody));
    await done(protocol.post(`/meetings/${meetingId}/letterhead`, letterheadBody));
    const { fileId } = await accredit(client, delegationId, 'first@ar.example');
    await done(client.as('fp-ar').post(`/files/${fileId}/visa-letter`, visaLetterBody));
    await done(protocol.post(`/meetings/${meetingId}/rooms/plenary/plan/publication`));
    const rejected = await nominate(client.as('fp-ar'), delegationId, 'second@ar.example');
    await client.mailTo('second@ar.example');
    const because = { reasonCode: 'name-incomplete', reason: 'Incomplete' };
    await done(decide(client.as('verifier'), rejected, 'rejection', because));
    await client.mailTo('fp-ar@secretariat.example');
    const substitution = { nominee: nomineeBody('third@ar.example'), language: 'es', ...because };
    await done(
      client.as('fp-ar').post(`/delegations/${delegationId}/nominations/${fileId}/substitution`, substitution),
    );
    await client.mailTo('third@ar.example');
    const end = await atRest(client.app.app);
    const [before, mails] = [await everything(), await client.app.inbox.listMessages()];
    expect(Object.keys(before)).toHaveLength(16);
    for (const [name, rows] of Object.entries(before)) expect([name, rows.length]).not.toEqual([name, 0]);

    const isAsBefore = async (): Promise<void> => {
      expect(await atRest(client.app.app)).toBe(end);
      expect(await everything()).toEqual(before);
      expect(await client.app.inbox.listMessages()).toEqual(mails);
    };
    for (const name of await tableNames()) await pool.query(`truncate read.${name}`);
    for (const rows of Object.values(await everything())) expect(rows).toEqual([]);
    const { app, services } = client.app;
    const [store, codec, tables, checkpoints] = [
      app.get(EventStore),
      app.get(FactCodec),
      app.get(DataSource),
      app.get(Checkpoints),
    ];
    const rebuild = new Rebuild(store, codec, tables, checkpoints, services.databaseUrl);
    const projections = app.get(Consumers).named([]);
    expect(await rebuild.run(projections)).toEqual(projections.map(({ name }) => ({ name })));
    expect(await rebuild.dropKept()).toHaveLength(16);
    await isAsBefore();

    const owner = new pg.Client({ connectionString: client.app.services.databaseUrl });
    await owner.connect();
    for (const name of await tableNames()) await owner.query(`drop table read.${name}`);
    await owner.end();
    expect(await tableNames()).toEqual([]);
    expect(await rebuild.missing(projections)).toHaveLength(16);
    await rebuild.close();
    await makeReadTablesAgain(client.app.services);
    await isAsBefore();
  });
});

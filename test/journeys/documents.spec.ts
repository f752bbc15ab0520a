import { createHash } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'content-disposition';
import pg from 'pg';
import sharp from 'sharp';
import { documentsProjection } from '../../src/documents/documents.projection.js';
import { SweepDocuments } from '../../src/documents/sweep-documents.js';
import { DocumentStore } from '../../src/platform/documents/document-store.js';
import { startTestApp } from '../setup/app.js';
import {
  type Answer,
  clientOf,
  decide,
  done,
  linkIn,
  refusal,
  type TestClient,
  type TestPerson,
} from '../setup/client.js';
import { atRest } from '../setup/at-rest.js';
import { eventually } from '../setup/eventually.js';
import { formWith, pdf, photo } from '../setup/files.js';
import {
  conveneSmallMeeting,
  cover,
  enter,
  nominate,
  profileBody,
  rulesBody,
  type SmallMeeting,
  uploadDocument,
} from '../setup/small-meeting.js';

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('documents', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let fileId: string;
  let delegate: TestPerson;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    const rules = { profile: { ...rulesBody.profile, photoRequired: true } };
    meeting = await conveneSmallMeeting(client, { rules });
    fileId = await nominate(client.as('fp-ar'), meeting.delegationId, 'photo@ar.example');
    const [mail] = await client.mailTo('photo@ar.example');
    delegate = client.bearing(await enter(client, linkIn(mail!)));
    await done(delegate.post(`/files/${fileId}/profile`, profileBody));
  });
  afterAll(() => client.app.stop());

  describe('a photo', () => {
    const path = (): string => `/files/${fileId}/photo`;
    const shown = async (person: TestPerson): Promise<sharp.Metadata> =>
      sharp((await done(person.get(path()))).bytes).metadata();

    it('I4 is asked for where the rules say so, before a profile is verified', async () => {
      await cover(client, meeting.delegationId, fileId, 'fp-ar');
      expect((await client.as('verifier').get(path())).status).toBe(404);
      const answer = await decide(client.as('verifier'), fileId, 'verification');
      expect([answer.status, answer.body['code'], answer.body['rule']]).toEqual([409, 'photo-missing', 'I4']);
    });

    it('I4 comes out upright, in sRGB, smaller, and without a word of what stood in it', async () => {
      const exif = { IFD0: { Artist: 'Somebody' }, IFD3: { GPSLatitude: '8/1 58/1 0/1', GPSLatitudeRef: 'N' } };
      const bytes = await photo({ width: 1_600, height: 1_200, orientation: 6, exif });
      expect(bytes.includes('Somebody')).toBe(true);
      await done(delegate.post(path(), formWith(bytes, '../../me.exe', 'text/html')));
      const answer = await done(delegate.get(path()));
      const { format, width, height, space, exif: block, icc, xmp, orientation } = await sharp(answer.bytes).metadata();
      expect({ format, width, height, space }).toEqual({ format: 'jpeg', width: 797, height: 1_062, space: 'srgb' });
      expect([block, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined]);
      expect(answer.bytes.includes('Somebody')).toBe(false);
      const { headers } = answer;
      expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['image/jpeg', 'no-store']);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('is named for the person whom it shows', async () => {
      const { headers } = await done(client.as('gate').get(path()));
      const { type, parameters } = parse(headers.get('content-disposition') ?? '');
      expect([type, parameters['filename']]).toEqual(['inline', 'María José Núñez.jpg']);
    });

    it('is seen by the focal point, officers and the gate, and exists for nobody else', async () => {
      for (const person of [client.as('fp-ar'), client.as('verifier'), client.as('gate'), delegate])
        expect((await person.get(path())).headers.get('content-type')).toBe('image/jpeg');
      for (const person of [client.as('fp-bz'), client.as('somebody')])
        expect(await refusal(person.get(path()))).toBe('404 not-found');
      expect(await refusal(client.nobody.get(path()))).toBe('401 not-signed-in');
      expect(await refusal(client.as('gate').post(path(), formWith(await photo())))).toBe('403 not-allowed');
      expect(await refusal(client.as('fp-bz').post(path(), formWith(await photo())))).toBe('404 not-found');
    });

    it('I4 may be replaced until the profile is verified, and the file tells which one it is', async () => {
      await done(client.as('fp-ar').post(path(), formWith(await photo({ width: 413, height: 531, shade: 180 }))));
      expect(await shown(delegate)).toMatchObject({ width: 413, height: 531 });
      const { bytes } = await done(delegate.get(path()));
      await eventually(async () => {
        const { body } = await delegate.get(`/files/${fileId}`);
        return body['photo'] === sha256Of(bytes) ? true : undefined;
      });
      await done(decide(client.as('verifier'), fileId, 'verification'));
      expect(await refusal(delegate.post(path(), formWith(await photo())))).toBe('409 not-at-this-stage');
      expect(await shown(delegate)).toMatchObject({ width: 413, height: 531 });
    });

    it('sent again under its key has one effect and one answer; another one under the same key is refused', async () => {
      const other = await nominate(client.as('fp-ar'), meeting.delegationId, 'again@ar.example');
      const send = async (bytes: Buffer): Promise<readonly [number, unknown]> => {
        const headers = { 'idempotency-key': 'photo-once' };
        const answer = await client.as('fp-ar').post(`/files/${other}/photo`, formWith(bytes), headers);
        return [answer.status, answer.status === 201 ? answer.body : answer.body['code']];
      };
      await eventually(async () =>
        (await client.as('fp-ar').get(`/files/${other}`)).status === 200 ? true : undefined,
      );
      const bytes = await photo({ shade: 150 });
      const answers = await Promise.all([send(bytes), send(bytes)]);
      answers.push(await send(bytes), await send(bytes));
      expect(answers[0]?.[0]).toBe(201);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await send(await photo({ shade: 151 }))).toEqual([422, 'idempotency-key-reused']);
      const { entries } = (
        await done(client.as('auditor').get<{ entries: { fact: string }[] }>(`/files/${other}/dossier`))
      ).body;
      expect(entries.filter(({ fact }) => fact === 'PhotoAttached')).toHaveLength(1);
    });
  });

  describe('a file of evidence', () => {
    const of = (): string => `/delegations/${meeting.delegationId}`;
    const body = (sha256: string): object => ({
      form: 'note-verbale',
      issuedOn: '2026-10-05',
      issuer: 'Ministerio',
      sha256,
      lines: [{ capacity: 'delegate', name: 'María José Núñez' }],
    });

    it('E1 is uploaded first: evidence that names nothing, or the file of another delegation, is refused', async () => {
      expect(await refusal(client.as('fp-ar').post(`${of()}/evidence`, body('c'.repeat(64))))).toBe(
        '422 evidence-file-unknown',
      );
      const theirs = await uploadDocument(client.as('fp-bz'), meeting.otherDelegationId, pdf('theirs'));
      expect(await refusal(client.as('fp-ar').post(`${of()}/evidence`, body(theirs)))).toBe(
        '422 evidence-file-unknown',
      );
    });

    it('comes back as it was sent, under a name of its own, to officers and its own focal point alone', async () => {
      const bytes = pdf('the note verbale');
      const answer = await done(client.as('fp-ar').post(`${of()}/documents`, formWith(bytes, 'nota "1".pdf')));
      const stored = { sha256: sha256Of(bytes), mediaType: 'application/pdf', bytes: bytes.length };
      expect([answer.status, answer.body]).toEqual([201, stored]);
      const { evidenceId } = (
        await done(client.as('fp-ar').post<{ evidenceId: string }>(`${of()}/evidence`, body(stored.sha256)))
      ).body;
      const file = await eventually(async () => {
        const found = await client.as('auditor').get(`${of()}/evidence/${evidenceId}/file`);
        return found.status === 200 ? found : undefined;
      });
      expect(file.bytes.equals(bytes)).toBe(true);
      expect(file.headers.get('content-type')).toBe('application/pdf');
      expect(file.headers.get('content-disposition')).toBe(
        `attachment; filename="${meeting.delegationId} note-verbale 2026-10-05.pdf"`,
      );
      const get = (person: TestPerson, delegationId = meeting.delegationId): Promise<string> =>
        refusal(person.get(`/delegations/${delegationId}/evidence/${evidenceId}/file`));
      expect(await get(client.as('fp-ar'))).toBe('200');
      expect(await get(client.as('registrar'))).toBe('200');
      expect(await get(client.as('fp-bz'))).toBe('403 not-allowed');
      expect(await get(client.as('fp-bz'), meeting.otherDelegationId)).toBe('404 not-found');
      expect(await get(client.as('gate'))).toBe('403 not-allowed');
      expect(await get(delegate)).toMatch(/^40[34] /u);
    });
  });

  describe('that no fact names', () => {
    const pathOf = (subject: string, sha256: string): string =>
      join(client.app.dataFolder, 'documents', encodeURIComponent(subject), sha256);
    const makeOlder = async (subject: string, sha256: string, hours: number): Promise<void> => {
      const at = new Date(Date.now() - hours * 3_600_000);
      await utimes(pathOf(subject, sha256), at, at);
      await client.app.app
        .get(pg.Pool)
        .query('update progress.uploads set stored_at = $3 where subject = $1 and sha256 = $2', [subject, sha256, at]);
    };
    const uploadedHoursAgo = async (hours: number, text: string): Promise<string> => {
      const sha256 = await uploadDocument(client.as('fp-ar'), meeting.delegationId, pdf(text));
      await makeOlder(meeting.delegationId, sha256, hours);
      return sha256;
    };
    const filesOf = (subject: string): Promise<readonly string[]> => readdir(dirname(pathOf(subject, '-')));

    it('are removed a day later; what a fact names stays, a replaced photo too', async () => {
      const { app } = client.app;
      // The third photo came after the verification, and was refused.
      expect(await filesOf(fileId)).toHaveLength(3);
      for (const subject of [fileId, meeting.delegationId, meeting.otherDelegationId])
        for (const sha256 of await filesOf(subject)) await makeOlder(subject, sha256, 48);
      const [forgotten, fresh] = [await uploadedHoursAgo(26, 'forgotten'), await uploadedHoursAgo(24.5, 'fresh')];
      await app.get(SweepDocuments).sweep();
      const left = await filesOf(meeting.delegationId);
      expect([left.includes(forgotten), left.includes(fresh)]).toEqual([false, true]);
      expect(await filesOf(fileId)).toHaveLength(2);
      expect((await delegate.get(`/files/${fileId}/photo`)).status).toBe(200);
      const evidence = await done(
        client.as('auditor').get<{ sha256: string }[]>(`/delegations/${meeting.delegationId}/evidence`),
      );
      expect(evidence.body.length).toBeGreaterThan(1);
      expect(evidence.body.filter(({ sha256 }) => !left.includes(sha256))).toEqual([]);
      const { rows } = await app.get(pg.Pool).query('select from progress.uploads where sha256 <> $1', [fresh]);
      // Of what is named or gone nothing is kept in mind, except of today's.
      expect(rows.length).toBeLessThan(3);
    });

    it('are left alone where they came in beside another log, however old they are', async () => {
      const { app } = client.app;
      const sha256 = await app.get(DocumentStore).put('a-person-of-another-log', Buffer.from('theirs'));
      const at = new Date(Date.now() - 1_000 * 3_600_000);
      await utimes(pathOf('a-person-of-another-log', sha256), at, at);
      await app.get(SweepDocuments).sweep();
      expect(await filesOf('a-person-of-another-log')).toEqual([sha256]);
    });

    it('stay where they were uploaded again a moment ago', async () => {
      const sha256 = await uploadedHoursAgo(26, 'twice');
      await uploadDocument(client.as('fp-ar'), meeting.delegationId, pdf('twice'));
      await client.app.app.get(SweepDocuments).sweep();
      expect(await filesOf(meeting.delegationId)).toContain(sha256);
    });

    it('are not named any more after a day, unless they are uploaded again', async () => {
      const sha256 = await uploadedHoursAgo(24.5, 'late');
      const body = {
        form: 'note-verbale',
        issuedOn: '2026-10-05',
        issuer: 'Ministerio',
        sha256,
        lines: [{ capacity: 'delegate', name: 'María José Núñez' }],
      };
      const path = `/delegations/${meeting.delegationId}/evidence`;
      expect(await refusal(client.as('fp-ar').post(path, body))).toBe('422 evidence-file-unknown');
      await uploadDocument(client.as('fp-ar'), meeting.delegationId, pdf('late'));
      expect((await client.as('fp-ar').post(path, body)).status).toBe(201);
    });

    it('are left alone as long as the table that knows the names is made by another version', async () => {
      const { app } = client.app;
      const forgotten = { subject: meeting.delegationId, sha256: await uploadedHoursAgo(26, 'forgotten again') };
      const setVersion = (version: number): Promise<unknown> =>
        app.get(pg.Pool).query(`update progress.checkpoints set version = $1 where name = 'documents'`, [version]);
      await atRest(app);
      await setVersion(0);
      await app.get(SweepDocuments).sweep();
      expect(await app.get(DocumentStore).has(forgotten)).toBe(true);
      await setVersion(documentsProjection.version);
      await app.get(SweepDocuments).sweep();
      expect(await app.get(DocumentStore).has(forgotten)).toBe(false);
    });

    it('are taken once for the same key, and another file under it is refused', async () => {
      const path = `/delegations/${meeting.delegationId}/documents`;
      const send = (text: string): Promise<Answer> =>
        client.as('fp-ar').post(path, formWith(pdf(text)), { 'idempotency-key': 'document-once' });
      const [first, second] = [await done(send('once')), await done(send('once'))];
      expect(second.body).toEqual(first.body);
      expect(await refusal(send('another'))).toBe('422 idempotency-key-reused');
      expect(await filesOf(meeting.delegationId)).not.toContain(sha256Of(pdf('another')));
    });

    it('are so many at most; what is named does not count', async () => {
      const path = `/delegations/${meeting.otherDelegationId}/documents`;
      const known =
        (
          await client.app.app
            .get(pg.Pool)
            .query('select from progress.uploads where subject = $1', [meeting.otherDelegationId])
        ).rowCount ?? 0;
      for (let count = known; count < 50; count += 1)
        await uploadDocument(client.as('fp-bz'), meeting.otherDelegationId, pdf(`unused ${count}`));
      const answer = await client.as('fp-bz').post(path, formWith(pdf('one more')));
      expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
        429,
        'too-many-unused-files',
        '60',
      ]);
      // What is there already takes no more room, and what is named takes none.
      const sha256 = await uploadDocument(client.as('fp-bz'), meeting.otherDelegationId, pdf('unused 49'));
      const lines = [{ capacity: 'delegate', name: 'María José Núñez' }];
      const evidence = { form: 'note-verbale', issuedOn: '2026-10-05', issuer: 'Ministerio', sha256, lines };
      await done(client.as('fp-bz').post(`/delegations/${meeting.otherDelegationId}/evidence`, evidence));
      await eventually(async () =>
        (await client.as('fp-bz').post(path, formWith(pdf('one more')))).status === 201 ? true : undefined,
      );
    });
  });
});

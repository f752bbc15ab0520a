import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { Histories } from '../../src/event-sourcing/histories.js';
import { Queues } from '../../src/platform/queues.js';
import { type LetterJob, PrintVisaLetters } from '../../src/visa-letters/print-visa-letters.js';
import type { VisaLetterRequested } from '../../src/visa-letters/visa-letters.events.js';
import { startTestApp } from '../setup/app.js';
import {
  type Answer,
  clientOf,
  decide,
  done,
  type Fields,
  type Problem,
  refusal,
  type TestClient,
  type TestPerson,
} from '../setup/client.js';
import { atRest } from '../setup/at-rest.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { factsOfLog } from '../setup/facts-of-log.js';
import { pagesOf, qrOf, textOf } from '../setup/pdf-pages.js';
import { putFacts } from '../setup/put-facts.js';
import { accredit, conveneSmallMeeting, nominate, profileBody, type SmallMeeting } from '../setup/small-meeting.js';
import { letterheadBody, letterOnce, type LetterView, visaLetterBody } from '../setup/visa-letters.js';

const because = { reasonCode: 'asked', reason: 'As was asked' };
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('visa letters', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let protocol: TestPerson;
  let letterhead: string;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client, { quota: 20 });
    protocol = client.as('protocol');
    letterhead = `/meetings/${meeting.meetingId}/letterhead`;
  });
  afterAll(() => client.app.stop());

  const pathOf = (fileId: string): string => `/files/${fileId}/visa-letter`;
  const request = (person: TestPerson, fileId: string, changed: Fields = {}): ReturnType<TestPerson['post']> =>
    person.post(pathOf(fileId), { ...visaLetterBody, ...changed });
  const seen = async (fileId: string): Promise<{ readonly 'if-match': string }> => {
    const { revision } = (await done(protocol.get<LetterView>(pathOf(fileId)))).body;
    return { 'if-match': `"${revision}"` };
  };
  const sign = async (fileId: string): Promise<void> => {
    await done(protocol.post(`${pathOf(fileId)}/signature`, undefined, await seen(fileId)));
  };
  const issue = async (fileId: string): Promise<LetterView> => {
    await done(request(client.as('fp-ar'), fileId));
    return letterOnce(protocol, fileId, 'issued');
  };
  const letterOf = async (fileId: string): Promise<Buffer> =>
    (await done(protocol.get(`${pathOf(fileId)}/letter.pdf`))).bytes;
  const qrOfLetter = async (fileId: string): Promise<string> => qrOf((await pagesOf(await letterOf(fileId)))[0]!);
  /** What the code in the letter leads to. */
  const check = async (qr: string, documentLast4 = '3456', changed: Fields = {}): Promise<unknown> => {
    // The answer is that of the tables, which may be a moment behind.
    const { app } = client.app;
    await app.get(Checkpoints).waitFor(['visa_letters', 'files'], await app.get(EventStore).head(), 60_000);
    const { searchParams } = new URL(qr);
    const asked = { number: searchParams.get('number'), code: searchParams.get('code'), documentLast4, ...changed };
    return (await done(client.nobody.post('/check/visa-letters', asked))).body;
  };

  it('V1 V3 no letter without approval, and none without a letterhead', async () => {
    const nominated = await nominate(client.as('fp-ar'), meeting.delegationId, 'early@ar.example');
    await untilTrue(async () => (await client.as('fp-ar').get(`/files/${nominated}`)).status === 200);
    expect(await refusal(request(client.as('fp-ar'), nominated))).toBe('409 file-not-ready-for-letter');
    const { fileId } = await accredit(client, meeting.delegationId, 'bare@ar.example');
    expect(await refusal(request(client.as('fp-ar'), fileId))).toBe('409 letterhead-missing');
    expect(await refusal(protocol.post(`${letterhead}/authorisations`, { reason: 'Many' }))).toBe(
      '409 letterhead-missing',
    );
    await done(protocol.post(letterhead, letterheadBody));
    expect((await done(client.as('auditor').get(letterhead))).body).toMatchObject({
      adopted: { ...letterheadBody, version: 1 },
      authorisations: [],
    });
  });

  describe('asked for by the delegate', () => {
    let fileId: string;
    let person: TestPerson;
    let number: string;

    it('V1 waits for the protocol officer, who signs what they saw', async () => {
      const accredited = await accredit(client, meeting.delegationId, 'first@ar.example');
      ({ fileId } = accredited);
      person = client.bearing(accredited.token);
      const { body } = await done(request(person, fileId));
      expect(body).toMatchObject({ status: 'requested' });
      expect(await refusal(request(client.as('fp-ar'), fileId))).toBe('409 visa-letter-already-lives');
      expect(await refusal(protocol.get(`${pathOf(fileId)}/letter.pdf`))).toBe('409 visa-letter-not-issued');
      const path = `${pathOf(fileId)}/signature`;
      expect(await refusal(protocol.post(path))).toBe('428 if-match-required');
      expect(await refusal(protocol.post(path, undefined, { 'if-match': '"7"' }))).toMatch(/^412/u);
      await sign(fileId);
      expect(await refusal(protocol.post(path, undefined, { 'if-match': '"1"' }))).toMatch(/^4(09|12)/u);
    });

    it('V2 V3 becomes a letter that says everything a consulate asks for', async () => {
      const letter = await letterOnce(person, fileId, 'issued');
      number = letter.number ?? '';
      const answer = await done(person.get(`${pathOf(fileId)}/letter.pdf`));
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="Carta de visa ${number}.pdf"`);
      expect(createHash('sha256').update(answer.bytes).digest('hex')).toBe(letter.sha256);
      const pages = await pagesOf(answer.bytes);
      expect(pages).toHaveLength(1);
      const [text, qr] = [textOf(pages[0]!), await qrOf(pages[0]!)];
      for (const said of [
        'Presidencia Pro Témpore del Proceso de Quito',
        'Calle 50, Torre Global',
        'A la Oficina Consular de Panamá',
        'Buenos Aires, Argentina',
        'Reunión técnica',
        'del 1 al 2 de marzo de 2099',
        'María José Núñez',
        'MARIA JOSE NUNEZ',
        '2 de enero de 1980',
        'AAB123456',
        '1 de enero de 2024',
        '31 de diciembre de 2099',
        'Directora',
        'del 27 de febrero al 4 de marzo de 2099',
        'Los sufraga la delegación',
        'Ana Pérez de la Vega',
        'Directora de Protocolo',
        'no es una visa',
        `${client.app.url}/check/visa-letters`,
        number,
      ])
        expect(text).toContain(said);
      expect(qr).toMatch(
        new RegExp(`^${client.app.url}/check/visa-letters\\?number=${number}&code=\\w{4}-\\w{4}-\\w{4}$`, 'u'),
      );
      expect(text).toContain(new URL(qr).searchParams.get('code'));
    });

    it('V4 is valid for whoever holds it and knows the document, and unknown to everybody else', async () => {
      const qr = await qrOfLetter(fileId);
      expect(await check(qr)).toEqual({ verdict: 'valid' });
      expect(await check(qr, 'aab123456')).toEqual({ verdict: 'valid' });
      expect(await check(qr, '3457')).toEqual({ verdict: 'unknown' });
      expect(await check(qr, '3456', { code: '0000-0000-0000' })).toEqual({ verdict: 'unknown' });
      expect(await check(qr, '3456', { number: 'SMALL-2099-00000000' })).toEqual({ verdict: 'unknown' });
      expect(await check(qr, '3456', { number: ` ${number.toLowerCase()} ` })).toEqual({ verdict: 'valid' });
      const alike = number.slice(-8).replaceAll('0', 'O').replaceAll('1', 'l');
      expect(await check(qr, '3456', { number: number.slice(0, -8) + alike })).toEqual({ verdict: 'valid' });
    });

    it('V4 its code stands in the letter alone: in no fact, no table and no log of the application', async () => {
      const code = new URL(await qrOfLetter(fileId)).searchParams.get('code') ?? '';
      const { rows } = await client.app.app.get(pg.Pool).query<{ kept: string }>(
        `select row_to_json(t)::text as kept from read.visa_letters t union all
         select row_to_json(t)::text from progress.letter_checks t`,
      );
      const kept = [
        ...rows.map((row) => row.kept),
        ...(await factsOfLog(client.app.app.get(EventStore))).map((fact) => JSON.stringify(fact)),
        await readFile(join(client.app.dataFolder, 'credence.log'), 'utf8'),
      ];
      expect(kept.length).toBeGreaterThan(10);
      expect(kept.filter((text) => text.includes(code) || text.includes(code.replaceAll('-', '')))).toEqual([]);
    });

    it('V4 is checked on a page that works without a script, in both languages', async () => {
      const qr = await qrOfLetter(fileId);
      const { searchParams, pathname, search } = new URL(qr);
      const page = await client.nobody.get<string>(`${pathname}${search}`, browser);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.body).toContain(`value="${number}"`);
      expect(page.body).toContain('lang="en"');
      const form = (fields: Record<string, string>): Promise<Answer<string>> =>
        client.nobody.post(pathname, new URLSearchParams(fields).toString(), {
          ...browser,
          'content-type': 'application/x-www-form-urlencoded',
        });
      const fields = { ...Object.fromEntries(searchParams), documentLast4: '3456' };
      const valid = await form(fields);
      expect([valid.status, valid.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(valid.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(valid.body).toContain('Carta válida');
      expect((await form({ ...fields, documentLast4: 'zzzz' })).body).toContain('No podemos confirmar');
      const hostile = await form({ ...fields, number: '"><script>alert(1)</script>' });
      expect([hostile.status, hostile.body.includes('<script')]).toEqual([200, false]);
      const half = await form({ ...fields, code: '' });
      expect([half.status, half.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
      expect(await refusal(client.nobody.post(pathname, { number }))).toBe('400 invalid-request');
    });

    it('C4 is not valid while the file is on hold, and again when it goes on', async () => {
      const qr = await qrOfLetter(fileId);
      await done(decide(client.as('verifier'), fileId, 'hold', because));
      expect(await check(qr)).toEqual({ verdict: 'unknown' });
      expect(await refusal(person.get(`${pathOf(fileId)}/letter.pdf`))).toBe('409 visa-letter-not-issued');
      await done(decide(client.as('verifier'), fileId, 'resumption'));
      expect(await check(qr)).toEqual({ verdict: 'valid' });
    });

    it('V1 once cancelled makes way for another one, with a number of its own', async () => {
      const qr = await qrOfLetter(fileId);
      const path = `${pathOf(fileId)}/cancellation`;
      const former = await seen(fileId);
      expect(await refusal(protocol.post(path, because))).toBe('428 if-match-required');
      await done(protocol.post(path, because, former));
      expect(await check(qr)).toEqual({ verdict: 'cancelled' });
      expect(await check(qr, '0000')).toEqual({ verdict: 'unknown' });
      expect(await refusal(person.get(`${pathOf(fileId)}/letter.pdf`))).toBe('409 visa-letter-not-issued');
      await done(request(person, fileId));
      expect(await refusal(protocol.post(path, because, former))).toBe('412 stale-revision');
      await sign(fileId);
      const next = await letterOnce(person, fileId, 'issued');
      expect(next.number).not.toBe(number);
      expect(await check(await qrOfLetter(fileId))).toEqual({ verdict: 'valid' });
      expect(await check(qr)).toEqual({ verdict: 'cancelled' });
    });

    it('V4 whoever knows the code may not guess the document for ever', async () => {
      const qr = await qrOfLetter(fileId);
      const { searchParams, pathname } = new URL(qr);
      const asked = { ...Object.fromEntries(searchParams), documentLast4: '3456' };
      // Right answers count nothing.
      for (let time = 0; time < 12; time += 1) expect(await check(qr)).toEqual({ verdict: 'valid' });
      const guesses = Array.from({ length: 25 }, async (_, guess) => {
        const body = { ...asked, documentLast4: String(guess).padStart(4, '0') };
        return (await client.nobody.post(pathname, body)).status;
      });
      const statuses = await Promise.all(guesses);
      expect([200, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([10, 15]);
      const refused = await client.nobody.post<Problem>(pathname, asked);
      expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(86_000);
      const form = new URLSearchParams(asked).toString();
      const page = await client.nobody.post<string>(pathname, form, {
        ...browser,
        'content-type': 'application/x-www-form-urlencoded',
      });
      expect([page.status, page.headers.get('retry-after') !== null]).toEqual([429, true]);
      expect(page.body).toContain('demasiadas veces');
      expect(page.body).toContain('asked about too often');
      // Without the code nobody closes a letter, and nobody learns that it is closed.
      expect(await check(qr, '3456', { code: '0000-0000-0000' })).toEqual({ verdict: 'unknown' });
    });

    it('V4 a letter that was asked about too often closes no other one', async () => {
      const accredited = await accredit(client, meeting.delegationId, 'second@ar.example');
      ({ fileId } = accredited);
      await done(request(client.as('fp-ar'), fileId));
      await sign(fileId);
      await letterOnce(protocol, fileId, 'issued');
      expect(await check(await qrOfLetter(fileId))).toEqual({ verdict: 'valid' });
    });

    it('C4 is cancelled with the accreditation', async () => {
      const qr = await qrOfLetter(fileId);
      await done(decide(client.as('approver'), fileId, 'revocation', because));
      expect(await check(qr)).toEqual({ verdict: 'cancelled' });
      expect((await letterOnce(protocol, fileId, 'cancelled')).reasonCode).toBe('accreditation-revoked');
    });

    it('V1 an officer of registration asks for none: they are on request of focal point and delegate', async () => {
      const { fileId: other } = await accredit(client, meeting.delegationId, 'unasked@ar.example');
      expect(await refusal(request(client.as('registrar'), other))).toBe('403 not-allowed');
    });

    it('V3 bears the signatory of the moment of its signature', async () => {
      const { fileId: other } = await accredit(client, meeting.delegationId, 'signatory@ar.example');
      await done(request(client.as('fp-ar'), other));
      await done(protocol.post(letterhead, { ...letterheadBody, signatory: 'Luis Ruiz Solano' }));
      await sign(other);
      await letterOnce(protocol, other, 'issued');
      const [page] = await pagesOf(await letterOf(other));
      expect(textOf(page!)).toContain('Luis Ruiz Solano');
      expect(textOf(page!)).not.toContain('Ana Pérez');
    });

    it('C4 that was asked for while its file ended is cancelled', async () => {
      const { fileId: other } = await accredit(client, meeting.delegationId, 'race@ar.example');
      const { meetingId, delegationId } = meeting;
      await done(client.as('fp-ar').post(`/delegations/${delegationId}/nominations/${other}/withdrawal`, because));
      await untilTrue(async () => (await client.as('fp-ar').get(`/files/${other}`)).body['stage'] === 'closed');
      await atRest(client.app.app);
      const data = { letterId: crypto.randomUUID(), fileId: other, meetingId, delegationId, capacity: 'delegate' };
      const how = { language: 'es', costs: 'delegation', requestedBy: 'focal-point' } as const;
      const requested: VisaLetterRequested = { type: 'VisaLetterRequested', data: { ...data, ...how } };
      await putFacts(client.app, `visa-letter-${other}`, meetingId, [requested]);
      expect((await letterOnce(protocol, other, 'cancelled')).reasonCode).toBe('file-ended');
    });

    describe('while the log is away', () => {
      let waiting: LetterView;
      let other: string;
      const job = (): LetterJob => {
        const { letterId } = waiting;
        return { meetingId: meeting.meetingId, fileId: other, letterId, retries: 0, correlationId: letterId };
      };

      beforeAll(async () => {
        ({ fileId: other } = await accredit(client, meeting.delegationId, 'away@ar.example'));
        await done(request(client.as('fp-ar'), other));
        waiting = (await done(protocol.get<LetterView>(pathOf(other)))).body;
      });

      it('becomes a dead letter, and is made all the same as soon as there is reason to', async () => {
        const printer = client.app.app.get(PrintVisaLetters);
        const queues = client.app.app.get(Queues);
        const away = jest.spyOn(printer, 'work').mockRejectedValue(new Error('The log is away.'));
        const jobId = `${waiting.letterId}-0`;
        await queues.queue<LetterJob>('visa-letters').add('print', job(), { jobId, attempts: 1 });
        const failed = (): Promise<Record<string, number>> =>
          queues.at('visa-letters', (queue) => queue.getJobCounts('failed'));
        await untilTrue(async () => ((await failed())['failed'] ?? 0) > 0);
        away.mockRestore();
        await sign(other);
        await letterOnce(protocol, other, 'issued');
      });

      it('on the last attempt is told as a failure', async () => {
        const { fileId: last } = await accredit(client, meeting.delegationId, 'last@ar.example');
        const { letterId } = (await done(request(client.as('fp-ar'), last))).body as { letterId: string };
        // Of a signature that no reaction has seen.
        const printer = client.app.app.get(PrintVisaLetters);
        const blind = Object.create(printer, {
          decisions: { value: { fold: () => Promise.reject(new Error('The log is away.')) } },
        }) as PrintVisaLetters;
        await writeFile(join(client.app.dataFolder, 'documents', last), 'no folder');
        await sign(last);
        const asked = { ...job(), fileId: last, letterId };
        await expect(blind.work(asked, { attemptsMade: 0, opts: { attempts: 1 } })).rejects.toThrow('away');
        expect((await letterOnce(protocol, last, 'failed')).reasonCode).toBe('not-made');
      });
    });
  });

  describe('under a standing authorisation', () => {
    let authorisationId: string;

    beforeAll(async () => {
      const path = `${letterhead}/authorisations`;
      const { body } = await done(protocol.post<{ authorisationId: string }>(path, { reason: 'Many letters' }));
      ({ authorisationId } = body);
      expect(await refusal(protocol.post(path, { reason: 'Again' }))).toBe('409 signature-already-authorised');
    });

    it('V1 V3 a focal point has it signed at once, in English', async () => {
      const { fileId } = await accredit(client, meeting.otherDelegationId, 'ann@bz.example', 'fp-bz');
      const point = client.as('fp-bz');
      expect(await refusal(request(client.as('fp-ar'), fileId))).toBe('404 not-found');
      const { body } = await done(request(point, fileId, { language: 'en', costs: 'organisers' }));
      expect(body).toMatchObject({ status: 'signed' });
      await letterOnce(point, fileId, 'issued');
      const [page = ''] = (await pagesOf(await letterOf(fileId))).map(textOf);
      for (const said of [
        'To the Consular Section of Panama',
        'Belize',
        'from 1 to 2 March 2099',
        'Borne by the organisers',
      ])
        expect(page).toContain(said);
    });

    it('D3 a substitution cancels the letter of the predecessor', async () => {
      const { fileId } = await accredit(client, meeting.delegationId, 'former@ar.example');
      await issue(fileId);
      const qr = await qrOfLetter(fileId);
      const successor = {
        givenNames: 'Ana',
        familyNames: 'Sosa',
        functionalTitle: 'Directora',
        email: 'next@ar.example',
      };
      const path = `/delegations/${meeting.delegationId}/nominations/${fileId}/substitution`;
      await done(client.as('fp-ar').post(path, { nominee: successor, language: 'es', ...because }));
      expect(await check(qr)).toEqual({ verdict: 'cancelled' });
      expect((await letterOnce(protocol, fileId, 'cancelled')).reasonCode).toBe('substituted');
    });

    it('V2 a stay far from the meeting is refused, and the bounds are told', async () => {
      const { fileId } = await accredit(client, meeting.delegationId, 'far@ar.example');
      const refused = await request(client.as('fp-ar'), fileId, { stay: { from: '2098-12-01', until: '2099-03-04' } });
      expect(refused.body).toMatchObject({ code: 'stay-out-of-bounds', earliest: '2099-01-30', latest: '2099-04-01' });
    });

    it('a name that no font can write fails visibly, and without the name', async () => {
      const profile = { ...profileBody, legalName: 'María 𓀀𓀁' };
      const { fileId } = await accredit(client, meeting.delegationId, 'glyph@ar.example', 'fp-ar', profile);
      await done(request(client.as('fp-ar'), fileId));
      expect((await letterOnce(protocol, fileId, 'failed')).reasonCode).toBe('glyph-missing');
      await done(client.as('registrar').post(`${pathOf(fileId)}/retry`));
      expect((await letterOnce(protocol, fileId, 'failed')).reasonCode).toBe('glyph-missing');
      const log = await readFile(join(client.app.dataFolder, 'credence.log'), 'utf8');
      expect(log).toContain('"queue":"visa-letters"');
      expect(log).not.toMatch(/María|𓀀/u);
    });

    describe('while the document store takes nothing', () => {
      const blockOf = (fileId: string): string => join(client.app.dataFolder, 'documents', fileId);
      const block = async (fileId: string): Promise<void> => {
        await mkdir(join(client.app.dataFolder, 'documents'), { recursive: true });
        await writeFile(blockOf(fileId), 'no folder');
      };
      const workOnce = async (fileId: string): Promise<void> => {
        const { letterId } = (await done(protocol.get<LetterView>(pathOf(fileId)))).body;
        const { meetingId } = meeting;
        const job: LetterJob = { meetingId, fileId, letterId, retries: 0, correlationId: letterId };
        await client.app.app.get(PrintVisaLetters).work(job, { attemptsMade: 0, opts: { attempts: 1 } });
      };

      it('the last attempt is told as a failure, and a retry makes the letter', async () => {
        const { fileId } = await accredit(client, meeting.delegationId, 'full@ar.example');
        await block(fileId);
        await done(request(client.as('fp-ar'), fileId));
        await expect(workOnce(fileId)).rejects.toThrow();
        expect((await letterOnce(protocol, fileId, 'failed')).reasonCode).toBe('not-made');
        const failed = await eventually(async () => {
          const path = `/meetings/${meeting.meetingId}/visa-letters?status=failed`;
          const { items } = (await done(protocol.get<{ items: readonly Fields[] }>(path))).body;
          return items.find((item) => item['fileId'] === fileId);
        });
        expect(failed).toMatchObject({ status: 'failed', reasonCode: 'not-made', attempts: 1 });
        await rm(blockOf(fileId));
        await done(protocol.post(`${pathOf(fileId)}/retry`));
        await letterOnce(protocol, fileId, 'issued');
        expect(await refusal(protocol.post(`${pathOf(fileId)}/retry`))).toBe('409 visa-letter-not-failed');
        expect(await check(await qrOfLetter(fileId))).toEqual({ verdict: 'valid' });
      });

      it('C4 a hold stops the letter that was not made yet; it is made when the file goes on', async () => {
        const { fileId } = await accredit(client, meeting.delegationId, 'held@ar.example');
        await block(fileId);
        await done(request(client.as('fp-ar'), fileId));
        await done(decide(client.as('verifier'), fileId, 'hold', because));
        await rm(blockOf(fileId));
        await workOnce(fileId);
        expect((await done(protocol.get<LetterView>(pathOf(fileId)))).body.status).toBe('signed');
        await done(decide(client.as('verifier'), fileId, 'resumption'));
        await letterOnce(protocol, fileId, 'issued');
      });

      it('however often and at once it is made, there is one letter', async () => {
        const { fileId } = await accredit(client, meeting.delegationId, 'twice@ar.example');
        await block(fileId);
        await done(request(client.as('fp-ar'), fileId));
        await rm(blockOf(fileId));
        await Promise.all([workOnce(fileId), workOnce(fileId), workOnce(fileId)]);
        await letterOnce(protocol, fileId, 'issued');
        const facts = await client.app.app.get(Histories).of(`visa-letter-${fileId}`);
        expect(facts.map(({ type }) => type)).toEqual(['VisaLetterRequested', 'VisaLetterSigned', 'VisaLetterIssued']);
        expect(await readdir(blockOf(fileId))).toHaveLength(1);
      });
    });

    it('V1 an authorisation ends, and the next letter waits again', async () => {
      const { fileId } = await accredit(client, meeting.delegationId, 'after@ar.example');
      await done(protocol.post(`${letterhead}/authorisations/${authorisationId}/end`, { reason: 'Enough' }));
      expect((await done(request(client.as('fp-ar'), fileId))).body).toMatchObject({ status: 'requested' });
    });

    it('S1 S2 a protocol officer who belongs to the delegation signs and cancels none of its letters, and the attempt is a fact', async () => {
      const { fileId } = await accredit(client, meeting.delegationId, 'related@ar.example');
      const point = {
        subject: 'protocol',
        name: 'Persona protocol',
        email: 'protocol@secretariat.example',
        language: 'es',
      };
      const act = { form: 'note-verbale', date: '2026-10-01' };
      await done(
        client.as('administrator').post(`/delegations/${meeting.delegationId}/focal-points`, { ...point, act }),
      );
      const { revision } = (await done(request(client.as('fp-ar'), fileId))).body as { revision: number };
      const signed = protocol.post(`${pathOf(fileId)}/signature`, undefined, { 'if-match': `"${revision}"` });
      expect(await refusal(signed)).toBe('409 belongs-to-delegation');
      const cancelled = protocol.post(`${pathOf(fileId)}/cancellation`, because, await seen(fileId));
      expect(await refusal(cancelled)).toBe('409 belongs-to-delegation');
      const facts = await client.app.app.get(Histories).of(`visa-letter-${fileId}`);
      expect(facts.map(({ type }) => type)).toEqual(['VisaLetterRequested', 'DecisionRefused', 'DecisionRefused']);
    });
  });
});

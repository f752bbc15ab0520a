import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Checkpoints } from '../../src/event-sourcing/checkpoints.js';
import { DocumentStore } from '../../src/platform/documents/document-store.js';
import { clockFrom } from '../../src/platform/clock.js';
import { readQrImage } from '../../src/credentials/code/credential-image.js';
import { startTestApp } from '../setup/app.js';
import {
  type Answer,
  clientOf,
  decide,
  done,
  type Fields,
  linkIn,
  type Problem,
  refusal,
  type TestClient,
} from '../setup/client.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { pdf } from '../setup/files.js';
import { pagesOf, qrOf, textOf } from '../setup/pdf-pages.js';
import {
  type AccreditedPerson,
  accredit,
  conveneSmallMeeting,
  cover,
  enter,
  firstDay,
  nominate,
  openNow,
  profileBody,
  type SmallMeeting,
  uploadDocument,
} from '../setup/small-meeting.js';

const because = { reasonCode: 'checked-again', reason: 'To be looked at' };

describe('a badge, from the printer to the person', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let person: AccreditedPerson;
  let colleague: AccreditedPerson;
  let other: AccreditedPerson;

  beforeAll(async () => {
    client = clientOf(await startTestApp({ clock: clockFrom(firstDay) }));
    meeting = await conveneSmallMeeting(client, { rules: openNow });
    person = await accredit(client, meeting.delegationId, 'one@ar.example');
    colleague = await accredit(client, meeting.delegationId, 'two@ar.example');
    other = await accredit(client, meeting.otherDelegationId, 'three@bz.example', 'fp-bz');
  });
  afterAll(() => client.app.stop());

  const send = (what: string, body?: unknown, of = person): Promise<Answer> =>
    client.as('issuer').post(`/files/${of.fileId}/credentials/${of.serial}/${what}`, body);
  const status = (of = person): Promise<Fields> =>
    eventually(async () => {
      const answer = await client.as('gate').get(`/credentials/${of.serial}/status`);
      return answer.status === 404 ? undefined : answer.body;
    });
  const untilGateSays = (reason: string | null): Promise<Fields> =>
    eventually(async () => {
      const seen = await status();
      return seen['reason'] === reason ? seen : undefined;
    });
  /** What comes of every way to see the code of a badge. */
  const drawn = (of = person): Promise<readonly string[]> =>
    Promise.all(
      ['code', 'qr.png', 'qr.svg', 'badge.pdf', 'badge.png'].map((what) =>
        refusal(client.as('issuer').get(`/credentials/${of.serial}/${what}`)),
      ),
    );
  /** The newest credential of a file, once the read table knows what was done. */
  const rowAfter = async ({ headers }: Answer, of = person): Promise<Fields> => {
    const after = { 'credence-after': headers.get('credence-position') ?? '' };
    const { body } = await done(client.as('issuer').get<Fields[]>(`/files/${of.fileId}/credentials`, after));
    return body[0] ?? {};
  };

  it('I3 C2 a living credential has a badge, as PDF and as PNG, that a gate can scan', async () => {
    const { code } = (await done(client.as('issuer').get<{ code: string }>(`/credentials/${person.serial}/code`))).body;
    const badge = await eventually(async () => {
      const answer = await client.as('issuer').get(`/credentials/${person.serial}/badge.pdf`);
      return answer.status === 200 ? answer : undefined;
    });
    expect(badge.headers.get('content-type')).toBe('application/pdf');
    expect(badge.headers.get('cache-control')).toBe('no-store');
    expect(badge.headers.get('content-disposition')).toBe(
      `inline; filename="badge-${meeting.delegationId}-${person.serial.slice(-8)}.pdf"`,
    );
    const [page] = await pagesOf(badge.bytes);
    expect(await qrOf(page!)).toBe(code);
    const read = textOf(page!);
    for (const text of ['María José Núñez', 'Argentina', 'Delegación', 'Plenaria', 'Estado miembro'])
      expect(read).toContain(text);

    const png = await done(client.as('issuer').get(`/credentials/${person.serial}/badge.png?language=en`));
    expect(png.headers.get('content-type')).toBe('image/png');
    expect(await readQrImage(png.bytes)).toBe(code);
    const english = await done(client.as('issuer').get(`/credentials/${person.serial}/badge.pdf?language=en`));
    expect((await pagesOf(english.bytes))[0]!.text).toContain('Technical meeting');
    expect(await refusal(client.as('issuer').get(`/credentials/${person.serial}/badge.pdf?language=fr`))).toBe(
      '400 invalid-request',
    );
  });

  it('C7 a badge is printed, and a second time only with a reason', async () => {
    expect(await refusal(send('hand-over', { to: 'holder' }))).toBe('409 not-printed-yet');
    expect(await rowAfter(await done(send('prints', { printer: 'desk-1' })))).toMatchObject({ copies: 1 });
    expect(await refusal(send('prints', { printer: 'Luis, at the desk', ...because }))).toBe('400 invalid-request');
    expect(await refusal(send('prints', { printer: 'desk-1' }))).toBe('422 second-print-needs-reason');
    const again = await done(send('prints', { printer: 'desk-2', reasonCode: 'damaged', reason: 'Torn' }));
    expect(await rowAfter(again)).toMatchObject({ copies: 2, handedOverAt: null });
    expect((await status())['alive']).toBe(true);
  });

  it('C7 it is handed over once, and to another person only with a written authorisation', async () => {
    const given = await done(send('hand-over', { to: 'holder' }));
    expect(await rowAfter(given)).toMatchObject({ handedOverTo: 'holder' });
    expect(await refusal(send('hand-over', { to: 'holder' }))).toBe('409 already-handed-over');

    await done(send('prints', { printer: 'desk-1' }, colleague));
    const toOther = { to: 'other', receiver: 'Ana Pérez' };
    expect(await refusal(send('hand-over', toOther, colleague))).toBe('422 collection-needs-authorisation');
    const unknown = { ...toOther, authorisation: 'ab'.repeat(32) };
    expect(await refusal(send('hand-over', unknown, colleague))).toBe('422 authorisation-unknown');
    expect(await refusal(send('hand-over', { ...unknown, authorisation: '../../etc/passwd' }, colleague))).toBe(
      '400 invalid-request',
    );
    const documents = client.app.app.get(DocumentStore);
    const elsewhere = await documents.put(meeting.otherDelegationId, Buffer.from('a letter of others'));
    expect(await refusal(send('hand-over', { ...toOther, authorisation: elsewhere }, colleague))).toBe(
      '422 authorisation-unknown',
    );
    const letter = pdf('a letter');
    const upload = (): Promise<string> => uploadDocument(client.as('issuer'), meeting.delegationId, letter);
    const authorisation = await upload();
    const yesterday = new Date(Date.now() - 24.5 * 3_600_000);
    const folder = join(client.app.dataFolder, 'documents', encodeURIComponent(meeting.delegationId));
    await utimes(join(folder, authorisation), yesterday, yesterday);
    expect(await refusal(send('hand-over', { ...toOther, authorisation }, colleague))).toBe(
      '422 authorisation-unknown',
    );
    await upload();
    const path = `/files/${colleague.fileId}/credentials/${colleague.serial}/authorisation`;
    expect(await refusal(client.as('issuer').get(path))).toBe('404 no-authorisation');
    const collected = await done(send('hand-over', { ...toOther, authorisation }, colleague));
    expect(await rowAfter(collected, colleague)).toMatchObject({ handedOverTo: 'other' });
    for (const reader of ['issuer', 'auditor']) {
      const { bytes, headers } = await done(client.as(reader).get(path));
      expect(bytes.equals(letter)).toBe(true);
      expect([headers.get('content-type'), headers.get('cache-control')]).toEqual(['application/pdf', 'no-store']);
    }
    expect(await refusal(client.as('fp-ar').get(path))).toBe('403 not-allowed');
    expect(await refusal(client.as('fp-bz').get(path))).toBe('404 not-found');
  });

  it('C4 a hold suspends, resumption lets it live again, and nothing else changes', async () => {
    await done(decide(client.as('verifier'), person.fileId, 'hold', because));
    expect(await status()).toMatchObject({ alive: false, reason: 'file-on-hold', zones: [] });
    await eventually(async () => {
      const { body } = await client.as('issuer').get<Fields[]>(`/files/${person.fileId}/credentials`);
      return body[0]?.['suspended'] === 'hold' ? true : undefined;
    });
    expect(await drawn()).toEqual(Array(5).fill('409 file-not-approved'));
    const { body } = await client
      .as('issuer')
      .get<Problem & { stage: string }>(`/credentials/${person.serial}/code`, { 'accept-language': 'es' });
    expect([body.stage, body.detail]).toEqual(['on-hold', expect.stringContaining('que no esté en espera')]);
    expect(body.detail).not.toMatch(/on-hold|Solo se emite/u);
    expect(await refusal(send('resumption'))).toBe('409 file-not-approved');
    await done(decide(client.as('verifier'), person.fileId, 'resumption'));
    expect(await untilGateSays(null)).toMatchObject({ alive: true, zones: ['plenary'] });
    expect((await drawn()).filter((answer) => !answer.startsWith('200'))).toEqual([]);
    await eventually(async () => {
      const { body } = await client.as('issuer').get<Fields[]>(`/files/${person.fileId}/credentials`);
      const [row] = body;
      return row?.['suspended'] === null && row['status'] === 'active' && row['copies'] === 2 ? true : undefined;
    });
  });

  it("C4 an officer's suspension outlives the end of a hold", async () => {
    await done(send('suspension', because));
    expect(await status()).toMatchObject({ alive: false, reason: 'suspended' });
    expect(await drawn()).toEqual(Array(5).fill('409 credential-suspended'));
    expect(await refusal(send('prints', { printer: 'desk-1', ...because }))).toBe('409 credential-suspended');
    await done(decide(client.as('verifier'), person.fileId, 'hold', because));
    expect((await status())['reason']).toBe('file-on-hold');
    const resumed = await done(decide(client.as('verifier'), person.fileId, 'resumption'));
    const checkpoints = client.app.app.get(Checkpoints);
    await untilTrue(() =>
      checkpoints.waitFor(['suspend-credentials'], resumed.headers.get('credence-position') ?? '', 1_000),
    );
    expect((await status())['reason']).toBe('suspended');
    await done(send('resumption'));
    expect((await status())['alive']).toBe(true);
  });

  it('C7 the badges never printed come as one document, in the order of pick-up and page by page', async () => {
    const zapata = await accredit(client, meeting.delegationId, 'zapata@ar.example');
    const path = `/meetings/${meeting.meetingId}/badges.pdf`;
    const printed = async (query: string): Promise<{ pages: readonly string[]; next: string | null }> => {
      const answer = await done(client.as('issuer').get(`${path}?${query}`));
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      const pages = (await pagesOf(answer.bytes, 72)).map(({ text }) => text);
      return { pages, next: answer.headers.get('credence-next') };
    };
    const marks = (of: readonly AccreditedPerson[]): readonly string[] =>
      of.map(({ serial }) => serial.slice(-8).toUpperCase());
    const serialsOn = (pages: readonly string[]): readonly (string | undefined)[] =>
      pages.map((text) => marks([person, colleague, other, zapata]).find((mark) => text.includes(mark)));

    // Those of the first two are in their hands.
    const all = await eventually(async () => {
      const found = await printed('');
      return found.pages.length === 2 ? found : undefined;
    });
    expect(serialsOn(all.pages)).toEqual(marks([zapata, other]));
    expect(all.next).toBeNull();
    const first = await printed('limit=1');
    expect(serialsOn(first.pages)).toEqual(marks([zapata]));
    // It stands in an address: a person is named by the file alone.
    expect(JSON.parse(Buffer.from(first.next ?? '', 'base64url').toString())).toEqual(['', zapata.fileId]);
    const second = await printed(`limit=1&cursor=${first.next ?? ''}`);
    expect([...serialsOn(second.pages), second.next]).toEqual([...marks([other]), null]);
    const ofOne = await printed(`delegationId=${meeting.otherDelegationId}`);
    expect(serialsOn(ofOne.pages)).toEqual(marks([other]));

    // A table that is behind draws no dead badge: the page of a person on hold is passed over.
    const asleep = await done(send('suspension', because, zapata));
    await rowAfter(asleep, zapata);
    await client.app.app
      .get(pg.Pool)
      .query('update read.credentials set suspended = null where id = $1', [zapata.serial]);
    const living = await printed('limit=1');
    expect([...serialsOn(living.pages), living.next]).toEqual([...marks([other]), null]);
    const awake = await done(send('resumption', undefined, zapata));
    await rowAfter(awake, zapata);

    const suspended = await done(send('suspension', because, other));
    await rowAfter(suspended, other);
    expect(serialsOn((await printed('')).pages)).toEqual(marks([zapata]));
    expect(await refusal(client.as('issuer').get(`${path}?delegationId=${meeting.otherDelegationId}`))).toBe(
      '404 no-badges-waiting',
    );
    expect(await refusal(client.as('issuer').get(`${path}?cursor=bm9uc2Vuc2U`))).toBe('400 malformed-cursor');
    const ofNobody = Buffer.from(JSON.stringify(['', 'nobody'])).toString('base64url');
    expect(await refusal(client.as('issuer').get(`${path}?cursor=${ofNobody}`))).toBe('400 malformed-cursor');

    // Printed, and not handed over yet: once more only as a badge of its own, with its reason.
    await rowAfter(await done(send('prints', { printer: 'desk-1' }, zapata)), zapata);
    expect(await refusal(client.as('issuer').get(path))).toBe('404 no-badges-waiting');
    expect(await refusal(client.as('issuer').get(`/credentials/${zapata.serial}/badge.pdf`))).toBe('200');
  });

  it('C4 a revoked credential shows its code to nobody any more, its holder included', async () => {
    await done(send('revocation', because, other));
    expect(await drawn(other)).toEqual(Array(5).fill('409 credential-revoked'));
    const ofHolder = client.bearing(other.token).get(`/credentials/${other.serial}/code`);
    expect(await refusal(ofHolder)).toBe('409 credential-revoked');
  });

  it('I3 a name that no font can draw is said, on its own page of the document, and holds up nobody else', async () => {
    await accredit(client, meeting.otherDelegationId, 'five@bz.example', 'fp-bz');
    const email = 'four@ar.example';
    const fileId = await nominate(client.as('fp-bz'), meeting.otherDelegationId, email);
    await cover(client, meeting.otherDelegationId, fileId, 'fp-bz');
    const token = await enter(client, linkIn((await client.mailTo(email))[0]!));
    const profile = { ...profileBody, badgeName: 'María \u{13000}' };
    await done(client.bearing(token).post(`/files/${fileId}/profile`, profile));
    await done(decide(client.as('verifier'), fileId, 'verification'));
    await done(decide(client.as('approver'), fileId, 'approval'));
    const issued = await done(client.as('issuer').post<{ serial: string }>(`/files/${fileId}/credentials`));
    const after = { 'credence-after': issued.headers.get('credence-position') ?? '' };
    const alone = await eventually(async () => {
      const answer = await client.as('issuer').get(`/credentials/${issued.body.serial}/badge.pdf`, after);
      return answer.status === 404 ? undefined : answer;
    });
    expect([alone.status, alone.body['code'], alone.body['character']]).toEqual([
      422,
      'badge-name-not-drawable',
      'U+13000',
    ]);
    const { bytes } = await done(client.as('issuer').get(`/meetings/${meeting.meetingId}/badges.pdf`, after));
    const texts = (await pagesOf(bytes, 72)).map(textOf);
    expect(texts.filter((text) => text.includes('Sin signo para U+13000'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('María José Núñez')).length).toBeGreaterThan(0);
  });
});

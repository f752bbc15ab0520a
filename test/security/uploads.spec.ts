import { request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createDeflate, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { Uploads } from '../../src/platform/edge/uploads.js';
import { type Answer, done, type TestPerson } from '../setup/client.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { formWith, pdf, photo } from '../setup/files.js';
import { nominate } from '../setup/small-meeting.js';
import { expectCode, expectProblem, openAllDoors, type OpenDoors } from './open-doors.js';
import { takingFiles } from './valid-bodies.js';

const MEGABYTE = 1024 * 1024;
const BOUNDARY = 'hostile-boundary';

/** A chunk of a PNG (ISO/IEC 15948), with its checksum. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A few kilobytes that want to be 900 million pixels of one bit. */
function pngBomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((side / 8 + 1) * side), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/** A little file that is decoded as a whole: transparent, 16 bits a channel, in the seven passes of Adam7. */
async function interlacedPng(side: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([16, 6, 0, 0, 1], 8);
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const rows = function* (): Iterable<Buffer> {
    for (const [x, y, stepX, stepY] of passes) {
      const row = Buffer.alloc(1 + 8 * Math.ceil((side - x) / stepX));
      for (let line = y; line < side; line += stepY) yield row;
    }
  };
  const packed = await buffer(Readable.from(rows()).pipe(createDeflate({ level: 1 })));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

describe('a hostile upload', () => {
  let doors: OpenDoors;
  let person: TestPerson;
  let documents: string;
  let portrait: string;
  const registrars = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `registrar-${name}`);

  beforeAll(async () => {
    doors = await openAllDoors();
    person = doors.client.as('administrator');
    documents = doors.addressOf('/delegations/:delegationId/documents');
    // The first person of the open doors is approved, so their photo stands.
    const fileId = await nominate(person, documents.split('/')[2] ?? '', 'photo@ar.example');
    portrait = `/files/${fileId}/photo`;
    await untilTrue(async () => (await person.get(`/files/${fileId}`)).status === 200);
    for (const subject of registrars) {
      const contact = { subject, name: 'Persona', email: `${subject}@x.example`, language: 'es' };
      const body = { ...contact, role: 'registration-officer' };
      await done(person.post(`/meetings/${doors.meetingId}/officers`, body));
    }
  });
  afterAll(() => doors.client.app.stop());

  const paths = (): readonly string[] => [documents, portrait];
  const send = (path: string, bytes: Buffer): Promise<Answer> => person.post(path, formWith(bytes));
  const raw = (path: string, body: string, type = `multipart/form-data; boundary=${BOUNDARY}`): Promise<Answer> =>
    person.post(path, body, { 'content-type': type });
  const part = (name: string, content: string, filename?: string): string =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n${content}\r\n`;
  const untilInHand = (count: number): Promise<unknown> =>
    eventually(async () => (doors.client.app.app.get(Uploads).inHand === count ? true : undefined));
  const hold = (sub: string): Promise<Held> => beginUpload(doors, `${doors.client.app.url}${documents}`, sub);
  const shownSize = async (): Promise<sharp.Metadata> => sharp((await done(person.get(portrait))).bytes).metadata();

  it('that is no form is refused, and so is a form where none is taken', async () => {
    for (const path of paths()) {
      expectCode(await person.post(path), 'form-expected', path);
      expectCode(await person.post(path, {}), 'form-expected', path);
      expectCode(await raw(path, 'x', 'application/pdf'), 'unsupported-media-type', path);
    }
    for (const path of doors.posts.filter((each) => !takingFiles.includes(each) && !each.startsWith('/dev/')))
      expectCode(
        await doors.client.as('administrator').post(doors.addressOf(path), formWith(pdf('x'))),
        'unsupported-media-type',
        path,
      );
  });

  it('that is a broken form is refused', async () => {
    const end = `--${BOUNDARY}--\r\n`;
    const file = part('file', '%PDF-1.4 %%EOF', 'a.pdf');
    const broken = [
      '<a/>',
      'no boundary at all',
      file,
      file.slice(0, -20),
      `--${BOUNDARY}`,
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a`,
      `--${BOUNDARY}\r\n${'x: y\r\n'.repeat(5_000)}\r\nx\r\n${end}`,
      part('__proto__', '%PDF-1.4 %%EOF', 'a.pdf') + end,
      part('constructor', 'x') + end,
      end,
      file + file + end,
      file + part('note', 'hello') + end,
      part('note', 'hello') + file + end,
      part('note', 'x'.repeat(5_000)) + end,
      part('file', '', 'a.pdf') + end,
    ];
    for (const path of paths()) {
      for (const body of broken) {
        const answer = await raw(path, body);
        expectProblem(answer, [path, body.slice(0, 200)]);
        const codes = ['malformed-upload', 'file-missing', 'one-file-only'];
        expect([body.slice(0, 200), codes.includes(String(answer.body['code']))]).toEqual([body.slice(0, 200), true]);
      }
      for (const type of ['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/mixed; boundary=x'])
        expectProblem(await raw(path, file + end, type), [path, type]);
      expectCode(await raw(path, file + file + end), 'one-file-only', path);
      expectCode(await raw(path, part('note', 'hello') + file + end), 'one-file-only', path);
      expectCode(await raw(path, part('file', '', 'a.pdf') + end), 'file-missing', path);
      expectCode(await person.post(path, new FormData()), 'file-missing', path);
    }
  });

  it('of another kind than its name says is refused by its content', async () => {
    const others = [
      'GIF89a',
      'PK\u0003\u0004',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<html>',
      'RIFF1234WEBP',
      'MZ',
      '%!PS',
    ];
    for (const text of [...others, ' %PDF-1.4\n%%EOF']) {
      for (const path of paths()) {
        const form = formWith(Buffer.from(text.padEnd(600)), 'photo.jpg', 'image/jpeg');
        expectCode(await person.post(path, form), 'file-type-not-accepted', [path, text]);
      }
    }
    expectCode(await send(portrait, pdf('no photo')), 'file-type-not-accepted', 'a PDF as a photo');
  });

  it('that ends too early, or is no image behind its first bytes, is refused', async () => {
    const jpeg = await photo({ width: 900, height: 1_200 });
    const png = await sharp(jpeg).png().toBuffer();
    for (const bytes of [jpeg, png]) {
      for (const cut of [
        bytes.subarray(0, bytes.length * 0.6),
        bytes.subarray(0, 30),
        Buffer.concat([bytes.subarray(0, 8), Buffer.alloc(900)]),
      ]) {
        for (const path of paths()) expectCode(await send(path, cut), 'file-damaged', [path, cut.length]);
      }
    }
    expectCode(await send(documents, pdf('x').subarray(0, 200)), 'file-damaged', 'half a PDF');
  });

  it('that wants to be 900 million pixels is refused before it is decoded', async () => {
    const bomb = pngBomb(30_000);
    expect(bomb.length).toBeLessThan(MEGABYTE);
    const before = process.memoryUsage().rss;
    for (const path of paths()) expectCode(await send(path, bomb), 'file-damaged', path);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
  });

  it('I4 that is too small, or too long in one direction, is refused with its size', async () => {
    const small = await send(portrait, await photo({ width: 412, height: 531 }));
    expectCode(small, 'photo-too-small', 'one pixel short');
    expect(small.body).toMatchObject({ rule: 'I4', width: 412, height: 531, leastWidth: 413, leastHeight: 531 });
    expectCode(await send(portrait, await photo({ width: 2_000, height: 600 })), 'photo-out-of-shape', 'a panorama');
    // Upright as it is shown, not as it is stored.
    expectCode(
      await send(portrait, await photo({ width: 413, height: 531, orientation: 6 })),
      'photo-too-small',
      'sideways',
    );
  });

  it('I4 that carries more than pixels leaves them behind: places, profiles, programs', async () => {
    const gps = await photo({ exif: { IFD3: { GPSLatitude: '8/1 58/1 0/1', GPSLatitudeRef: 'N' } } });
    const polyglot = Buffer.concat([await photo(), Buffer.from('<script>alert(1)</script>PK\u0003\u0004')]);
    for (const bytes of [gps, polyglot]) {
      await done(send(portrait, bytes));
      const { bytes: kept } = await done(person.get(portrait));
      expect(kept.includes('script')).toBe(false);
      expect((await sharp(kept).metadata()).exif).toBeUndefined();
      expect(kept.subarray(-2).toString('hex')).toBe('ffd9');
    }
  });

  it('I4 in CMYK, in 16 bits, in grey or with transparency becomes a plain sRGB JPEG', async () => {
    const base = sharp(await photo());
    const unusual = [
      await base.clone().toColourspace('cmyk').jpeg().toBuffer(),
      await base.clone().toColourspace('rgb16').png().toBuffer(),
      await base.clone().greyscale().png().toBuffer(),
      await base.clone().ensureAlpha(0.5).png().toBuffer(),
      await base.clone().png({ palette: true }).toBuffer(),
    ];
    for (const bytes of unusual) {
      await done(send(portrait, bytes));
      const { format, space, depth, hasAlpha } = await shownSize();
      expect({ format, depth, hasAlpha }).toEqual({ format: 'jpeg', depth: 'uchar', hasAlpha: false });
      expect(['srgb', 'b-w']).toContain(space);
    }
  });

  it('that is too large is refused while it comes, and the memory stays bounded', async () => {
    const before = process.memoryUsage().rss;
    const token = await doors.client.app.token('administrator');
    for (const [path, most] of [
      [documents, 20],
      [portrait, 10],
    ] as const) {
      const head = part('file', '%PDF-1.4\n', 'a.pdf').slice(0, -2);
      const { status, code, sent } = await stream(`${doors.client.app.url}${path}`, token, head, 200 * MEGABYTE);
      expect([path, status, code]).toEqual([path, 413, 'file-too-large']);
      expect([path, sent < 200 * MEGABYTE, sent > most * MEGABYTE]).toEqual([path, true, true]);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
    const exact = Buffer.concat([pdf('x'), Buffer.alloc(20 * MEGABYTE - pdf('x').length - 6), Buffer.from('%%EOF\n')]);
    expect(exact.length).toBe(20 * MEGABYTE);
    expect((await send(documents, exact)).status).toBe(201);
    expectCode(await send(documents, Buffer.concat([exact, Buffer.from(' ')])), 'file-too-large', 'one byte more');
  });

  it('that is decoded as a whole does it one after another, and only up to so many pixels', async () => {
    const [large, largest] = [await interlacedPng(4_900), await interlacedPng(5_100)];
    expect(large.length).toBeLessThan(2 * MEGABYTE);
    for (const path of paths()) expectCode(await send(path, largest), 'file-damaged', path);
    await done(send(documents, large));
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
    const answers = await Promise.all(
      registrars.map((subject, index) =>
        doors.client.as(subject).post(index % 2 ? documents : portrait, formWith(large)),
      ),
    );
    clearInterval(watch);
    expect(answers.map(({ status }) => status)).toEqual(registrars.map(() => 201));
    // One of them is 200 MB.
    expect((most - before) / MEGABYTE).toBeLessThan(600);
  });

  it('of one person comes two at a time, and holds up nobody else', async () => {
    const held = await Promise.all([hold('registrar'), hold('registrar')]);
    await untilInHand(2);
    const bytes = pdf('many');
    const refused = await Promise.all(
      Array.from({ length: 10 }, () => doors.client.as('registrar').post(documents, formWith(bytes))),
    );
    for (const answer of refused) {
      expectCode(answer, 'too-many-requests', 'a third one');
      expect(answer.headers.get('retry-after')).toBe('5');
    }
    expect((await send(documents, bytes)).status).toBe(201);
    expect(await Promise.all(held.map(({ finish }) => finish()))).toEqual([201, 201]);
    expect((await doors.client.as('registrar').post(documents, formWith(bytes))).status).toBe(201);
  });

  it('of many people comes twelve at a time', async () => {
    const held = await Promise.all([...registrars, ...registrars].map(hold));
    await untilInHand(12);
    expectCode(await send(documents, pdf('many')), 'too-many-requests', 'the thirteenth');
    expect(await Promise.all(held.map(({ finish }) => finish()))).toEqual(held.map(() => 201));
    expect((await send(documents, pdf('many'))).status).toBe(201);
  });

  it('that is cut off leaves the way free for the next one', async () => {
    const token = await doors.client.app.token('administrator');
    await Promise.all(Array.from({ length: 20 }, () => cutOff(`${doors.client.app.url}${documents}`, token)));
    // That they are gone is noticed a moment later.
    await untilTrue(async () => (await send(documents, pdf('after'))).status === 201);
  });

  it('of somebody who may not is refused before it is read', async () => {
    for (const path of paths()) {
      const answer = await doors.client.nobody.post(path, formWith(Buffer.alloc(MEGABYTE)));
      expectCode(answer, 'not-signed-in', path);
      expectProblem(await doors.client.as('fp-bz').post(path, formWith(Buffer.alloc(MEGABYTE))), path);
    }
  });
});

const headersWith = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
});

/** Sends zeros behind the head of a form until it is answered. */
function stream(
  url: string,
  token: string,
  head: string,
  bytes: number,
): Promise<{ readonly status: number; readonly code: unknown; readonly sent: number }> {
  const piece = Buffer.alloc(64 * 1024);
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = false;
    const outgoing = request(url, { method: 'POST', headers: headersWith(token) }, (response) => {
      answered = true;
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.on('end', () => {
        outgoing.destroy();
        resolve({ status: response.statusCode ?? 0, code: (JSON.parse(text) as { code?: unknown }).code, sent });
      });
    });
    outgoing.on('error', (error) => (answered ? undefined : reject(error)));
    outgoing.write(head);
    const push = (): void => {
      while (!answered && sent < bytes) {
        sent += piece.length;
        if (!outgoing.write(piece)) return void outgoing.once('drain', push);
      }
      if (!answered) outgoing.end();
    };
    push();
  });
}

interface Held {
  /** Sends the rest: the status of the answer. */
  finish(): Promise<number>;
}

/** Sends a file but for its end. */
async function beginUpload({ client }: OpenDoors, url: string, sub: string): Promise<Held> {
  const outgoing = request(url, { method: 'POST', headers: headersWith(await client.app.token(sub)) });
  const answer = new Promise<number>((resolve, reject) => {
    outgoing.on('error', reject).on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`;
  outgoing.write(Buffer.concat([Buffer.from(head), pdf(`held for ${sub}`)]));
  return {
    finish: () => {
      outgoing.end(`\r\n--${BOUNDARY}--\r\n`);
      return answer;
    },
  };
}

/** Begins to send, and goes away. */
function cutOff(url: string, token: string): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', headers: headersWith(token) });
    outgoing.on('error', () => undefined).on('close', resolve);
    outgoing.write(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4 ${'x'.repeat(100_000)}`,
      () => setTimeout(() => outgoing.destroy(), 50),
    );
  });
}

import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expectProblem, openAllDoors, type OpenDoors } from './open-doors.js';
import { placesIn, validBodies, valueAt, withoutBody, withValue } from './valid-bodies.js';

const naughty = JSON.parse(
  readFileSync(join(__dirname, '../vectors/naughty-strings/strings.json'), 'utf8'),
) as readonly string[];
const MEGABYTE = 1024 * 1024;

describe('a hostile body', () => {
  let doors: OpenDoors;
  let post: OpenDoors['post'];
  let posts: readonly string[];

  beforeAll(async () => {
    doors = await openAllDoors();
    ({ post, posts } = doors);
  });
  afterAll(() => doors.client.app.stop());

  it('that lies deeper than anybody needs is refused', async () => {
    for (const path of posts) {
      for (const depth of [25, 5_000, 150_000]) {
        expectProblem(await post(path, '['.repeat(depth) + ']'.repeat(depth)), [path, depth]);
        expectProblem(await post(path, '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)), [path, depth]);
      }
    }
  });

  it('that is too large is refused before it is read to its end', async () => {
    const before = process.memoryUsage().rss;
    for (const path of posts) {
      const { status, sent } = await stream(
        `${doors.client.app.url}${doors.addressOf(path)}`,
        await doors.client.app.token('administrator'),
        50 * MEGABYTE,
      );
      expect([path, status]).toEqual([path, 413]);
      expect([path, sent < 50 * MEGABYTE]).toEqual([path, true]);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MEGABYTE);
  });

  it('of another media type is refused', async () => {
    for (const path of posts.filter((each) => !withoutBody.includes(each))) {
      for (const type of [
        'text/xml',
        'text/plain',
        'application/octet-stream',
        'multipart/form-data',
        'nonsense',
        'application/json; charset=utf-7',
      ])
        expectProblem(await post(path, '<a/>', { 'content-type': type }), [path, type]);
    }
  });

  it('of naughty strings in every text is either taken as it is or refused with a code', async () => {
    let [count, turn] = [0, 0];
    for (const [path, body] of Object.entries(validBodies)) {
      const texts = placesIn(body).filter((place) => typeof valueAt(body, place) === 'string');
      turn += 1;
      await Promise.all(
        naughty.map(async (text, index) => {
          // Each string meets an eighth of the routes.
          if (index % 8 !== turn % 8) return;
          const place = texts[index % texts.length]!;
          const answer = await post(path, withValue(body, place, text));
          count += 1;
          if (answer.status >= 300) expectProblem(answer, [path, place, text]);
        }),
      );
    }
    expect(count).toBeGreaterThan((naughty.length / 8 - 1) * Object.keys(validBodies).length);
  });
});

/** Sends a body in pieces until it is answered. */
function stream(
  url: string,
  token: string,
  bytes: number,
): Promise<{ readonly status: number; readonly sent: number }> {
  const piece = Buffer.alloc(64 * 1024, 'a');
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = false;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '"0"' };
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      answered = true;
      response.resume();
      outgoing.destroy();
      resolve({ status: response.statusCode ?? 0, sent });
    });
    outgoing.on('error', (error) => {
      if (!answered) reject(error);
    });
    const send = (): void => {
      while (!answered && sent < bytes) {
        sent += piece.length;
        if (!outgoing.write(piece)) return void outgoing.once('drain', send);
      }
      if (!answered) outgoing.end();
    };
    send();
  });
}

import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { startTestApp, type TestRoute } from '../setup/app.js';
import { type Answer, clientOf, done, type Fields, type TestClient } from '../setup/client.js';
import {
  type AccreditedPerson,
  accredit,
  conveneSmallMeeting,
  officers,
  type SmallMeeting,
} from '../setup/small-meeting.js';
import { placesIn, validBodies, valueAt, withoutBody, withValue, wrongTypesFor } from './valid-bodies.js';

const naughty = JSON.parse(
  readFileSync(join(__dirname, '../vectors/naughty-strings/strings.json'), 'utf8'),
) as readonly string[];
const MEGABYTE = 1024 * 1024;

describe('bad input', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let person: AccreditedPerson;
  let token: string;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client);
    person = await accredit(client, meeting.delegationId, 'own@ar.example');
    // Somebody who may do everything, so that no refusal comes from a lack of power.
    const contact = { subject: 'administrator', name: 'Persona', email: 'all@x.example', language: 'es' };
    for (const role of new Set(officers.map(([, each]) => each)))
      await done(client.as('administrator').post(`/meetings/${meeting.meetingId}/officers`, { ...contact, role }));
    const point = { ...contact, act: { form: 'note-verbale', date: '2026-10-01' } };
    await done(client.as('administrator').post(`/delegations/${meeting.delegationId}/focal-points`, point));
    token = await client.app.token('administrator');
  }, 60_000);
  afterAll(() => client.app.stop());

  const posts = (): readonly string[] =>
    client.app.routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
  const addressOf = (path: string, changed: Readonly<Record<string, string>> = {}): string => {
    const ids: Readonly<Record<string, string>> = {
      meetingId: meeting.meetingId,
      delegationId: meeting.delegationId,
      fileId: person.fileId,
      serial: person.serial,
      evidenceId: person.evidenceId,
      appointmentId: meeting.appointments['gate gate'] ?? '',
      code: 'not-found',
      ...changed,
    };
    return path.replace(/:(\w+)/gu, (_, name: string) => ids[name] ?? `no-${name}`);
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    client.as('administrator').post(addressOf(path), body, { 'if-match': '"0"', ...headers });

  /** A problem with a code, and no fault of ours. */
  function expectProblem(answer: Answer, about: unknown): void {
    const { status, body, headers } = answer;
    const told = [about, status, headers.get('content-type'), typeof body['code'], body['status']];
    expect(told).toEqual([about, status, 'application/problem+json; charset=utf-8', 'string', status]);
    expect([about, status >= 400 && status < 500]).toEqual([about, true]);
  }
  const expectCode = (answer: Answer, code: string, about: unknown): void => {
    expectProblem(answer, about);
    expect([about, answer.body['code']]).toEqual([about, code]);
  };

  it('every route that takes a body stands here with one of the right shape', async () => {
    expect(posts().toSorted()).toEqual([...Object.keys(validBodies), ...withoutBody].toSorted());
    for (const [path, body] of Object.entries(validBodies)) {
      // With a key id that cannot be, so that the shape is looked at and nothing is done.
      const answer = await post(path, { ...body, unknown: 1 }, { 'idempotency-key': 'shape' });
      expect([path, answer.body['errors']]).toEqual([
        path,
        [{ field: 'unknown', rule: 'unknownField', message: expect.any(String) as string }],
      ]);
    }
  });

  it('that is no JSON, or no object, is refused on every route', async () => {
    for (const path of posts()) {
      await Promise.all(
        ['{', '{"a":', '[1,', 'nonsense', '{"a":1}}', "{'a':1}", '\u0000', '{"a":NaN}', '\ufeff{'].map(
          async (broken) => {
            expectCode(await post(path, broken), 'malformed-json', [path, broken]);
          },
        ),
      );
      if (withoutBody.includes(path)) continue;
      await Promise.all(
        ['[]', '[[]]', '1', 'true', '"text"', 'null', '{}'].map(async (other) => {
          expectProblem(await post(path, other), [path, other]);
        }),
      );
    }
  });

  it('with names that reach for the prototype is refused on every route', async () => {
    for (const path of posts()) {
      for (const body of [
        '{"__proto__":{"administrator":true}}',
        '{"a":{"__proto__":[]}}',
        '{"constructor":{"prototype":{"a":1}}}',
      ])
        expectCode(await post(path, body), 'malformed-json', [path, body]);
    }
    expect(({} as Fields)['administrator']).toBeUndefined();
  });

  it('with a value of another type is refused in every field, and the field is named', async () => {
    for (const [path, body] of Object.entries(validBodies)) {
      for (const place of placesIn(body)) {
        await Promise.all(
          wrongTypesFor(valueAt(body, place)).map(async (wrong) => {
            const about = [path, place, wrong];
            const answer = await post(path, withValue(body, place, wrong));
            expectCode(answer, 'invalid-request', about);
            const fields = (answer.body['errors'] as readonly { field: string }[]).map(({ field }) => field);
            const [first = ''] = place;
            expect([about, fields.some((field) => field.startsWith(String(first)))]).toEqual([about, true]);
          }),
        );
      }
    }
  });

  it('with an unknown field, at the top or inside, is refused', async () => {
    for (const [path, body] of Object.entries(validBodies)) {
      const inside = placesIn(body).filter((place) => {
        const value = valueAt(body, place);
        return typeof value === 'object' && !Array.isArray(value) && place.at(-1) !== 'byCapacity';
      });
      for (const place of [[], ...inside]) {
        const answer = await post(path, withValue(body, [...place, 'isAdmin'], true));
        expectCode(answer, 'invalid-request', [path, place]);
      }
    }
  });

  it('with U+0000 or half a surrogate pair is refused in every field, and in the name of a field', async () => {
    for (const [path, body] of Object.entries(validBodies)) {
      for (const place of placesIn(body)) {
        for (const text of ['a\0b', 'a\ud800b', '\udfff'])
          expectCode(await post(path, withValue(body, place, text)), 'text-not-allowed', [path, place, text]);
      }
    }
    for (const path of posts()) {
      for (const name of ['a\0', '\ud800'])
        expectCode(await post(path, { [name]: 1 }), 'text-not-allowed', [path, name]);
    }
  });

  it('that lies deeper than anybody needs is refused', async () => {
    for (const path of posts()) {
      for (const depth of [25, 5_000, 150_000]) {
        expectProblem(await post(path, '['.repeat(depth) + ']'.repeat(depth)), [path, depth]);
        expectProblem(await post(path, '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)), [path, depth]);
      }
    }
  });

  it('that is too large is refused before it is read to its end', async () => {
    const before = process.memoryUsage().rss;
    for (const path of posts()) {
      const { status, sent } = await stream(`${client.app.url}${addressOf(path)}`, token, 50 * MEGABYTE);
      expect([path, status]).toEqual([path, 413]);
      expect([path, sent < 50 * MEGABYTE]).toEqual([path, true]);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MEGABYTE);
  });

  it('of another media type is refused', async () => {
    for (const path of posts().filter((each) => !withoutBody.includes(each))) {
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
          // Each string meets a fifth of the routes.
          if (index % 5 !== turn % 5) return;
          const place = texts[index % texts.length]!;
          const answer = await post(path, withValue(body, place, text));
          count += 1;
          if (answer.status >= 300) expectProblem(answer, [path, place, text]);
        }),
      );
    }
    expect(count).toBeGreaterThan((naughty.length / 5 - 1) * Object.keys(validBodies).length);
  }, 60_000);

  const hostile = [
    '%00',
    '%',
    '%zz',
    '%ff',
    '%c0%af',
    '..%2f..%2fetc%2fpasswd',
    '%27%22%3B--',
    '%2e%2e',
    '__proto__',
    'constructor',
    '%20',
    '%ED%A0%80',
    '%F0%9F%92%A9',
    '*',
    '-1',
    'NaN',
    'x'.repeat(600),
    'x'.repeat(12_000),
  ];

  it('in an address is refused or found not to exist, on every route and in every place', async () => {
    for (const { method, path } of client.app.routes.filter(isOfApi)) {
      for (const [, name = ''] of path.matchAll(/:(\w+)/gu)) {
        await Promise.all(
          hostile.map(async (value) => {
            const address = addressOf(path, { [name]: value });
            const answer = await client
              .as('administrator')
              .request(method, address, { headers: { 'if-match': '"0"' } });
            if (answer.status >= 300) expectProblem(answer, [method, path, name, value]);
            else
              expect([method, path, name, value]).toEqual([
                'GET',
                expect.stringMatching(/^\/meetings/u),
                'meetingId',
                value,
              ]);
          }),
        );
      }
    }
  });

  const cursors = [
    '"x"',
    '[]',
    '["a"]',
    '["a",1]',
    '["a","b","c"]',
    '[{},"b"]',
    '["\\u0000","b"]',
    '["\\ud800","b"]',
    '[null,"b"]',
    '[1e999,"b"]',
    'x',
  ];
  const queries = [
    ...[
      'limit=0',
      'limit=201',
      'limit=-1',
      'limit=abc',
      'limit=1.5',
      'limit=1e2',
      'limit=1&limit=2',
      'limit[]=1',
      'limit[a]=1',
      'limit=',
    ],
    ...cursors.map((cursor) => `cursor=${Buffer.from(cursor).toString('base64url')}`),
    ...hostile.map((value) => `cursor=${value}`),
    ...['revision', 'from', 'until', 'to', 'kind', 'actorId', 'stage', 'delegationId', 'format', 'unknown'].flatMap(
      (name, index) => hostile.filter((_, place) => place % 3 === index % 3).map((value) => `${name}=${value}`),
    ),
    ...[
      '__proto__[a]=1',
      'constructor[prototype][a]=1',
      'a[b][c][d][e][f]=1',
      '&&&=&',
      '%00=1',
      `${'a=1&'.repeat(2_000)}`,
    ],
  ];

  it('in a query is refused with a code or ignored', async () => {
    let refused = 0;
    for (const { path } of client.app.routes.filter((route) => isOfApi(route) && route.method === 'GET')) {
      const readsQuery = /\/(files|decisions|messages|list|comparison)$/u.test(path);
      await Promise.all(
        (readsQuery ? queries : queries.slice(-6)).map(async (query) => {
          const answer = await client.as('administrator').get(`${addressOf(path)}?${query}`);
          if (answer.status < 300) return;
          refused += 1;
          expectProblem(answer, [path, query]);
        }),
      );
    }
    for (const path of ['decisions', 'messages', 'files']) {
      for (const cursor of cursors) {
        const text = Buffer.from(cursor).toString('base64url');
        const answer = await client.as('administrator').get(`/meetings/${meeting.meetingId}/${path}?cursor=${text}`);
        expectCode(answer, 'malformed-cursor', [path, cursor]);
      }
    }
    expect(refused).toBeGreaterThan(300);
  }, 60_000);

  it('in a header is refused with a code or ignored', async () => {
    const path = `/meetings/${meeting.meetingId}/decisions`;
    for (const position of ['é', 'a b', "'", 'x'.repeat(201)])
      expectCode(
        await client.as('administrator').get(path, { 'credence-after': position }),
        'malformed-position',
        position,
      );
    for (const key of ['a b', 'x'.repeat(256), 'é', ''])
      expectCode(await post('/meetings', meetingFields(), { 'idempotency-key': key }), 'malformed-request', key);
    for (const value of ['x'.repeat(5_000), ';;;q=', 'es;q=9', '\t']) {
      const answer = await client
        .as('administrator')
        .get('/files/none', { 'accept-language': value, 'x-correlation-id': value });
      expectProblem(answer, value);
    }
  });

  const meetingFields = (): Fields => ({ ...validBodies['/meetings'], meetingId: 'by-header' });
});

/** Pages for people and the addresses of development answer with no problem. */
const isOfApi = ({ path }: TestRoute): boolean => !/^\/(docs|dev)/u.test(path);

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

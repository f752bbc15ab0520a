import type { Fields } from '../setup/client.js';
import { expectCode, expectProblem, isOfApi, openAllDoors, type OpenDoors } from './open-doors.js';
import { validBodies } from './valid-bodies.js';

describe('a hostile text', () => {
  let doors: OpenDoors;
  let post: OpenDoors['post'];

  beforeAll(async () => {
    doors = await openAllDoors();
    ({ post } = doors);
  });
  afterAll(() => doors.client.app.stop());

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
    for (const { method, path } of doors.client.app.routes.filter(isOfApi)) {
      for (const [, name = ''] of path.matchAll(/:(\w+)/gu)) {
        await Promise.all(
          hostile.map(async (value) => {
            const address = doors.addressOf(path, { [name]: value });
            const answer = await doors.client
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
      (name, index) => hostile.filter((_, place) => place % 5 === index % 5).map((value) => `${name}=${value}`),
    ),
    ...['__proto__[a]=1', 'constructor[prototype][a]=1', 'a[b][c][d][e][f]=1', '&&&=&', '%00=1', 'a=1&'.repeat(2_000)],
  ];

  it('in a query is refused with a code or ignored', async () => {
    let refused = 0;
    for (const { path } of doors.client.app.routes.filter((route) => isOfApi(route) && route.method === 'GET')) {
      const readsQuery = /\/(files|decisions|messages|list|comparison)$/u.test(path);
      await Promise.all(
        (readsQuery ? queries : queries.slice(-6)).map(async (query) => {
          const answer = await doors.client.as('administrator').get(`${doors.addressOf(path)}?${query}`);
          if (answer.status < 300) return;
          refused += 1;
          expectProblem(answer, [path, query]);
        }),
      );
    }
    for (const path of ['decisions', 'messages', 'files']) {
      for (const cursor of cursors) {
        const text = Buffer.from(cursor).toString('base64url');
        const answer = await doors.client
          .as('administrator')
          .get(`/meetings/${doors.meetingId}/${path}?cursor=${text}`);
        expectCode(answer, 'malformed-cursor', [path, cursor]);
      }
    }
    expect(refused).toBeGreaterThan(200);
  });

  it('in a header is refused with a code or ignored', async () => {
    const path = `/meetings/${doors.meetingId}/decisions`;
    for (const position of ['é', 'a b', "'", 'x'.repeat(201)])
      expectCode(
        await doors.client.as('administrator').get(path, { 'credence-after': position }),
        'malformed-position',
        position,
      );
    for (const key of ['a b', 'x'.repeat(256), 'é', ''])
      expectCode(await post('/meetings', meetingFields(), { 'idempotency-key': key }), 'malformed-request', key);
    for (const value of ['x'.repeat(5_000), ';;;q=', 'es;q=9', '\t']) {
      const answer = await doors.client
        .as('administrator')
        .get('/files/none', { 'accept-language': value, 'x-correlation-id': value });
      expectProblem(answer, value);
    }
  });

  const meetingFields = (): Fields => ({ ...validBodies['/meetings'], meetingId: 'by-header' });
});

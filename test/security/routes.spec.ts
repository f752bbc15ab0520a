import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { OPERATION } from '../../src/access/access.guard.js';
import { access, type Operation, privateOperations, type Role } from '../../src/access/access.table.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, done, linkIn, patiently, type Problem, type TestClient, type TestPerson } from '../setup/client.js';
import {
  type AccreditedPerson,
  accredit,
  conveneSmallMeeting,
  enter,
  nominate,
  officers,
  type SmallMeeting,
} from '../setup/small-meeting.js';

/** What needs no token, and why. */
const open: readonly RegExp[] = [
  /^GET \/health\/(live|ready)$/u, // monitors
  /^GET \/docs(-json|-yaml)?(\/.*)?$/u, // the description of the API
  /^GET \/problems(\/:code)?$/u, // what an error code means
  /^GET \/\.well-known\/credence-keys\.json$/u, // public keys, for gates
  /^(GET|POST) \/invitations\/:token$/u, // the link is the proof
  /^(GET|POST) \/check\/visa-letters$/u, // whoever holds a letter may check it
  /^(GET|POST) \/dev\//u, // never in production
  /^GET \/metrics$/u, // with a token of its own, and closed in production without one
  /^GET \/operations(\/page\.(js|css))?$/u, // a page without data, which asks for them with a token
];

/** Who asks, and which roles they hold where a route is about the meeting, the delegation or the file. */
interface Asking {
  readonly name: string;
  readonly person: TestPerson;
  readonly anywhere?: readonly Role[];
  readonly atMeeting?: readonly Role[];
  readonly atDelegation?: readonly Role[];
  readonly onFile?: readonly Role[];
  readonly isSignedIn?: boolean;
}

describe('the routes of the running application', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let person: AccreditedPerson;
  let everybody: readonly Asking[];
  let operations: ReadonlyMap<string, Operation>;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client);
    person = await accredit(client, meeting.delegationId, 'own@ar.example');
    const elsewhere = await conveneSmallMeeting(client, { meetingId: 'elsewhere', suffix: '-elsewhere' });
    const strangers = await Promise.all(
      [
        [meeting.otherDelegationId, 'fp-bz', 'other@bz.example'],
        [meeting.delegationId, 'fp-ar', 'colleague@ar.example'],
        [elsewhere.delegationId, 'fp-ar-elsewhere', 'far@ar.example'],
      ].map(async ([delegationId = '', focalPoint = '', email = '']) => {
        await nominate(client.as(focalPoint), delegationId, email);
        return enter(client, linkIn((await client.mailTo(email))[0]!));
      }),
    );
    const [ofOther = '', ofColleague = '', ofElsewhere = ''] = strangers;
    everybody = [
      { name: 'administrator of the installation', person: client.as('administrator'), anywhere: ['administrator'] },
      ...officers
        .filter(([subject]) => subject !== 'both')
        .map(([subject, role]): Asking => ({ name: role, person: client.as(subject), atMeeting: [role] })),
      {
        name: 'officer with two roles',
        person: client.as('both'),
        atMeeting: ['verifying-officer', 'approving-officer'],
      },
      ...officers.map(([subject, role]): Asking => ({
        name: `${role} of another meeting (${subject})`,
        person: client.as(`${subject}-elsewhere`),
      })),
      { name: 'focal point of the delegation', person: client.as('fp-ar'), atDelegation: ['focal-point'] },
      { name: 'focal point of another delegation', person: client.as('fp-bz') },
      { name: 'focal point of the same entity at another meeting', person: client.as('fp-ar-elsewhere') },
      { name: 'delegate of the file', person: client.bearing(person.token), onFile: ['delegate'] },
      { name: 'delegate of another delegation', person: client.bearing(ofOther) },
      { name: 'delegate of the same delegation', person: client.bearing(ofColleague) },
      { name: 'delegate of another meeting', person: client.bearing(ofElsewhere) },
      { name: 'somebody without a role', person: client.as('somebody') },
      { name: 'nobody', person: client.nobody, isSignedIn: false },
    ];
    operations = operationsOf(client);
  });
  afterAll(() => client.app.stop());

  const keyOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;

  it('every route names its operation, or stands on the short list of open ones', () => {
    const unnamed = client.app.routes.map(keyOf).filter((key) => !operations.has(key));
    expect(unnamed.filter((key) => !open.some((pattern) => pattern.test(key)))).toEqual([]);
    expect(client.app.routes.length).toBeGreaterThan(60);
    for (const pattern of open) expect(unnamed.filter((key) => pattern.test(key))).not.toEqual([]);
    // None of the operations is known to the container alone: the router serves them all.
    expect([...operations.keys()].filter((key) => !client.app.routes.some((route) => keyOf(route) === key))).toEqual(
      [],
    );
    expect([...new Set(operations.values())].toSorted()).toEqual(Object.keys(access).toSorted());
  });

  it('every role may do on every route what the table says, and nothing else', async () => {
    const expected: Record<string, string> = {};
    const found: Record<string, string> = {};
    const operated = client.app.routes.filter((route) => operations.has(keyOf(route)));
    expect(operated.length).toBeGreaterThan(40);
    for (const route of operated) {
      const operation = operations.get(keyOf(route))!;
      await Promise.all(
        everybody.map(async (asking) => {
          const cell = `${keyOf(route)} as ${asking.name}`;
          expected[cell] = verdictOf(asking, operation, route.path);
          found[cell] = await answerTo(asking.person, route);
        }),
      );
    }
    expect(found).toEqual(expected);
    expect(Object.keys(found)).toHaveLength(operated.length * everybody.length);
    expect(new Set(Object.values(found))).toEqual(new Set(['allowed', '401', '403', '404']));
  });

  it('what does not exist is refused like what is not to be seen', async () => {
    const unknown = crypto.randomUUID();
    const paths = [
      `/files/${unknown}`,
      `/files/${unknown}/dossier`,
      `/files/${unknown}/credentials`,
      `/credentials/${unknown}/status`,
    ];
    for (const path of paths) {
      const existing = path.replace(unknown, path.startsWith('/files') ? person.fileId : person.serial);
      const [missing, hidden] = await Promise.all([
        client.as('somebody').get(path),
        client.as('somebody').get(existing),
      ]);
      expect([missing.status, missing.body['code'], missing.body['detail']]).toEqual([
        404,
        'not-found',
        hidden.body['detail'],
      ]);
      expect([hidden.status, hidden.body['code']]).toEqual([404, 'not-found']);
    }
  });

  it('a power ends with its appointment, at once', async () => {
    const body = { subject: 'leaving', name: 'Persona', email: 'leaving@x.example', language: 'es', role: 'auditor' };
    const path = `/meetings/${meeting.meetingId}/officers`;
    const { appointmentId } = (await done(client.as('administrator').post<{ appointmentId: string }>(path, body))).body;
    expect((await client.as('leaving').get(`/files/${person.fileId}/dossier`)).status).toBe(200);
    await done(client.as('administrator').post(`${path}/${appointmentId}/end`, { reason: 'Left' }));
    expect((await client.as('leaving').get(`/files/${person.fileId}/dossier`)).status).toBe(404);
  });

  function verdictOf(asking: Asking, operation: Operation, path: string): string {
    if (asking.isSignedIn === false) return '401';
    const roles: readonly Role[] = access[operation];
    if (roles.includes('signed-in')) return 'allowed';
    const isOnFile = /:(fileId|serial)/u.test(path);
    const isOfDelegation = isOnFile || path.includes(':delegationId');
    const held = [
      ...(asking.anywhere ?? []),
      ...(isOfDelegation || path.includes(':meetingId') ? (asking.atMeeting ?? []) : []),
      ...(isOfDelegation ? (asking.atDelegation ?? []) : []),
      ...(isOnFile ? (asking.onFile ?? []) : []),
    ];
    if (held.some((role) => roles.includes(role))) return 'allowed';
    return held.length === 0 && privateOperations.has(operation) ? '404' : '403';
  }

  async function answerTo(asking: TestPerson, { method, path }: { method: string; path: string }): Promise<string> {
    const ids: Readonly<Record<string, string>> = {
      meetingId: meeting.meetingId,
      delegationId: meeting.delegationId,
      fileId: person.fileId,
      serial: person.serial,
      evidenceId: person.evidenceId,
      appointmentId: meeting.appointments[path.includes('/focal-points/') ? 'fp-ar' : 'gate gate'] ?? '',
    };
    const query = path.endsWith('/comparison') ? '?from=0&to=1' : '';
    const address = path.replace(/:(\w+)/gu, (_, name: string) => ids[name] ?? `no-${name}`) + query;
    // No body, and no If-Match: whoever is allowed gets as far as the shape of the request, and nothing changes.
    const { status, body } = await patiently(() => asking.request<Partial<Problem>>(method, address));
    if (status >= 500) return String(status);
    if (status === 401 || status === 403) return String(status);
    return status === 404 && body.code === 'not-found' ? '404' : 'allowed';
  }
});

/** Method and path of every handler in Nest's container that names an operation. */
function operationsOf({ app }: TestClient): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const module of app.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const base = Reflect.getMetadata(PATH_METADATA, metatype) as string;
      const prototype = metatype.prototype as object;
      for (const handler of Object.values(Object.getOwnPropertyDescriptors(prototype)).map(
        ({ value }) => value as unknown,
      )) {
        if (typeof handler !== 'function') continue;
        const operation = Reflect.getMetadata(OPERATION, handler) as Operation | undefined;
        if (operation === undefined) continue;
        const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
        operations.set(`${method} /${[base, path].join('/').split('/').filter(Boolean).join('/')}`, operation);
      }
    }
  }
  return operations;
}

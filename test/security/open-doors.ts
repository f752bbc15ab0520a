import { startTestApp, type TestRoute } from '../setup/app.js';
import { type Answer, clientOf, done, type TestClient } from '../setup/client.js';
import { accredit, conveneSmallMeeting, officers } from '../setup/small-meeting.js';

/** An application with somebody who may do everything in it, so that no refusal comes from a lack of power. */
export interface OpenDoors {
  readonly client: TestClient;
  readonly meetingId: string;
  /** The addresses of all routes that take a POST. */
  readonly posts: readonly string[];
  /** The address of a route, with ids of what exists unless others are given. */
  addressOf(path: string, changed?: Readonly<Record<string, string>>): string;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export async function openAllDoors(): Promise<OpenDoors> {
  const client = clientOf(await startTestApp());
  const administrator = client.as('administrator');
  const { meetingId, delegationId, appointments } = await conveneSmallMeeting(client);
  const { fileId, serial, evidenceId } = await accredit(client, delegationId, 'own@ar.example');
  const contact = { subject: 'administrator', name: 'Persona', email: 'all@x.example', language: 'es' };
  for (const role of new Set(officers.map(([, each]) => each)))
    await done(administrator.post(`/meetings/${meetingId}/officers`, { ...contact, role }));
  const point = { ...contact, act: { form: 'note-verbale', date: '2026-10-01' } };
  await done(administrator.post(`/delegations/${delegationId}/focal-points`, point));
  const appointmentId = appointments['gate gate'] ?? '';
  const known = { meetingId, delegationId, fileId, serial, evidenceId, appointmentId, code: 'not-found' };
  const addressOf: OpenDoors['addressOf'] = (path, changed = {}) => {
    const ids: Readonly<Record<string, string>> = { ...known, ...changed };
    return path.replace(/:(\w+)/gu, (_, name: string) => ids[name] ?? `no-${name}`);
  };
  return {
    client,
    meetingId,
    posts: client.app.routes.filter(({ method }) => method === 'POST').map(({ path }) => path),
    addressOf,
    post: (path, body, headers = {}) => administrator.post(addressOf(path), body, { 'if-match': '"0"', ...headers }),
  };
}

/** A problem with a code, and no fault of ours. */
export function expectProblem({ status, body, headers }: Answer, about: unknown): void {
  const told = [about, status, headers.get('content-type'), typeof body['code'], body['status']];
  expect(told).toEqual([about, status, 'application/problem+json; charset=utf-8', 'string', status]);
  expect([about, status >= 400 && status < 500]).toEqual([about, true]);
}

export function expectCode(answer: Answer, code: string, about: unknown): void {
  expectProblem(answer, about);
  expect([about, answer.body['code']]).toEqual([about, code]);
}

/** Pages for people and the addresses of development answer with no problem. */
export const isOfApi = ({ path }: TestRoute): boolean => !/^\/(docs|dev)/u.test(path);

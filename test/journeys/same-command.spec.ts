import { startTestApp } from '../setup/app.js';
import {
  type Answer,
  clientOf,
  done,
  type Fields,
  patiently,
  refusal,
  type TestClient,
  type TestPerson,
} from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import { conveneSmallMeeting, nominate, nomineeBody, type SmallMeeting } from '../setup/small-meeting.js';

const nomination = (email: string): Fields => ({ nominee: nomineeBody(email), capacity: 'delegate', language: 'es' });

const reordered = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, inner]) => [name, reordered(inner)]),
      )
    : value;

const countBy = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const code = body['code'];
    const key = typeof code === 'string' ? `${status} ${code}` : String(status);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

describe('the same command, sent again', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let focalPoint: TestPerson;
  let path: string;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client, { quota: 5 });
    focalPoint = client.as('fp-ar');
    path = `/delegations/${meeting.delegationId}/nominations`;
  });
  afterAll(() => client.app.stop());

  const listOf = async (delegationId: string): Promise<readonly unknown[]> => {
    const answer = await done(
      client.as('administrator').get<{ people: unknown[] }>(`/delegations/${delegationId}/list`),
    );
    return answer.body.people;
  };

  it('with the same Idempotency-Key 50 times at once has one effect, and every answer is the same', async () => {
    const key = { 'idempotency-key': 'fifty-times' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => patiently(() => focalPoint.post(path, nomination('once@ar.example'), key))),
    );
    const said = answers.map(({ status, body, headers }) => JSON.stringify([status, body, headers.get('etag')]));
    expect(answers[0]?.status).toBe(201);
    expect(new Set(said).size).toBe(1);
    expect(await listOf(meeting.delegationId)).toHaveLength(1);
    await client.mailTo('once@ar.example');
  });

  it('is the same where the members of its body come in another order', async () => {
    const key = { 'idempotency-key': 'in-another-order' };
    const first = await done(focalPoint.post(path, nomination('order@ar.example'), key));
    const again = await focalPoint.post(path, reordered(nomination('order@ar.example')), key);
    expect(JSON.stringify(reordered(nomination('order@ar.example')))).not.toBe(
      JSON.stringify(nomination('order@ar.example')),
    );
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(await listOf(meeting.delegationId)).toHaveLength(2);
  });

  it('is another one with another body: the key is refused, and nothing happens', async () => {
    const key = { 'idempotency-key': 'in-another-order' };
    const answer = await focalPoint.post(path, nomination('other@ar.example'), key);
    expect([answer.status, answer.body['code']]).toEqual([422, 'idempotency-key-reused']);
    expect(await listOf(meeting.delegationId)).toHaveLength(2);
  });

  it('is the command of one person alone: the key of somebody else is another key', async () => {
    const key = { 'idempotency-key': 'fifty-times' };
    const answer = await done(client.as('registrar').post(path, nomination('theirs@ar.example'), key));
    expect(answer.status).toBe(201);
    expect(await listOf(meeting.delegationId)).toHaveLength(3);
  });

  it('Q2 40 nominations at once for 5 places: 5 pass, 35 hear of the quota, and none of a conflict', async () => {
    const other = `/delegations/${meeting.otherDelegationId}/nominations`;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        patiently(() => client.as('fp-bz').post(other, nomination(`n${index}@bz.example`))),
      ),
    );
    expect(countBy(answers)).toEqual({ '201': 5, '409 quota-exceeded': 35 });
    expect(await listOf(meeting.otherDelegationId)).toHaveLength(5);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ rule: 'Q1', quota: 5, used: 5, scope: 'total', reasonCode: 'standard' });
  });

  it('a decision needs the revision that the officer saw: missing 428, malformed 400, stale 412', async () => {
    const fileId = await nominate(client.as('fp-ar'), meeting.delegationId, 'stale@ar.example');
    await eventually(async () =>
      (await client.as('verifier').get(`/files/${fileId}`)).status === 200 ? true : undefined,
    );
    const hold = (headers: Record<string, string>): Promise<string> =>
      refusal(
        client.as('verifier').post(`/files/${fileId}/hold`, { reasonCode: 'name-incomplete', reason: 'Wait' }, headers),
      );
    expect(await hold({})).toBe('428 if-match-required');
    for (const wrong of ['*', '0', 'W/"0"', '"0", "1"', '"-1"', '"x"'])
      expect(await hold({ 'if-match': wrong })).toBe('400 malformed-if-match');
    expect(await hold({ 'if-match': '"7"' })).toBe('412 stale-revision');
    const answers = await Promise.all(Array.from({ length: 5 }, () => hold({ 'if-match': '"0"' })));
    expect(answers.toSorted()).toEqual(['200', ...Array<string>(4).fill('412 stale-revision')]);
  });
});

import { startTestApp } from '../setup/app.js';
import { clientOf, decide, done, type Fields, refusal, type TestClient } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import {
  bilingual,
  conveneSmallMeeting,
  cover,
  nominate,
  nomineeBody,
  profileBody,
  roomBody,
  type SmallMeeting,
} from '../setup/small-meeting.js';

interface PlannedSeat {
  readonly seat: string;
  readonly state: string;
  readonly person: { readonly fileId: string; readonly name: string } | null;
}

interface PlannedTable {
  readonly entity: string;
  readonly name: string;
  readonly table: readonly PlannedSeat[];
  readonly behind: readonly PlannedSeat[];
  readonly waiting: readonly { readonly fileId: string; readonly position: number; readonly because: string }[];
}

interface Plan {
  readonly publishedVersion: number | null;
  readonly groups: readonly { readonly names: Fields; readonly delegations: readonly PlannedTable[] }[];
}

const reason = { reasonCode: 'as-asked', reason: 'As asked' };

describe('the seats of a meeting', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let path: string;
  const files: Record<string, string> = {};

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client, { quota: 5 });
    path = `/meetings/${meeting.meetingId}/rooms`;
  });
  afterAll(() => client.app.stop());

  const delegationOf = (who: string): string =>
    who.startsWith('bz') ? meeting.otherDelegationId : meeting.delegationId;
  const approve = async (who: string): Promise<void> => {
    const fileId = files[who] ?? '';
    const focalPoint = `fp-${who.slice(0, 2)}`;
    await cover(client, delegationOf(who), fileId, focalPoint);
    // The file is opened by a reaction, and until then does not exist.
    await eventually(async () => {
      const profile = { ...profileBody, badgeName: `Sra. ${who}` };
      const { status, body } = await client.as(focalPoint).post(`/files/${fileId}/profile`, profile);
      if (status >= 300 && status !== 404) throw new Error(JSON.stringify(body));
      return status < 300 ? true : undefined;
    });
    await done(decide(client.as('verifier'), fileId, 'verification'));
    await done(decide(client.as('approver'), fileId, 'approval'));
  };
  const nominateAll = async (...all: readonly string[]): Promise<void> => {
    for (const who of all) {
      files[who] = await nominate(client.as(`fp-${who.slice(0, 2)}`), delegationOf(who), `${who}@x.example`);
    }
  };
  const nameOf = (fileId: string): string =>
    Object.entries(files).find(([, id]) => id === fileId)?.[0] ?? `unknown ${fileId}`;
  /** A room that was configured a moment ago is not in the table yet: it is looked for again. */
  const planOf = (room = 'plenary'): Promise<Plan> =>
    eventually(async () => {
      const { status, body } = await client.as('protocol').get<Plan>(`${path}/${room}/plan`);
      return status === 200 ? body : undefined;
    });
  /** Who sits where in a delegation, and who waits: `T1 ar-ana, B1 held | ar-ciro`. */
  const seatsOf = ({ groups }: Plan, entity: string): string => {
    const of = groups.flatMap(({ delegations }) => delegations).find((table) => table.entity === entity);
    if (of === undefined) return 'not in the plan';
    const seats = [...of.table, ...of.behind].map(
      ({ seat, state, person }) => `${seat} ${person === null ? state : nameOf(person.fileId)}`,
    );
    return `${seats.join(', ')} | ${of.waiting.map(({ fileId }) => nameOf(fileId)).join(', ')}`;
  };
  const untilSeats = (entity: string, expected: string): Promise<true> =>
    eventually(async () => (seatsOf(await planOf(), entity) === expected ? true : undefined)).catch(async () => {
      throw new Error(`${entity}: ${seatsOf(await planOf(), entity)} instead of ${expected}`);
    });

  it('P1 a room names categories of the rules, each in one group, and no more podium than room', async () => {
    const administrator = client.as('administrator');
    const [group] = roomBody.groups;
    const wrong: Readonly<Record<string, Fields>> = {
      '422 room-names-unknown-category': { patterns: { unknown: { table: 1, behind: 1 } } },
      '422 room-repeats-a-category': { groups: [group, group] },
      '422 room-category-without-group': { groups: [] },
      '422 podium-over-capacity': { podium: 11 },
    };
    for (const [expected, change] of Object.entries(wrong)) {
      expect(await refusal(administrator.post(path, { ...roomBody, ...change }))).toBe(expected);
    }
    expect(await refusal(client.as('protocol').get(`${path}/plenary/plan`))).toBe('404 room-unknown');
  });

  it('P3 approved persons sit in order of precedence, at a room that is configured after the first approval, too', async () => {
    await nominateAll('ar-ana', 'ar-bea', 'ar-ciro', 'bz-dan');
    await approve('ar-bea');
    await done(client.as('protocol').post(path, roomBody));
    await untilSeats('AR', 'T1 ar-bea, B1 free | ');
    await approve('ar-ciro');
    await untilSeats('AR', 'T1 ar-bea, B1 ar-ciro | ');
    await approve('ar-ana');
    await untilSeats('AR', 'T1 ar-ana, B1 ar-bea | ar-ciro');
    await approve('bz-dan');
    await untilSeats('BZ', 'T1 bz-dan, B1 free | ');
  });

  it('P2 delegations stand in the alphabet of the language of the room', async () => {
    const { groups } = await planOf();
    expect(groups.map(({ names, delegations }) => [names, delegations.map(({ name }) => name)])).toEqual([
      [bilingual('Estados', 'States'), ['Argentina', 'Belice']],
    ]);
    await done(client.as('administrator').post(path, { ...roomBody, code: 'side-room', language: 'en' }));
    await eventually(async () => ((await planOf('side-room')).groups[0]?.delegations.length === 2 ? true : undefined));
    expect((await planOf('side-room')).groups[0]?.delegations.map(({ name }) => name)).toEqual(['Argentina', 'Belize']);
  });

  it('P6 until the plan is published, nobody of the delegation is shown what it may be', async () => {
    const ofDelegation = `/delegations/${meeting.delegationId}/seats`;
    const ofFile = `/files/${files['ar-ana'] ?? ''}/seats`;
    expect((await done(client.as('fp-ar').get(ofDelegation))).body).toEqual([]);
    const hidden = await done(client.as('fp-ar').get<readonly Fields[]>(ofFile));
    expect(hidden.body.map(({ status, seat, counts }) => [status, seat, (counts as Fields)['seats']])).toEqual([
      ['not-published', null, 0],
      ['not-published', null, 0],
    ]);
    expect(hidden.body[0]?.['explanation']).toMatchObject({
      es: expect.stringContaining('aún no se ha publicado') as string,
      en: expect.stringContaining('not published yet') as string,
    });
    expect((await done(client.as('protocol').get<readonly Fields[]>(ofDelegation))).body).toHaveLength(2);
    expect((await done(client.as('protocol').get<readonly Fields[]>(ofFile))).body[0]).toMatchObject({ seat: 'T1' });
    const { headers } = await done(client.as('protocol').post(`${path}/plenary/plan/publication`));
    const after = { 'credence-after': headers.get('credence-position') ?? '' };
    expect((await done(client.as('fp-ar').get<readonly Fields[]>(ofFile, after))).body[0]).toMatchObject({
      status: 'seated',
      seat: 'T1',
    });
    expect((await done(client.as('fp-ar').get<readonly Fields[]>(ofDelegation))).body).toHaveLength(1);
  });

  it('"why do I wait?" is answered in both languages, with numbers and without names', async () => {
    const answer = await done(client.as('fp-ar').get<readonly Fields[]>(`/files/${files['ar-ciro'] ?? ''}/seats`));
    const inPlenary = answer.body.find(({ room }) => (room as Fields)['code'] === 'plenary');
    expect(inPlenary).toMatchObject({
      status: 'waiting',
      seat: null,
      position: 1,
      counts: { seats: 2, taken: 2, held: 0, free: 0, waiting: 1 },
      explanation: {
        es: 'Usted ocupa el lugar 1 de la lista de espera de su delegación, que sigue el orden de precedencia. La delegación dispone de 2 asientos en esta sala: 2 están ocupados. Cuando uno quede libre, pasará a la primera persona de la lista.',
        en: 'You are number 1 on the waiting list of your delegation, which follows its order of precedence. The delegation has 2 seats in this room: 2 are taken. When one becomes free, it goes to the first person on the list.',
      },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/ar-ana|ar-bea|Núñez/u);
    const seated = await done(client.as('fp-ar').get<readonly Fields[]>(`/files/${files['ar-ana'] ?? ''}/seats`));
    expect(seated.body[0]).toMatchObject({ status: 'seated', seat: 'T1' });
  });

  it('a focal point sees the seats of their own delegation and no other', async () => {
    const own = await done(
      client.as('fp-bz').get<readonly PlannedTable[]>(`/delegations/${meeting.otherDelegationId}/seats`),
    );
    expect(own.body.map(({ entity, table }) => [entity, table[0]?.person?.name])).toEqual([['BZ', 'Sra. bz-dan']]);
    expect(await refusal(client.as('fp-bz').get(`/delegations/${meeting.delegationId}/seats`))).toContain('403');
    expect(await refusal(client.as('fp-bz').get(`${path}/plenary/plan`))).toContain('403');
    expect(await refusal(client.as('fp-bz').get(`/files/${files['ar-ana'] ?? ''}/seats`))).toContain('404');
  });

  it('C4 a hold keeps the seat', async () => {
    await done(decide(client.as('verifier'), files['ar-ana'] ?? '', 'hold', reason));
    await done(client.as('protocol').post(`${path}/plenary/reassignment`, { delegationId: meeting.delegationId }));
    expect(seatsOf(await planOf(), 'AR')).toBe('T1 ar-ana, B1 ar-bea | ar-ciro');
    await done(decide(client.as('verifier'), files['ar-ana'] ?? '', 'resumption'));
  });

  it('P3 a new order of the delegation reassigns its seats', async () => {
    const order = ['ar-ana', 'ar-ciro', 'ar-bea'].map((who) => files[who]);
    await done(client.as('fp-ar').post(`/delegations/${meeting.delegationId}/order`, { order }));
    await untilSeats('AR', 'T1 ar-ana, B1 ar-ciro | ar-bea');
  });

  it('D3 the seat is kept for the slot, and the successor sits on it', async () => {
    const body = { nominee: nomineeBody('ar-eva@x.example'), language: 'es', ...reason };
    const nominations = `/delegations/${meeting.delegationId}/nominations`;
    const answer = client
      .as('fp-ar')
      .post<{ fileId: string }>(`${nominations}/${files['ar-ana'] ?? ''}/substitution`, body);
    files['ar-eva'] = (await done(answer)).body.fileId;
    await untilSeats('AR', 'T1 held, B1 ar-ciro | ar-bea');
    await approve('ar-eva');
    await untilSeats('AR', 'T1 ar-eva, B1 ar-ciro | ar-bea');
  });

  it('P4 when somebody leaves, the waiting list moves up within the delegation', async () => {
    const nominations = `/delegations/${meeting.delegationId}/nominations`;
    await done(client.as('fp-ar').post(`${nominations}/${files['ar-ciro'] ?? ''}/withdrawal`, reason));
    await untilSeats('AR', 'T1 ar-eva, B1 ar-bea | ');
    await done(decide(client.as('approver'), files['ar-eva'] ?? '', 'revocation', reason));
    await untilSeats('AR', 'T1 ar-bea, B1 free | ');
    expect(seatsOf(await planOf(), 'BZ')).toBe('T1 bz-dan, B1 free | ');
  });

  it('P1 a room that is configured anew reassigns the seats of all', async () => {
    await done(client.as('administrator').post(path, { ...roomBody, exceptions: { AR: { table: 2, behind: 0 } } }));
    await untilSeats('AR', 'T1 ar-bea, T2 free | ');
    await untilSeats('BZ', 'T1 bz-dan, B1 free | ');
  });

  it('P6 a plan is published when it has changed', async () => {
    const publish = (): Promise<{ readonly body: Fields; readonly headers: Headers }> =>
      done(client.as('protocol').post(`${path}/plenary/plan/publication`));
    const first = await publish();
    expect((await publish()).body['revision']).toBe(first.body['revision']);
    const after = { 'credence-after': first.headers.get('credence-position') ?? '' };
    expect((await done(client.as('protocol').get<Plan>(`${path}/plenary/plan`, after))).body.publishedVersion).toBe(2);
  });

  it('P2 the plan hangs on the door as PDF and as SVG', async () => {
    const pdf = await done(client.as('protocol').get(`${path}/plenary/plan.pdf`));
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const svg = await done(client.as('protocol').get<string>(`${path}/plenary/plan.svg`));
    expect(svg.headers.get('content-type')).toContain('image/svg+xml');
    expect(svg.body).toContain('<svg');
  });
});

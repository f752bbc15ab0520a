import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { fileFold } from '../../src/accreditation/accreditation.state.js';
import { delegationFold } from '../../src/delegations/delegations.state.js';
import { Decisions } from '../../src/event-sourcing/decisions.js';
import type { Recorded } from '../../src/event-sourcing/event.js';
import { EventStore } from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { entities } from '../../src/meetings/entities.js';
import { systemClock } from '../../src/platform/clock.js';
import type { SeatPlanView } from '../../src/seating/seating.dto.js';
import type { SeatingFact } from '../../src/seating/seating.events.js';
import { planIdOf, seatingFold, seatsAt } from '../../src/seating/seating.state.js';
import { openTestHome, startTestApp, type TestHome } from '../setup/app.js';
import { type Answer, clientOf, done, type TestClient } from '../setup/client.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { putFiles, VERIFIED_REVISION } from '../setup/put-files.js';
import { meetingBody, roomBody, rulesBody } from '../setup/small-meeting.js';

/* `CREDENCE_SEAT_ROUNDS=20 npx jest test/journeys/seats-under-load` runs the long form: 200 approvals at once for 50 seats. */
const ROUNDS = Number(process.env['CREDENCE_SEAT_ROUNDS'] ?? 2);
const isLong = process.env['CREDENCE_SEAT_ROUNDS'] !== undefined;
const DELEGATIONS = isLong ? 10 : 5;
const PEOPLE = isLong ? 20 : 12;
const PATTERN = isLong ? { table: 1, behind: 4 } : { table: 1, behind: 3 };
const SEATS = DELEGATIONS * (PATTERN.table + PATTERN.behind);
const QUIET_MS = 90_000;

const reason = { reasonCode: 'as-asked', reason: 'As asked' };
const relaxed = {
  ...rulesBody,
  categories: rulesBody.categories.map((category) => ({ ...category, evidence: { required: false, forms: [] } })),
};

interface Round {
  readonly meetingId: string;
  readonly delegations: ReadonlyMap<string, readonly string[]>;
}

interface Tally {
  approved: number;
  seated: number;
  waiting: number;
  double: number;
  idle: number;
}

describe('seats under load, with connections cut and two nodes', () => {
  let home: TestHome;
  let clients: readonly TestClient[];
  let database: Client;

  beforeAll(async () => {
    home = await openTestHome();
    clients = [clientOf(await startTestApp({ home })), clientOf(await startTestApp({ home }))];
    database = new Client({ connectionString: home.database.url, application_name: 'test' });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    for (const { app } of clients) await app.stop();
    await home.drop();
  });

  async function convene(number: number): Promise<Round> {
    const administrator = clients[0]!.as('administrator');
    const meetingId = `round-${number}`;
    await done(administrator.post('/meetings', meetingBody(meetingId)));
    await done(administrator.post(`/meetings/${meetingId}/rules`, relaxed));
    for (const [subject, role] of [
      ['approver', 'approving-officer'],
      ['registrar', 'registration-officer'],
      ['protocol', 'protocol-officer'],
    ] as const) {
      const officer = { subject, name: `Persona ${subject}`, email: `${subject}@x.example`, language: 'es', role };
      await done(administrator.post(`/meetings/${meetingId}/officers`, officer));
    }
    const room = { ...roomBody, capacity: SEATS, podium: 0, patterns: { 'member-state': PATTERN } };
    await done(administrator.post(`/meetings/${meetingId}/rooms`, room));
    const delegations = new Map<string, readonly string[]>();
    for (const { code } of entities.slice(0, DELEGATIONS)) {
      const invitation = { entity: code, category: 'member-state', language: 'es', quota: { total: PEOPLE } };
      await done(administrator.post(`/meetings/${meetingId}/delegations`, { ...invitation, ...reason }));
      const delegationId = `${meetingId}.${code}`;
      delegations.set(delegationId, await putFiles(clients[0]!.app, delegationId, PEOPLE, 'verified'));
    }
    return { meetingId, delegations };
  }

  /** Whatever a cut connection answers, the same request is sent again under the same key. */
  async function insist(subject: string, path: string, body?: unknown, ifMatch?: number): Promise<void> {
    const key = { 'idempotency-key': crypto.randomUUID() };
    const headers = { ...key, ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }) };
    const retried = new Set([408, 429, 500, 502, 503, 504]);
    let turn = Math.random() < 0.5 ? 0 : 1;
    await eventually(async () => {
      turn = 1 - turn;
      const answer: Answer | undefined = await clients[turn]!.as(subject)
        .post(path, body, headers)
        .catch(() => undefined);
      if (answer === undefined || retried.has(answer.status)) return sleep(50).then(() => undefined);
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return true;
    }, QUIET_MS);
  }

  /** Cuts connections of both nodes, now and then, until told to stop; the library of the queues keeps its own, and no seat rests on them. */
  async function cutConnections(signal: AbortSignal): Promise<number> {
    let cuts = 0;
    while (!signal.aborted) {
      const { rowCount } = await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'credence-queues'
         order by random() limit 2`,
      );
      cuts += rowCount ?? 0;
      await sleep(100 + Math.random() * 100);
    }
    return cuts;
  }

  /** Everything that was decided is dealt with: no reaction has anything before it, and nothing is parked. */
  async function untilQuiet(): Promise<void> {
    await untilTrue(async () => {
      const before = await clients[0]!.app.app.get(EventStore).newest();
      const { rows } = await database.query<{ behind: string; parked: string }>(
        `select (select count(*) from progress.checkpoints
                 where name in ('allocate-seats', 'release-slots', 'follow-delegation-list', 'seat_tables', 'files', 'delegations')
                 and position < $1 collate "C") as behind,
                (select count(*) from progress.parked where reaction in ('allocate-seats', 'release-slots', 'follow-delegation-list')) as parked`,
        [before],
      );
      const isQuiet = rows[0]?.behind === '0' && rows[0].parked === '0';
      if (!isQuiet) await sleep(100);
      return isQuiet && (await clients[0]!.app.app.get(EventStore).newest()) === before;
    }, QUIET_MS);
  }

  /** The plan as it has to be by P1 and P3, from streams that are read anew, against the plan as it is. */
  async function compare({ meetingId, delegations }: Round, tally: Tally): Promise<void> {
    const { app } = clients[0]!.app;
    const [store, codec] = [app.get(EventStore), app.get(FactCodec)];
    const decisions = new Decisions(store, codec, systemClock);
    const { body: plan } = await done(
      clients[1]!.as('protocol').get<SeatPlanView>(`/meetings/${meetingId}/rooms/plenary/plan`),
    );
    const shown = new Map(
      plan.groups.flatMap((group) => group.delegations).map((table) => [table.delegationId, table]),
    );
    const { state } = await decisions.fold(seatingFold, planIdOf(meetingId, 'plenary'));
    for (const delegationId of delegations.keys()) {
      const { slots } = (await decisions.fold(delegationFold, delegationId)).state;
      const approved: string[] = [];
      for (const { fileId } of slots) {
        if ((await decisions.fold(fileFold, fileId)).state.stage === 'approved') approved.push(fileId);
      }
      const seats = seatsAt(PATTERN);
      const places = [...(state.tables.get(delegationId)?.places.values() ?? [])];
      const taken = places.flatMap(({ seat }) => seat ?? []);
      const waiting = places.filter(({ seat }) => seat === null);
      tally.approved += approved.length;
      tally.seated += taken.length;
      tally.waiting += waiting.length;
      tally.double += taken.length - new Set(taken).size;
      tally.idle += waiting.length === 0 ? 0 : seats.length - new Set(taken).size;
      const expected = approved.map((fileId, index) => [fileId, seats[index] ?? null]);
      expect(new Map(places.map(({ fileId, seat }) => [fileId, seat]))).toEqual(
        new Map(expected as [string, string][]),
      );
      const table = shown.get(delegationId);
      const drawn = [...(table?.table ?? []), ...(table?.behind ?? [])].map(({ person }) => person?.fileId);
      expect([...drawn, ...(table?.waiting ?? []).map(({ fileId }) => fileId)]).toEqual(approved);
    }
    const facts = (await codec.openAll(await store.read(`seating-${planIdOf(meetingId, 'plenary')}`))) as unknown;
    expectNoSeatTwice(facts as readonly Recorded<SeatingFact>[]);
  }

  it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
    `P3 P4 ${DELEGATIONS * PEOPLE} approvals at once for ${SEATS} seats, round %i`,
    async (number) => {
      const round = await convene(number);
      const stop = new AbortController();
      const cutting = cutConnections(stop.signal);
      const begun = performance.now();
      const all = [...round.delegations.values()].flat().toSorted(() => Math.random() - 0.5);
      const leaving = [...round.delegations].map(([delegationId, files]) => [delegationId, files[1] ?? ''] as const);
      await Promise.all(
        all.map(async (fileId) => {
          await insist('approver', `/files/${fileId}/approval`, undefined, VERIFIED_REVISION);
          const left = leaving.find(([, leaver]) => leaver === fileId);
          // In every delegation the second in order leaves as soon as they are approved, while others are not yet.
          if (left !== undefined)
            await insist('registrar', `/delegations/${left[0]}/nominations/${fileId}/withdrawal`, reason);
        }),
      ).finally(() => stop.abort());
      const answered = performance.now();
      const cuts = await cutting;
      await untilQuiet();
      const quiet = performance.now();
      const tally: Tally = { approved: 0, seated: 0, waiting: 0, double: 0, idle: 0 };
      await compare(round, tally);
      process.stdout.write(
        `round ${number}: approved ${tally.approved}, seated ${tally.seated}, waiting ${tally.waiting}, double ${tally.double}, idle ${tally.idle}; ` +
          `${cuts} connections cut, answered in ${Math.round(answered - begun)} ms, quiet ${Math.round(quiet - answered)} ms later\n`,
      );
      expect(tally).toEqual({
        approved: DELEGATIONS * (PEOPLE - 1),
        seated: SEATS,
        waiting: DELEGATIONS * (PEOPLE - 1) - SEATS,
        double: 0,
        idle: 0,
      });
    },
    3 * QUIET_MS,
  );
});

/** Not at the end only: after no fact of the whole history is a seat held by two. */
function expectNoSeatTwice(facts: readonly Recorded<SeatingFact>[]): void {
  let state = seatingFold.initialState;
  for (const fact of facts) {
    state = seatingFold.evolve(state, fact);
    for (const { places } of state.tables.values()) {
      const taken = [...places.values()].flatMap(({ seat }) => seat ?? []);
      if (new Set(taken).size !== taken.length) throw new Error(`A seat is held by two at revision ${fact.revision}.`);
    }
  }
}

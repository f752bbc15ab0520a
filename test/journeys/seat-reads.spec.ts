import { Decisions } from '../../src/event-sourcing/decisions.js';
import type { Recorded } from '../../src/event-sourcing/event.js';
import {
  type AppendOutcome,
  EventStore,
  type LogEnd,
  type Page,
  type StoredFact,
} from '../../src/event-sourcing/event-store.js';
import { FactCodec } from '../../src/event-sourcing/fact-codec.js';
import { Histories } from '../../src/event-sourcing/histories.js';
import { callerFor } from '../../src/event-sourcing/reaction.js';
import { Correspondence } from '../../src/notifications/correspondence.js';
import { QueueSeatNotifications } from '../../src/notifications/queue-seat-notifications.reaction.js';
import { systemClock } from '../../src/platform/clock.js';
import { ReassignSeats } from '../../src/seating/seating.commands.js';
import { SeatingConsultant } from '../../src/seating/seating.context.js';
import type { SeatAllocated, SeatingFact, SeatPlanPublished } from '../../src/seating/seating.events.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, done, type TestClient } from '../setup/client.js';
import { putFacts } from '../setup/put-facts.js';
import { putFiles } from '../setup/put-files.js';
import { conveneSmallMeeting, roomBody, type SmallMeeting } from '../setup/small-meeting.js';

const PEOPLE = 40;

/** The log of the application, and how much was asked of it. */
class CountedReads extends EventStore {
  questions = 0;
  facts = 0;

  constructor(private readonly inner: EventStore) {
    super();
  }

  override async read(stream: string, after?: number): Promise<readonly StoredFact[]> {
    const facts = await this.inner.read(stream, after);
    this.questions += 1;
    this.facts += facts.length;
    return facts;
  }

  override async readMany(after: ReadonlyMap<string, number>): Promise<readonly StoredFact[]> {
    const found = await this.inner.readMany(after);
    this.questions += 1;
    this.facts += found.length;
    return found;
  }

  override append(): Promise<AppendOutcome> {
    throw new Error('It is only read here.');
  }

  override readAll(after: string, limit: number): Promise<Page> {
    return this.inner.readAll(after, limit);
  }

  override subscribe(after: string, limit: () => number, signal: AbortSignal): AsyncGenerator<Page, void> {
    return this.inner.subscribe(after, limit, signal);
  }

  override head(): Promise<string> {
    return this.inner.head();
  }

  override newest(): Promise<string> {
    return this.inner.newest();
  }

  override end(): Promise<LogEnd | undefined> {
    return this.inner.end();
  }

  override close(): Promise<void> {
    return this.inner.close();
  }
}

describe('what is read of the log for a seat', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let reads: CountedReads;
  let decisions: Decisions;

  beforeAll(async () => {
    client = clientOf(await startTestApp());
    meeting = await conveneSmallMeeting(client, { quota: PEOPLE });
    const { app } = client.app;
    reads = new CountedReads(app.get(EventStore));
    decisions = new Decisions(reads, app.get(FactCodec), systemClock);
  });
  afterAll(() => client.app.stop());

  it('P3 a look at a delegation asks about all its files at once', async () => {
    const { meetingId, delegationId } = meeting;
    await done(client.as('protocol').post(`/meetings/${meetingId}/rooms`, roomBody));
    const fileIds = await putFiles(client.app, delegationId, PEOPLE, 'approved');
    const [opened] = await client.app.app.get(Histories).of(`accreditation-${fileIds[0] ?? ''}`);
    const look = new ReassignSeats({ meetingId, room: 'plenary', delegationId }, callerFor('test', opened!));
    const { context } = await new SeatingConsultant(decisions).consult(look);
    expect(context.stages).toEqual(new Map(fileIds.map((fileId) => [fileId, 'approved'])));
    expect(reads.questions).toBe(3);
  });

  it('P6 to tell of a seat, the plan is read from where it was read before', async () => {
    const { meetingId, delegationId } = meeting;
    const histories = new Histories(reads, client.app.app.get(FactCodec));
    const tell = new QueueSeatNotifications(client.app.app.get(Correspondence), decisions, histories);
    const stream = `seating-${meetingId}.annex`;
    const allocated = (name: string): SeatAllocated => ({
      type: 'SeatAllocated',
      data: { delegationId, slotId: name, fileId: `nobody-${name}`, seat: 'T1', movedUp: false },
    });
    const allocatedAt = (when: string): readonly SeatAllocated[] =>
      Array.from({ length: PEOPLE }, (_, index) => allocated(`${when}-${index}`));
    const published: SeatPlanPublished = { type: 'SeatPlanPublished', data: { version: 1 } };
    const readFor = async (...facts: readonly SeatingFact[]): Promise<number> => {
      await putFacts(client.app, stream, meetingId, facts);
      const all = await client.app.app.get(Histories).of<SeatingFact>(stream);
      const before = reads.facts;
      for (const fact of all.slice(-facts.length)) await tell.react(fact as Recorded<SeatAllocated>);
      return reads.facts - before;
    };
    expect(await readFor(...allocatedAt('before'))).toBe(PEOPLE);
    expect(await readFor(published)).toBe(1 + (PEOPLE + 1));
    expect(await readFor(...allocatedAt('after'))).toBe(PEOPLE);
  });
});

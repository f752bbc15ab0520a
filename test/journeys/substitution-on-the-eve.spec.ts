import type { AccreditationFact } from '../../src/accreditation/accreditation.events.js';
import { credentialFold, deadBecause } from '../../src/credentials/credentials.state.js';
import type { DelegationFact } from '../../src/delegations/delegations.events.js';
import { delegationFold } from '../../src/delegations/delegations.state.js';
import type { Recorded } from '../../src/event-sourcing/event.js';
import { Histories } from '../../src/event-sourcing/histories.js';
import { clockFrom } from '../../src/platform/clock.js';
import { startTestApp } from '../setup/app.js';
import { clientOf, decide, done, type Fields, linkIn, type TestClient } from '../setup/client.js';
import { eventually, untilTrue } from '../setup/eventually.js';
import { pagesOf, qrOf } from '../setup/pdf-pages.js';
import {
  accredit,
  type AccreditedPerson,
  conveneSmallMeeting,
  cover,
  enter,
  firstDay,
  nomineeBody,
  openNow,
  profileBody,
  roomBody,
  type SmallMeeting,
} from '../setup/small-meeting.js';
import { letterheadBody, letterOnce, visaLetterBody } from '../setup/visa-letters.js';

const eve = new Date('2099-02-28T15:00:00Z');

/** In each room. */
type Seats = readonly { readonly status: string; readonly seat: string | null }[];

interface Table {
  readonly delegationId: string;
  readonly table: readonly Place[];
  readonly behind: readonly Place[];
  readonly waiting: readonly { readonly fileId: string }[];
}

interface Place {
  readonly seat: string;
  readonly state: string;
  readonly person: { readonly fileId: string } | null;
}

interface Dossier {
  readonly entries: readonly { readonly fact: string; readonly data: Fields }[];
}

describe('D3 a substitution on the eve of the meeting', () => {
  let client: TestClient;
  let meeting: SmallMeeting;
  let predecessor: AccreditedPerson;
  let waiting: AccreditedPerson;
  let successor: { fileId: string; serial: string } | undefined;
  let letterCode: { number: string | null; code: string | null };
  const looks = { count: 0, most: 0 };
  const stopLooking = new AbortController();
  let looking: Promise<void>;

  const placeOf = async (fileId: string): Promise<Seats[number] | undefined> =>
    (await done(client.as('registrar').get<Seats>(`/files/${fileId}/seats`))).body[0];
  const table = async (): Promise<Table> => {
    const path = `/meetings/${meeting.meetingId}/rooms/plenary/plan`;
    const { groups } = (await done(client.as('protocol').get<{ groups: { delegations: Table[] }[] }>(path))).body;
    return groups.flatMap(({ delegations }) => delegations).find((of) => of.delegationId === meeting.delegationId)!;
  };
  const seated = (fileId: string, seat: string): Promise<true> =>
    untilTrue(async () => {
      const { table: at, behind } = await table();
      return [...at, ...behind].some((place) => place.seat === seat && place.person?.fileId === fileId);
    });
  /** Opens doors, or will tomorrow. */
  const lives = async (serial: string): Promise<boolean> => {
    const { status, body } = await client.as('gate').get(`/credentials/${serial}/status`);
    return status === 200 && (body['alive'] === true || body['reason'] === 'not-yet-valid');
  };
  const check = async (): Promise<unknown> =>
    (await done(client.nobody.post('/check/visa-letters', { ...letterCode, documentLast4: '3456' }))).body;

  /** How many badges of the slot would open a door on the first day, had the log ended with this fact. */
  const livingAfterEveryFact = async (): Promise<readonly number[]> => {
    const histories = client.app.app.get(Histories);
    const streams = [predecessor.fileId, successor!.fileId].map((fileId) => `accreditation-${fileId}`);
    const facts = await Promise.all([...streams, `delegation-${meeting.delegationId}`].map((of) => histories.of(of)));
    const states = new Map(streams.map((stream) => [stream, credentialFold.initialState]));
    let delegation = delegationFold.initialState;
    return facts
      .flat()
      .toSorted((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : a.revision - b.revision))
      .map((fact) => {
        const state = states.get(fact.stream);
        if (state === undefined) delegation = delegationFold.evolve(delegation, fact as Recorded<DelegationFact>);
        else states.set(fact.stream, credentialFold.evolve(state, fact as Recorded<AccreditationFact>));
        return [...states].filter(([stream, { file, credential }]) => {
          const hasSlot = delegation.slots.some(({ fileId }) => stream.endsWith(fileId));
          return deadBecause({ file, credential }, credential?.serial ?? 'none', hasSlot, firstDay) === null;
        }).length;
      });
  };

  beforeAll(async () => {
    client = clientOf(await startTestApp({ clock: clockFrom(eve) }));
    meeting = await conveneSmallMeeting(client, { quota: 5, rules: openNow });
    const protocol = client.as('protocol');
    await done(protocol.post(`/meetings/${meeting.meetingId}/rooms`, roomBody));
    await done(protocol.post(`/meetings/${meeting.meetingId}/letterhead`, letterheadBody));
    const authorisations = `/meetings/${meeting.meetingId}/letterhead/authorisations`;
    await done(protocol.post(authorisations, { reason: 'For the whole meeting' }));
    predecessor = await accredit(client, meeting.delegationId, 'predecessor@ar.example');
    await accredit(client, meeting.delegationId, 'second@ar.example');
    waiting = await accredit(client, meeting.delegationId, 'waiting@ar.example');
    await done(client.as('fp-ar').post(`/files/${predecessor.fileId}/visa-letter`, visaLetterBody));
    await letterOnce(protocol, predecessor.fileId, 'issued');
    const letter = await done(protocol.get(`/files/${predecessor.fileId}/visa-letter/letter.pdf`));
    const { searchParams } = new URL(await qrOf((await pagesOf(letter.bytes)).at(-1)!));
    letterCode = { number: searchParams.get('number'), code: searchParams.get('code') };
    await seated(predecessor.fileId, 'T1');
    await done(protocol.post(`/meetings/${meeting.meetingId}/rooms/plenary/plan/publication`));
    // Nobody is told of a seat that is not theirs any more.
    await client.mailTo('predecessor@ar.example', 5);
  });
  afterAll(async () => {
    stopLooking.abort();
    await looking;
    await client.app.stop();
  });

  it('the predecessor has a seat, a badge and a letter, and somebody of the delegation waits', async () => {
    expect(await lives(predecessor.serial)).toBe(true);
    expect(await check()).toEqual({ verdict: 'valid' });
    expect(await placeOf(predecessor.fileId)).toMatchObject({ status: 'seated', seat: 'T1' });
    expect(await placeOf(waiting.fileId)).toMatchObject({ status: 'waiting', seat: null });
    const look = async (): Promise<void> => {
      while (!stopLooking.signal.aborted) {
        const serials = [predecessor.serial, successor?.serial ?? ''];
        // The younger badge first: were both alive at one instant, this order would not miss it.
        const alive = await Promise.all(serials.filter(Boolean).toReversed().map(lives));
        looks.count += 1;
        looks.most = Math.max(looks.most, alive.filter(Boolean).length);
      }
    };
    looking = look();
  });

  it('D3 the seat stays for the slot, the badge is dead and the letter cancelled from the moment of the substitution', async () => {
    const path = `/delegations/${meeting.delegationId}/nominations/${predecessor.fileId}/substitution`;
    const nominee = nomineeBody('successor@ar.example', { givenNames: 'Luz', familyNames: 'Ríos' });
    const body = { nominee, language: 'en', reasonCode: 'illness', reason: 'Licencia médica' };
    const { fileId } = (await done(client.as('fp-ar').post<{ fileId: string }>(path, body))).body;
    expect(await lives(predecessor.serial)).toBe(false);
    expect(await check()).toEqual({ verdict: 'cancelled' });
    successor = { fileId, serial: '' };
    await untilTrue(async () => (await table()).table[0]?.state === 'held');
    await letterOnce(client.as('protocol'), predecessor.fileId, 'cancelled');
    expect((await table()).waiting.map((person) => person.fileId)).toEqual([waiting.fileId]);
    expect(await placeOf(waiting.fileId)).toMatchObject({ status: 'waiting' });
  });

  it('D3 both are told, each in their language', async () => {
    const mails = await client.mailTo('predecessor@ar.example', 6);
    expect(mails.at(-1)?.subject).toBe('Cambio en su delegación: Reunión técnica');
    const [invitation] = await client.mailTo('successor@ar.example');
    expect(invitation?.subject).toBe('Please complete your accreditation profile: Technical meeting');
  });

  it('D3 the successor is accredited on the same evening, takes the seat, and has the only living badge', async () => {
    const { fileId } = successor!;
    const [invitation] = await client.mailTo('successor@ar.example');
    const token = await enter(client, linkIn(invitation!));
    await cover(client, meeting.delegationId, fileId, 'fp-ar');
    await done(client.bearing(token).post(`/files/${fileId}/profile`, profileBody));
    await done(decide(client.as('verifier'), fileId, 'verification'));
    await done(decide(client.as('approver'), fileId, 'approval'));
    const path = `/files/${fileId}/credentials`;
    const { serial } = (await done(client.as('issuer').post<{ serial: string }>(path))).body;
    successor = { fileId, serial };
    await done(client.as('issuer').post(`${path}/${serial}/activation`));
    await untilTrue(() => lives(serial));
    await seated(fileId, 'T1');
    expect(await placeOf(waiting.fileId)).toMatchObject({ status: 'waiting' });
    const seat = await eventually(async () =>
      (await client.mailTo('successor@ar.example', 1)).find(({ subject }) => subject.startsWith('Your seat')),
    );
    expect(seat.text).toContain('Table, seat 1');
  });

  it('D3 at every instant at most one badge of the slot was alive: as seen from outside, and after every fact of the log', async () => {
    stopLooking.abort();
    await looking;
    expect(looks.count).toBeGreaterThan(3);
    expect(looks.most).toBe(1);
    const after = await livingAfterEveryFact();
    console.info(`looked ${looks.count} times while it happened, and after each of ${after.length} facts: never two`);
    expect(Math.max(...after)).toBe(1);
    expect(after.at(-1)).toBe(1);
  });

  it('S3 all of it stands in the two dossiers', async () => {
    const dossierOf = async (fileId: string): Promise<readonly string[]> =>
      (await done(client.as('auditor').get<Dossier>(`/files/${fileId}/dossier`))).body.entries.map(({ fact }) => fact);
    const before = await dossierOf(predecessor.fileId);
    expect(before).toEqual(
      expect.arrayContaining([
        'CredentialIssued',
        'SeatAllocated',
        'VisaLetterRequested',
        'VisaLetterIssued',
        'DelegateSubstituted',
        'FileClosed',
        'CredentialRevoked',
        'VisaLetterCancelled',
        'NotificationSent',
      ]),
    );
    expect(before.indexOf('DelegateSubstituted')).toBeLessThan(before.indexOf('VisaLetterCancelled'));
    expect(await dossierOf(successor!.fileId)).toEqual(
      expect.arrayContaining(['DelegateSubstituted', 'FileOpened', 'AccreditationApproved', 'SeatAllocated']),
    );
  });
});

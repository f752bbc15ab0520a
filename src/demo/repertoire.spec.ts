import { castMeeting, exchangesOf, personCalled } from './cast.js';
import { plannedFigures } from './plan.js';
import { DEFAULT_MEETING, repertoire, scriptOf } from './repertoire.js';

const scripts = Object.values(repertoire);

describe('the repertoire of the demonstration', () => {
  it('plays Panama City unless another meeting is named', () =>
    expect([DEFAULT_MEETING, Object.keys(repertoire)]).toEqual(['conare-2025', ['conare-2025', 'crpsf-2017']]));

  it.each(['', 'conare', 'constructor'])('has no meeting called "%s"', (code) =>
    expect(() => scriptOf(code)).toThrow('no meeting'),
  );

  it('Panama City: 46 places, and the figures that follow from its turns', () =>
    expect(plannedFigures(scriptOf('conare-2025'))).toMatchObject({
      delegations: 20,
      nominated: 48,
      profilesCompleted: 50,
      approved: 45,
      seatsAllocated: 43,
      waitlisted: 2,
      movedUp: 1,
      visaLettersIssued: 8,
      visaLettersCancelled: 1,
      badgesPrinted: 44,
      emailsExpected: 207,
    }));

  it('San Pedro Sula: 216 places, and the figures that follow from its turns', () =>
    expect(plannedFigures(scriptOf('crpsf-2017'))).toMatchObject({
      delegations: 35,
      nominated: 221,
      approved: 217,
      seatsAllocated: 103,
      waitlisted: 47,
      movedUp: 2,
      visaLettersIssued: 12,
      visaLettersCancelled: 3,
      badgesPrinted: 213,
      emailsExpected: 804,
    }));

  it('San Pedro Sula: 150 people in four categories, and 66 of press, interpreters, host staff and security', () => {
    const { delegations, rules } = scriptOf('crpsf-2017');
    const placesOf = (some: typeof delegations): number => some.reduce((sum, { quota }) => sum + quota, 0);
    const invited = delegations.filter(({ officer }) => officer === null);
    const services = delegations.filter(({ officer }) => officer !== null);
    expect([invited.length, placesOf(invited), new Set(invited.map(({ category }) => category)).size]).toEqual([
      31, 150, 4,
    ]);
    expect([services.length, placesOf(services)]).toEqual([4, 66]);
    expect(rules.categories).toHaveLength(8);
  });

  it('San Pedro Sula: every head of a government has the profile completed by the focal point', () => {
    const { delegations, turns } = scriptOf('crpsf-2017');
    const heads = delegations.filter(({ category }) => category === 'government').map(({ entity }) => `${entity}.1`);
    expect(heads).toHaveLength(14);
    expect(turns.completedByFocalPoint).toEqual(expect.arrayContaining(heads));
  });
});

describe.each(scripts.map((script) => [script.meetingId, script] as const))('the script of %s', (_, script) => {
  const { turns } = script;
  const { lastDays } = turns;
  const cast = castMeeting(script);
  const named = [
    ...turns.returned,
    turns.protagonist,
    ...turns.renewed,
    ...turns.onHold,
    ...turns.rejected.map(({ key }) => key),
    ...turns.completedByFocalPoint,
    ...exchangesOf(script).flatMap(({ leaves, comes }) => [leaves, comes]),
    ...lastDays.withdrawn,
    ...lastDays.revoked,
    ...Object.keys(script.casting.ownScript),
  ];

  it('names only people who come', () => expect(named.map((key) => personCalled(cast, key).key)).toEqual(named));

  it('gives nobody two ways to leave', () => {
    const leaving = [
      ...exchangesOf(script).map(({ leaves }) => leaves),
      ...turns.rejected.map(({ key }) => key),
      ...lastDays.withdrawn,
      ...lastDays.revoked,
    ];
    expect(new Set(leaving).size).toBe(leaving.length);
  });

  it('casts the same people every time, each with a name and an address of their own', () => {
    expect(castMeeting(script)).toEqual(cast);
    const everybody = [...cast.people, ...cast.newcomers.values()];
    for (const field of ['legalName', 'latinName'] as const) {
      expect(new Set(everybody.map(({ profile }) => profile[field])).size).toBe(everybody.length);
    }
    expect(new Set(everybody.map(({ nominee }) => nominee.email)).size).toBe(everybody.length);
  });

  it('lets the protagonist be one of those whose profile is returned', () =>
    expect(turns.returned).toContain(turns.protagonist));
});

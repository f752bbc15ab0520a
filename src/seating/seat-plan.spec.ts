import { plenary } from '../../test/examples/seating.examples.js';
import { entityOf } from '../meetings/entities.js';
import { Typesetter } from '../platform/typesetting/typesetter.js';
import { PlanPrinter } from './plan-sheet.js';
import { groupsOf, type PlannedFile, type PlanSources } from './seat-plan.js';
import type { SeatPlanView } from './seating.dto.js';

const CODES = ['ES', 'DE', 'CH', 'EC', 'US', 'SV', 'BR'] as const;
const NAMES = ['María José Núñez', 'محمد بن عبد الرحمن', 'Дмитро Шевченко', '王小明', 'שרה כהן', 'Ünal Şahin'];

/** Delegations with two seats each, the first taken, the second free; the names in turn. */
function sources(language: 'es' | 'en', names: readonly string[] = NAMES): PlanSources {
  const files = new Map(
    CODES.map((code, index): [string, PlannedFile] => [
      code,
      {
        id: code,
        stage: 'approved',
        capacity: 'delegate',
        name: names[index % names.length] ?? '',
        functionalTitle: '',
      },
    ]),
  );
  return {
    room: plenary({ language }).data,
    tables: CODES.map((code) => ({
      id: code,
      planId: 'plan',
      delegationId: `m.${code}`,
      tableSeats: 1,
      behindSeats: 1,
      places: [{ slotId: code, fileId: code, seat: 'T1' }],
    })),
    delegations: new Map(
      CODES.map((code) => {
        const names_ = entityOf(code)?.names ?? { es: code, en: code };
        const list = [{ slotId: code, fileId: code }];
        return [`m.${code}`, { id: `m.${code}`, entity: { code, names: names_ }, category: 'member', list }];
      }),
    ),
    files,
  };
}

const planOf = (of: PlanSources): SeatPlanView => {
  const groups = groupsOf(of);
  const counts = { seats: 14, taken: 7, held: 0, free: 7, waiting: 0 };
  const title = { es: 'Reunión', en: 'Meeting' };
  return {
    meetingId: 'm',
    title,
    room: of.room,
    publishedVersion: 1,
    publishedAt: '2025-09-20T12:00:00Z',
    counts,
    groups,
  };
};

describe('the plan of a room', () => {
  it('P2 orders delegations by official name in the language of the room', () => {
    const order = (language: 'es' | 'en'): readonly string[] | undefined =>
      groupsOf(sources(language))[0]?.delegations.map(({ name }) => name);
    expect(order('es')).toEqual([
      'Alemania',
      'Brasil',
      'Ecuador',
      'El Salvador',
      'España',
      'Estados Unidos de América',
      'Suiza',
    ]);
    expect(order('en')).toEqual([
      'Brazil',
      'Ecuador',
      'El Salvador',
      'Germany',
      'Spain',
      'Switzerland',
      'United States of America',
    ]);
  });

  it('P2 shows a category that lost its group behind all the others', () => {
    const of = sources('es');
    const groups = groupsOf({ ...of, room: { ...of.room, groups: [] } });
    expect(groups.map(({ names }) => names.en)).toEqual(['Other delegations']);
  });

  it('D3 shows a kept seat without a name, and who waits in order of precedence', () => {
    const of = sources('es');
    const [first] = of.tables;
    const waiting = ['late', 'early'].map((slotId) => ({ slotId, fileId: slotId, seat: null }));
    const list = ['ES', 'early', 'late'].map((slotId) => ({ slotId, fileId: slotId }));
    const delegation = { ...of.delegations.get('m.ES')!, list };
    const [group] = groupsOf({
      ...of,
      tables: [{ ...first!, places: [...first!.places, ...waiting] }],
      delegations: new Map([['m.ES', delegation]]),
      files: new Map([['ES', { ...of.files.get('ES')!, stage: 'closed' }]]),
    });
    const [table] = group!.delegations;
    expect(table?.table).toEqual([{ seat: 'T1', state: 'held', person: null }]);
    expect(table?.waiting.map(({ slotId, position }) => [slotId, position])).toEqual([
      ['early', 1],
      ['late', 2],
    ]);
    expect(table?.counts).toEqual({ seats: 2, taken: 0, held: 1, free: 1, waiting: 2 });
  });

  describe('on the door', () => {
    const typesetter = new Typesetter();
    const printer = new PlanPrinter(typesetter);
    afterAll(() => typesetter.onApplicationShutdown());

    it('has names in any script, as PDF and as SVG', async () => {
      const plan = planOf(sources('en'));
      expect((await printer.pdf(plan, 'America/Panama')).toString('latin1')).toContain('pdfaid:part');
      expect(await printer.svg(plan, 'America/Panama')).toContain('<svg');
    });

    it('says which character cannot be drawn, and not whose', async () => {
      const plan = planOf(sources('es', ['María \u{13000}']));
      for (const draw of [printer.pdf(plan, 'UTC'), printer.svg(plan, 'UTC')]) {
        await expect(draw).rejects.toMatchObject({ code: 'plan-not-printable', values: { characters: ['U+13000'] } });
      }
    });
  });
});

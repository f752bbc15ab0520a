import { administrator, type FileView, meetingPath, type Play } from './play.js';
import { officers } from './officers.js';
import { pagesOf, says } from './pdfs.js';
import { until } from './waiting.js';

interface SeatView {
  readonly state: 'taken' | 'held' | 'free';
  readonly seat: string;
  readonly person: { readonly fileId: string; readonly name: string | null } | null;
}

interface PlanView {
  readonly groups: readonly {
    readonly delegations: readonly {
      readonly table: readonly SeatView[];
      readonly behind: readonly SeatView[];
      readonly waiting: readonly { readonly fileId: string }[];
    }[];
  }[];
}

/** Who sits where and who waits, by file, as the plan has them. */
export interface Seating {
  readonly seated: ReadonlyMap<string, string>;
  readonly names: readonly string[];
  readonly waiting: readonly string[];
}

/** Their letters come out of a PDF in the order in which they are drawn. */
const RIGHT_TO_LEFT = /\p{Script=Arabic}/u;

export const configureRoom = (play: Play): Promise<unknown> =>
  play.api.post(administrator, `${meetingPath(play)}/rooms`, play.script.room);

const planPath = (play: Play): string => `${meetingPath(play)}/rooms/${play.script.room.code}/plan`;

export const publishPlan = (play: Play): Promise<unknown> =>
  play.api.post(officers.protocol, `${planPath(play)}/publication`);

/** The plan as it hangs on the door. @throws Error where somebody who has a seat is not on it */
export async function planPdf(play: Play, { names }: Seating): Promise<Buffer> {
  const pdf = await play.api.bytes(officers.protocol, `${planPath(play)}.pdf`);
  let text = '';
  for await (const page of pagesOf(pdf)) text += page.text;
  const missing = names.filter((name) => !RIGHT_TO_LEFT.test(name) && !says(text, name));
  if (missing.length > 0) throw new Error(`The plan of the plenary does not show ${missing.join(', ')}.`);
  return pdf;
}

/** P4: waits until every approved person of the seated categories sits or waits, and no seat is free where somebody waits. */
export async function readSeating(play: Play): Promise<Seating> {
  const { api, script } = play;
  const seatedCategories = Object.keys(script.room.patterns);
  const delegations = script.delegations.filter(({ category }) => seatedCategories.includes(category));
  const ids = new Set(delegations.map(({ delegationId }) => delegationId));
  const approved = (await api.all<FileView>(officers.auditor, `${meetingPath(play)}/files?stage=approved`)).filter(
    ({ delegationId }) => ids.has(delegationId),
  );
  return until(`${approved.length} people in the plan`, async () => {
    const { groups } = (await api.get<PlanView>(officers.protocol, planPath(play))).body;
    const tables = groups.flatMap((group) => group.delegations);
    const isSettled = tables.every(({ table, behind, waiting }) =>
      [...table, ...behind].every(({ state }) => state === 'taken' || (state === 'free' && waiting.length === 0)),
    );
    const taken = tables.flatMap(({ table, behind }) =>
      [...table, ...behind].flatMap(({ seat, person }) => (person === null ? [] : [{ seat, ...person }])),
    );
    const seated = new Map(taken.map(({ fileId, seat }) => [fileId, seat]));
    const waiting = tables.flatMap((table) => table.waiting.map(({ fileId }) => fileId));
    const everybody = new Set([...seated.keys(), ...waiting]);
    const isWhole = everybody.size === taken.length + waiting.length && everybody.size === approved.length;
    return isSettled && isWhole ? { seated, waiting, names: taken.flatMap(({ name }) => name ?? []) } : undefined;
  });
}

/** Who waited and sits now. */
export const movedUp = (before: Seating, after: Seating): number =>
  before.waiting.filter((fileId) => after.seated.has(fileId)).length;

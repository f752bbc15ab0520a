import { administrator, type FileView, meetingPath, type Play } from './play.js';
import { officers } from './officers.js';
import { until } from './waiting.js';

interface SeatView {
  readonly state: 'taken' | 'held' | 'free';
  readonly person: { readonly fileId: string } | null;
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

/** Files of who sits and who waits, as the plan has them. */
export interface Seating {
  readonly seated: readonly string[];
  readonly waiting: readonly string[];
}

export const configureRoom = (play: Play): Promise<unknown> =>
  play.api.post(administrator, `${meetingPath(play)}/rooms`, play.script.room);

const planPath = (play: Play): string => `${meetingPath(play)}/rooms/${play.script.room.code}/plan`;

export const publishPlan = (play: Play): Promise<unknown> =>
  play.api.post(officers.protocol, `${planPath(play)}/publication`);

export const planPdf = (play: Play): Promise<Buffer> => play.api.bytes(officers.protocol, `${planPath(play)}.pdf`);

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
    const seated = tables.flatMap(({ table, behind }) =>
      [...table, ...behind].flatMap(({ person }) => person?.fileId ?? []),
    );
    const waiting = tables.flatMap((table) => table.waiting.map(({ fileId }) => fileId));
    const everybody = new Set([...seated, ...waiting]);
    const isWhole = everybody.size === seated.length + waiting.length && everybody.size === approved.length;
    return isSettled && isWhole ? { seated, waiting } : undefined;
  });
}

/** Who waited and sits now. */
export const movedUp = (before: Seating, after: Seating): number =>
  before.waiting.filter((fileId) => after.seated.includes(fileId)).length;

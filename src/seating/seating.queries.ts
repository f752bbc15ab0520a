import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { RoomConfigured } from '../meetings/meetings.events.js';
import { PlanPrinter } from './plan-sheet.js';
import { type PlannedMeeting, PlanTables } from './plan-tables.js';
import { groupsOf, NOTHING, type PlannedDelegation, roomView, sumOf, tableView } from './seat-plan.js';
import type { DelegationSeatsView, DelegationTableView, FileSeatView, SeatPlanView } from './seating.dto.js';
import { reject } from './seating.rejections.js';
import { patternOf } from './seating.state.js';
import { absentSentence, draftSentence, seatSentence, waitingSentence } from './why-waiting.js';

type Room = RoomConfigured['data'];

/** The plan of a room, with everybody in it. */
export class GetSeatPlan {
  constructor(
    readonly meetingId: string,
    readonly room: string,
  ) {}
}

/** The plan as a sheet of paper. */
export class DrawSeatPlan extends GetSeatPlan {
  constructor(
    meetingId: string,
    room: string,
    readonly format: 'pdf' | 'svg',
  ) {
    super(meetingId, room);
  }
}

/** A delegation's part of the plans of all rooms. */
export class GetDelegationSeats {
  constructor(
    readonly delegationId: string,
    readonly withDrafts: boolean,
  ) {}
}

/** Where one person sits, or why they wait. */
export class GetFileSeats {
  constructor(
    readonly fileId: string,
    readonly withDrafts: boolean,
  ) {}
}

@QueryHandler(GetSeatPlan)
export class GetSeatPlanHandler implements IQueryHandler<GetSeatPlan> {
  constructor(private readonly tables: PlanTables) {}

  async execute(query: GetSeatPlan): Promise<SeatPlanView> {
    return (await planFrom(this.tables, query)).plan;
  }
}

@QueryHandler(DrawSeatPlan)
export class DrawSeatPlanHandler implements IQueryHandler<DrawSeatPlan> {
  constructor(
    private readonly tables: PlanTables,
    private readonly printer: PlanPrinter,
  ) {}

  async execute(query: DrawSeatPlan): Promise<Buffer> {
    const { plan, timeZone } = await planFrom(this.tables, query);
    return query.format === 'pdf'
      ? this.printer.pdf(plan, timeZone)
      : Buffer.from(await this.printer.svg(plan, timeZone));
  }
}

async function planFrom(
  tables: PlanTables,
  { meetingId, room: code }: GetSeatPlan,
): Promise<{ readonly plan: SeatPlanView; readonly timeZone: string }> {
  const meeting = await tables.meeting(meetingId);
  const room = meeting?.rooms.find((known) => known.code === code);
  if (meeting === undefined || room === undefined) throw reject('room-unknown', { room: code });
  const [publication, sources] = await Promise.all([
    tables.publication(meetingId, code),
    tables.ofRoom(meetingId, room),
  ]);
  const groups = groupsOf(sources);
  const plan = {
    meetingId,
    title: meeting.title,
    room: roomView(room),
    publishedVersion: publication?.version ?? null,
    publishedAt: publication?.publishedAt ?? null,
    counts: sumOf(groups.flatMap(({ delegations }) => delegations.map(({ counts }) => counts))),
    groups,
  };
  return { plan, timeZone: meeting.timeZone };
}

@QueryHandler(GetDelegationSeats)
export class GetDelegationSeatsHandler implements IQueryHandler<GetDelegationSeats> {
  constructor(private readonly tables: PlanTables) {}

  async execute({ delegationId, withDrafts }: GetDelegationSeats): Promise<DelegationSeatsView[]> {
    const delegation = await this.tables.delegation(delegationId);
    if (delegation === undefined) throw new NotFoundException();
    const meeting = await this.tables.meeting(delegation.meetingId);
    const parts = await partsOf(this.tables, meeting, delegation);
    return parts.flatMap(({ room, publishedVersion, view }) =>
      view === undefined || isHidden(publishedVersion, withDrafts)
        ? []
        : [{ ...view, room: roomView(room), publishedVersion }],
    );
  }
}

@QueryHandler(GetFileSeats)
export class GetFileSeatsHandler implements IQueryHandler<GetFileSeats> {
  constructor(private readonly tables: PlanTables) {}

  async execute({ fileId, withDrafts }: GetFileSeats): Promise<FileSeatView[]> {
    const file = await this.tables.file(fileId);
    const delegation = file && (await this.tables.delegation(file.delegationId));
    if (file === undefined || delegation === undefined) throw new NotFoundException();
    const meeting = await this.tables.meeting(delegation.meetingId);
    const parts = await partsOf(this.tables, meeting, delegation);
    return parts.map(({ room, publishedVersion, view }) => ({
      room: roomView(room),
      publishedVersion,
      ...(isHidden(publishedVersion, withDrafts) ? DRAFT : placeOf(file, room, delegation, view)),
    }));
  }
}

interface Part {
  readonly room: Room;
  readonly publishedVersion: number | null;
  readonly view: DelegationTableView | undefined;
}

async function partsOf(
  tables: PlanTables,
  meeting: PlannedMeeting | undefined,
  delegation: PlannedDelegation,
): Promise<readonly Part[]> {
  return Promise.all(
    (meeting?.rooms ?? []).map(async (room) => {
      const [publication, sources] = await Promise.all([
        tables.publication(meeting?.id ?? '', room.code),
        tables.ofDelegation(meeting?.id ?? '', room, delegation.id),
      ]);
      const [row] = sources.tables;
      const view = row && tableView(room, row, delegation, sources.files);
      return { room, publishedVersion: publication?.version ?? null, view };
    }),
  );
}

const isHidden = (publishedVersion: number | null, withDrafts: boolean): boolean =>
  publishedVersion === null && !withDrafts;

type PlaceView = Pick<FileSeatView, 'status' | 'seat' | 'position' | 'counts' | 'explanation'>;

const DRAFT: PlaceView = {
  status: 'not-published',
  seat: null,
  position: null,
  counts: NOTHING,
  explanation: draftSentence,
};

function placeOf(
  { id, stage }: { readonly id: string; readonly stage: string },
  room: Room,
  delegation: PlannedDelegation,
  view: DelegationTableView | undefined,
): PlaceView {
  const counts = view?.counts ?? NOTHING;
  const seated = [...(view?.table ?? []), ...(view?.behind ?? [])].find(({ person }) => person?.fileId === id);
  if (seated !== undefined) {
    return { status: 'seated', seat: seated.seat, position: null, counts, explanation: seatSentence(seated.seat) };
  }
  const waiting = view?.waiting.find(({ fileId }) => fileId === id);
  if (waiting !== undefined) {
    const { position } = waiting;
    return { status: 'waiting', seat: null, position, counts, explanation: waitingSentence(waiting, counts) };
  }
  const hasSeats = patternOf(room, delegation.id, delegation.category) !== undefined;
  return { status: 'not-in-plan', seat: null, position: null, counts, explanation: absentSentence(stage, hasSeats) };
}

export const seatingQueries = [GetSeatPlanHandler, DrawSeatPlanHandler, GetDelegationSeatsHandler, GetFileSeatsHandler];

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Bilingual, RoomConfigured } from '../meetings/meetings.events.js';
import type { PlannedDelegation, PlannedFile, PlanSources } from './seat-plan.js';
import { SeatPlan, SeatTable } from './seating.entity.js';
import { planIdOf } from './seating.state.js';

export interface PlannedMeeting {
  readonly id: string;
  readonly title: Bilingual;
  readonly timeZone: string;
  readonly rooms: readonly RoomConfigured['data'][];
}

/** Rows of several tables as sets: one query each, however large the room. */
@Injectable()
export class PlanTables {
  constructor(private readonly dataSource: DataSource) {}

  async meeting(meetingId: string): Promise<PlannedMeeting | undefined> {
    const [meeting] = await this.dataSource.query<PlannedMeeting[]>(
      'select id, title, time_zone as "timeZone", rooms from read.meetings where id = $1',
      [meetingId],
    );
    return meeting;
  }

  publication(meetingId: string, room: string): Promise<SeatPlan | null> {
    return this.dataSource.getRepository(SeatPlan).findOneBy({ id: planIdOf(meetingId, room) });
  }

  async ofRoom(meetingId: string, room: RoomConfigured['data']): Promise<PlanSources> {
    const planId = planIdOf(meetingId, room.code);
    const tables = await this.dataSource.getRepository(SeatTable).find({ where: { planId }, order: { id: 'ASC' } });
    return this.withPeople(room, tables);
  }

  async ofDelegation(meetingId: string, room: RoomConfigured['data'], delegationId: string): Promise<PlanSources> {
    const planId = planIdOf(meetingId, room.code);
    const tables = await this.dataSource.getRepository(SeatTable).find({ where: { planId, delegationId } });
    return this.withPeople(room, tables);
  }

  async delegation(id: string): Promise<(PlannedDelegation & { readonly meetingId: string }) | undefined> {
    const [delegation] = await this.dataSource.query<(PlannedDelegation & { readonly meetingId: string })[]>(
      'select id, entity, category, list, meeting_id as "meetingId" from read.delegations where id = $1',
      [id],
    );
    return delegation;
  }

  async file(
    id: string,
  ): Promise<{ readonly id: string; readonly stage: string; readonly delegationId: string } | undefined> {
    const [file] = await this.dataSource.query<{ id: string; stage: string; delegationId: string }[]>(
      'select id, stage, delegation_id as "delegationId" from read.files where id = $1',
      [id],
    );
    return file;
  }

  private async withPeople(room: RoomConfigured['data'], tables: readonly SeatTable[]): Promise<PlanSources> {
    const fileIds = tables.flatMap(({ places }) => places.map(({ fileId }) => fileId));
    const [delegations, files] = await Promise.all([
      this.dataSource.query<PlannedDelegation[]>(
        'select id, entity, category, list from read.delegations where id = any($1)',
        [tables.map(({ delegationId }) => delegationId)],
      ),
      this.dataSource.query<PlannedFile[]>(
        `select id, stage, capacity,
                coalesce(profile->>'badgeName', (nominee->>'givenNames') || ' ' || (nominee->>'familyNames')) as name,
                coalesce(profile->>'functionalTitle', nominee->>'functionalTitle') as "functionalTitle"
         from read.files where id = any($1)`,
        [fileIds],
      ),
    ]);
    return {
      room,
      tables,
      delegations: new Map(delegations.map((delegation) => [delegation.id, delegation])),
      files: new Map(files.map((file) => [file.id, file])),
    };
  }
}

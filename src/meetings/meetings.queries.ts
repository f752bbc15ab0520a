import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Meeting, Officer } from './meetings.entity.js';

export class ListMeetings {
  /** The newest ones. */
  readonly most = 500;
}

export class GetMeeting {
  constructor(readonly meetingId: string) {}
}

export class ListOfficers {
  constructor(readonly meetingId: string) {}
}

@QueryHandler(ListMeetings)
export class ListMeetingsHandler implements IQueryHandler<ListMeetings> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ most }: ListMeetings): Promise<Meeting[]> {
    return this.dataSource.getRepository(Meeting).find({ order: { startsOn: 'DESC', id: 'ASC' }, take: most });
  }
}

@QueryHandler(GetMeeting)
export class GetMeetingHandler implements IQueryHandler<GetMeeting> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ meetingId }: GetMeeting): Promise<Meeting> {
    const meeting = await this.dataSource.getRepository(Meeting).findOneBy({ id: meetingId });
    if (meeting === null) throw new NotFoundException();
    return meeting;
  }
}

@QueryHandler(ListOfficers)
export class ListOfficersHandler implements IQueryHandler<ListOfficers> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ meetingId }: ListOfficers): Promise<Officer[]> {
    return this.dataSource
      .getRepository(Officer)
      .find({ where: { meetingId }, order: { appointedAt: 'ASC', id: 'ASC' } });
  }
}

export const meetingQueries = [ListMeetingsHandler, GetMeetingHandler, ListOfficersHandler];

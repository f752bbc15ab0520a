import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { delegationFold } from '../../delegations/delegations.state.js';
import { Decisions } from '../../event-sourcing/decisions.js';
import type { Language } from '../../meetings/meetings.events.js';
import { meetingFold } from '../../meetings/meetings.state.js';
import { PlatformProblem } from '../../platform/edge/platform-problems.js';
import { decodeCursor, page } from '../../platform/edge/pages.js';
import { Credential } from '../credentials.entity.js';
import { usableOf } from '../credentials.guards.js';
import { reject } from '../credentials.rejections.js';
import { credentialFold } from '../credentials.state.js';
import { BadgeDrawing } from './badge-drawing.js';
import { BadgeHolder } from './badge-holders.entity.js';
import { type Badge, languageOfBadges } from './badge-page.js';
import type { BadgesQuery } from './badge.dto.js';

/** The badge of a credential that can be printed now. */
export class GetBadge {
  constructor(
    readonly serial: string,
    readonly format: 'pdf' | 'png',
    readonly language?: Language,
  ) {}
}

/** The badges of a meeting that wait to be picked up, in that order. */
export class DrawBadges {
  constructor(
    readonly meetingId: string,
    readonly query: BadgesQuery,
  ) {}
}

export interface BadgeFile {
  readonly bytes: Buffer;
  readonly name: string;
}

@QueryHandler(GetBadge)
export class GetBadgeHandler implements IQueryHandler<GetBadge> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly decisions: Decisions,
    private readonly drawing: BadgeDrawing,
  ) {}

  /** Whether it lives is asked of the streams, as at the gate (C4). */
  async execute({ serial, format, language }: GetBadge): Promise<BadgeFile> {
    const credential = await this.dataSource.getRepository(Credential).findOneBy({ id: serial });
    const fileId = credential?.fileId ?? '';
    const holder = await this.dataSource.getRepository(BadgeHolder).findOneBy({ id: fileId });
    if (credential === null || holder === null || holder.badgeName === null) throw new NotFoundException();
    const [file, delegation, meeting] = await Promise.all([
      this.decisions.fold(credentialFold, fileId),
      this.decisions.fold(delegationFold, holder.delegationId),
      this.decisions.fold(meetingFold, holder.meetingId),
    ]);
    usableOf(file.state, delegation.state, { fileId, serial });
    const badge = { credential, holder, entity: delegation.state.invited?.entity.names ?? { es: '', en: '' } };
    const of = [meeting.state, languageOfBadges(meeting.state, language)] as const;
    const bytes = format === 'pdf' ? await this.drawing.pdf([badge], ...of) : await this.drawing.png(badge, ...of);
    return { bytes, name: `badge-${holder.delegationId}-${serial.slice(-8)}.${format}` };
  }
}

interface Waiting {
  readonly serial: string;
  readonly fileId: string;
  readonly delegationId: string;
  readonly sortName: string;
}

@QueryHandler(DrawBadges)
export class DrawBadgesHandler implements IQueryHandler<DrawBadges> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly decisions: Decisions,
    private readonly drawing: BadgeDrawing,
  ) {}

  async execute({ meetingId, query }: DrawBadges): Promise<BadgeFile & { readonly next: string | null }> {
    const meeting = (await this.decisions.fold(meetingFold, meetingId)).state;
    if (meeting.convened === undefined) throw new NotFoundException();
    const language = languageOfBadges(meeting, query.language);
    const entities = await this.entitiesOf(meetingId);
    // Whatever language the badges are in, people stand in one order.
    const inOrder = new Intl.Collator(languageOfBadges(meeting));
    const nameOf = (id: string): string => entities.get(id)?.[languageOfBadges(meeting)] ?? '';
    const asked = query.delegationId === undefined ? [...entities.keys()] : [query.delegationId];
    const order = asked.toSorted((a, b) => inOrder.compare(nameOf(a), nameOf(b)) || (a < b ? -1 : 1));
    const waiting = await this.waiting(meetingId, order, query);
    const { items, next } = page(waiting, query.limit, (last) => [
      `${last.delegationId} ${last.sortName}`,
      last.fileId,
    ]);
    if (items.length === 0) throw reject('no-badges-waiting');
    const badges = await this.badgesOf(items, entities);
    return { bytes: await this.drawing.pdfOfMany(badges, meeting, language), name: `badges-${meetingId}.pdf`, next };
  }

  private async entitiesOf(meetingId: string): Promise<ReadonlyMap<string, Badge['entity']>> {
    const rows = await this.dataSource.query<{ id: string; names: Badge['entity'] }[]>(
      `select id, entity -> 'names' as names from read.delegations where meeting_id = $1`,
      [meetingId],
    );
    return new Map(rows.map(({ id, names }) => [id, names]));
  }

  /** One more than a page. The place after the last page is that of a person, whether or not they still wait. */
  private waiting(
    meetingId: string,
    delegations: readonly string[],
    { limit, cursor }: BadgesQuery,
  ): Promise<readonly Waiting[]> {
    const after = cursor === undefined ? { place: 0, sortName: '', fileId: '' } : placeOf(cursor, delegations);
    return this.dataSource.query<readonly Waiting[]>(
      `select c.id as serial, h.id as "fileId", h.delegation_id as "delegationId", h.sort_name as "sortName"
       from unnest($2::text[]) with ordinality as d (id, place)
       join read.badge_holders h on h.delegation_id = d.id and h.badge_name is not null
       join read.credentials c on c.file_id = h.id and c.status <> 'revoked' and c.suspended is null and c.handed_over_at is null
       where h.meeting_id = $1 and d.place >= $3 and (d.place, h.sort_name, h.id) > ($3, $4, $5)
       order by d.place, h.sort_name, h.id limit $6`,
      [meetingId, delegations, after.place, after.sortName, after.fileId, limit + 1],
    );
  }

  private async badgesOf(items: readonly Waiting[], entities: ReadonlyMap<string, Badge['entity']>): Promise<Badge[]> {
    const [credentials, holders] = await Promise.all([
      this.dataSource.getRepository(Credential).findBy({ id: In(items.map(({ serial }) => serial)) }),
      this.dataSource.getRepository(BadgeHolder).findBy({ id: In(items.map(({ fileId }) => fileId)) }),
    ]);
    return items.flatMap(({ serial, fileId, delegationId }) => {
      const credential = credentials.find(({ id }) => id === serial);
      const holder = holders.find(({ id }) => id === fileId);
      const entity = entities.get(delegationId);
      return credential && holder && entity ? [{ credential, holder, entity }] : [];
    });
  }
}

/** @throws PlatformProblem `malformed-cursor` */
function placeOf(
  cursor: string,
  delegations: readonly string[],
): { readonly place: number; readonly sortName: string; readonly fileId: string } {
  const [sortValue, fileId] = decodeCursor(cursor);
  const [, delegationId = '', sortName = ''] = /^(\S*) (.*)$/su.exec(String(sortValue)) ?? [];
  const place = delegations.indexOf(delegationId) + 1;
  if (place === 0) throw new PlatformProblem('malformed-cursor');
  return { place, sortName, fileId };
}

export const badgeQueries = [GetBadgeHandler, DrawBadgesHandler];

import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { Decisions } from '../../event-sourcing/decisions.js';
import { Rejection } from '../../event-sourcing/rejection.js';
import type { Language } from '../../meetings/meetings.events.js';
import { meetingFold } from '../../meetings/meetings.state.js';
import { PlatformProblem } from '../../platform/edge/platform-problems.js';
import { decodeCursor, type Page, page } from '../../platform/edge/pages.js';
import { Credential } from '../credentials.entity.js';
import { reject } from '../credentials.rejections.js';
import { usableCredential } from '../usable-credential.js';
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

/** The badges of a meeting that were never printed, in the order of pick-up. */
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

  async execute({ serial, format, language }: GetBadge): Promise<BadgeFile> {
    const credential = await this.dataSource.getRepository(Credential).findOneBy({ id: serial });
    const fileId = credential?.fileId ?? '';
    const holder = await this.dataSource.getRepository(BadgeHolder).findOneBy({ id: fileId });
    if (credential === null || holder === null || holder.badgeName === null) throw new NotFoundException();
    const [{ delegation }, meeting] = await Promise.all([
      usableCredential(this.decisions, { fileId, serial }),
      this.decisions.fold(meetingFold, holder.meetingId),
    ]);
    const badge = { credential, holder, entity: delegation.invited?.entity.names ?? { es: '', en: '' } };
    const of = [meeting.state, languageOfBadges(meeting.state, language)] as const;
    const bytes = format === 'pdf' ? await this.drawing.pdf([badge], ...of) : await this.drawing.png(badge, ...of);
    return { bytes, name: `badge-${holder.delegationId}-${serial.slice(-8)}.${format}` };
  }
}

interface Waiting {
  readonly serial: string;
  readonly fileId: string;
  readonly delegationId: string;
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
    const { items, next } = await this.pageOf(meetingId, order, query);
    if (items.length === 0) throw reject('no-badges-waiting');
    const badges = await this.badgesOf(items, entities);
    return { bytes: await this.drawing.pdfOfMany(badges, meeting, language), name: `badges-${meetingId}.pdf`, next };
  }

  /** A page on which nobody lives any more is passed over. */
  private async pageOf(
    meetingId: string,
    delegations: readonly string[],
    { limit, ...query }: BadgesQuery,
  ): Promise<Page<Waiting>> {
    for (let { cursor } = query; ;) {
      const after = cursor === undefined ? undefined : await this.holderAt(cursor, meetingId, delegations);
      const waiting = await this.waiting(meetingId, delegations, limit, after);
      const { items, next } = page(waiting, limit, ({ fileId }) => ['', fileId]);
      const printable = await this.printable(items);
      if (printable.length > 0 || next === null) return { items: printable, next };
      cursor = next;
    }
  }

  private async printable(items: readonly Waiting[]): Promise<readonly Waiting[]> {
    const printable: Waiting[] = [];
    for (const waiting of items) if (await this.isPrintable(waiting)) printable.push(waiting);
    return printable;
  }

  /** C4, C7: a table may be behind, the streams never are. */
  private async isPrintable(of: Waiting): Promise<boolean> {
    try {
      return (await usableCredential(this.decisions, of)).credential.copies === 0;
    } catch (error) {
      if (error instanceof Rejection) return false;
      throw error;
    }
  }

  private async entitiesOf(meetingId: string): Promise<ReadonlyMap<string, Badge['entity']>> {
    const rows = await this.dataSource.query<{ id: string; names: Badge['entity'] }[]>(
      `select id, entity -> 'names' as names from read.delegations where meeting_id = $1`,
      [meetingId],
    );
    return new Map(rows.map(({ id, names }) => [id, names]));
  }

  /** The person whom the page before ended with, whether or not they still wait: the cursor names a file, and no name stands in an address. */
  private async holderAt(cursor: string, meetingId: string, delegations: readonly string[]): Promise<BadgeHolder> {
    const [, id] = decodeCursor(cursor);
    const holder = await this.dataSource.getRepository(BadgeHolder).findOneBy({ id, meetingId });
    if (holder === null || !delegations.includes(holder.delegationId)) throw new PlatformProblem('malformed-cursor');
    return holder;
  }

  /** One more than a page. */
  private waiting(
    meetingId: string,
    delegations: readonly string[],
    limit: number,
    after?: BadgeHolder,
  ): Promise<readonly Waiting[]> {
    const place = after === undefined ? 0 : delegations.indexOf(after.delegationId) + 1;
    return this.dataSource.query<readonly Waiting[]>(
      `select c.id as serial, h.id as "fileId", h.delegation_id as "delegationId"
       from unnest($2::text[]) with ordinality as d (id, place)
       join read.badge_holders h on h.delegation_id = d.id and h.badge_name is not null
       join read.credentials c on c.file_id = h.id and c.status <> 'revoked' and c.suspended is null and c.copies = 0
       where h.meeting_id = $1 and d.place >= $3 and (d.place, h.sort_name, h.id) > ($3, $4, $5)
       order by d.place, h.sort_name, h.id limit $6`,
      [meetingId, delegations, place, after?.sortName ?? '', after?.id ?? '', limit + 1],
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

export const badgeQueries = [GetBadgeHandler, DrawBadgesHandler];

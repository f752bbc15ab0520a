import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import type { DelegationFact } from '../delegations/delegations.events.js';
import type { Fact, Recorded } from '../event-sourcing/event.js';
import { Decisions } from '../event-sourcing/decisions.js';
import { Histories } from '../event-sourcing/histories.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { decodeCursor, type Page, page } from '../platform/edge/pages.js';
import type { DossierView, ListDecisionsQuery } from './audit.dto.js';
import { Decision, Person } from './decisions.entity.js';
import type { SeatingFact } from '../seating/seating.events.js';
import { planIdOf, seatingFold } from '../seating/seating.state.js';
import type { VisaLetterFact } from '../visa-letters/visa-letters.events.js';
import { concerns, entryOf, evidenceFor, seats } from './dossier.js';
import { MessageStreams } from './message-streams.js';

export class GetDossier {
  constructor(readonly fileId: string) {}
}

export class ListDecisions {
  constructor(
    readonly meetingId: string,
    readonly query: ListDecisionsQuery,
  ) {}
}

@QueryHandler(GetDossier)
export class GetDossierHandler implements IQueryHandler<GetDossier> {
  constructor(
    private readonly histories: Histories,
    private readonly decisions: Decisions,
    private readonly dataSource: DataSource,
    private readonly messages: MessageStreams,
  ) {}

  /** Told from the log itself; read tables only add the names of those who acted. */
  async execute({ fileId }: GetDossier): Promise<DossierView> {
    const ofFile = await this.histories.of<AccreditationFact>(`accreditation-${fileId}`);
    const [opened] = ofFile;
    if (opened?.type !== 'FileOpened') throw new NotFoundException();
    const { meetingId, delegationId } = opened.data;
    const ofDelegation = await this.histories.of<DelegationFact>(`delegation-${delegationId}`);
    const evidenceIds = evidenceFor(ofDelegation, fileId);
    const facts: readonly Recorded<Fact>[] = [
      ...ofFile,
      ...ofDelegation.filter((fact) => concerns(fact, fileId, evidenceIds)),
      ...(await this.histories.of<VisaLetterFact>(`visa-letter-${fileId}`)),
      ...(await this.seatingOf(meetingId, delegationId)).filter((fact) => seats(fact, fileId)),
      ...(await this.messages.of(fileId)),
    ].toSorted((a, b) => (a.position === b.position ? a.revision - b.revision : a.position < b.position ? -1 : 1));
    const names = await this.namesOf([...new Set(facts.map(({ metadata }) => metadata.actorId))]);
    const subjects = new Set([fileId, delegationId]);
    return { fileId, meetingId, delegationId, entries: facts.map((fact) => entryOf(fact, names, subjects)) };
  }

  /** What happened in every room where the delegation ever had a table. */
  private async seatingOf(meetingId: string, delegationId: string): Promise<readonly Recorded<SeatingFact>[]> {
    const { rooms } = (await this.decisions.fold(meetingFold, meetingId)).state;
    const plans = [...rooms.keys()].map(async (room): Promise<readonly Recorded<SeatingFact>[]> => {
      const planId = planIdOf(meetingId, room);
      const { tables } = (await this.decisions.fold(seatingFold, planId)).state;
      return tables.has(delegationId) ? this.histories.of<SeatingFact>(`seating-${planId}`) : [];
    });
    return (await Promise.all(plans)).flat();
  }

  private async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const people = await this.dataSource.getRepository(Person).findBy({ id: In([...ids]) });
    return new Map(people.map(({ id, name }) => [id, name]));
  }
}

@QueryHandler(ListDecisions)
export class ListDecisionsHandler implements IQueryHandler<ListDecisions> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ meetingId, query }: ListDecisions): Promise<Page<Decision>> {
    const { limit, cursor, actorId, kind, from, until } = query;
    const decisions = this.dataSource
      .getRepository(Decision)
      .createQueryBuilder('decision')
      .where({ meetingId, ...(actorId === undefined ? {} : { actorId }), ...(kind === undefined ? {} : { kind }) })
      .orderBy('decision.at')
      .addOrderBy('decision.id')
      .limit(limit + 1);
    if (from !== undefined) decisions.andWhere('decision.at >= :from', { from: new Date(from).toISOString() });
    if (until !== undefined) decisions.andWhere('decision.at < :until', { until: new Date(until).toISOString() });
    if (cursor !== undefined) {
      const [at, id] = decodeCursor(cursor);
      decisions.andWhere('(decision.at, decision.id) > (:at, :id)', { at: String(at), id });
    }
    return page(await decisions.getMany(), limit, (decision) => [decision.at, decision.id]);
  }
}

import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import type { DelegationListView, ListComparisonView, ListedPersonView } from './delegations.dto.js';
import { Delegation, Evidence } from './delegations.entity.js';
import type { DelegationFact, Nominee } from './delegations.events.js';
import { delegationFold, type Slot } from './delegations.state.js';

export class ListDelegations {
  constructor(readonly meetingId: string) {}
}

export class GetDelegation {
  constructor(readonly delegationId: string) {}
}

export class ListEvidence {
  constructor(readonly delegationId: string) {}
}

export class GetEvidenceFile {
  constructor(
    readonly delegationId: string,
    readonly evidenceId: string,
  ) {}
}

export interface EvidenceFile {
  readonly bytes: Buffer;
  /** Whose it is, its form and its date: whatever it was called when it came in. */
  readonly name: string;
}

export class GetDelegationList {
  constructor(
    readonly delegationId: string,
    readonly listRevision?: number,
  ) {}
}

export class CompareDelegationLists {
  constructor(
    readonly delegationId: string,
    readonly from: number,
    readonly to: number,
  ) {}
}

@QueryHandler(ListDelegations)
export class ListDelegationsHandler implements IQueryHandler<ListDelegations> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ meetingId }: ListDelegations): Promise<Delegation[]> {
    return this.dataSource.getRepository(Delegation).find({ where: { meetingId }, order: { id: 'ASC' } });
  }
}

@QueryHandler(GetDelegation)
export class GetDelegationHandler implements IQueryHandler<GetDelegation> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ delegationId }: GetDelegation): Promise<Delegation> {
    const delegation = await this.dataSource.getRepository(Delegation).findOneBy({ id: delegationId });
    if (delegation === null) throw new NotFoundException();
    return delegation;
  }
}

@QueryHandler(ListEvidence)
export class ListEvidenceHandler implements IQueryHandler<ListEvidence> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ delegationId }: ListEvidence): Promise<Evidence[]> {
    return this.dataSource
      .getRepository(Evidence)
      .find({ where: { delegationId }, order: { submittedAt: 'ASC', id: 'ASC' } });
  }
}

/** Lists of every revision, straight from the log (D6). */
class ListHistory {
  private readonly names = new Map<string, string>();
  private readonly lists = new Map<number, readonly Slot[]>([[0, []]]);
  readonly newest: number;

  constructor(facts: readonly Recorded<DelegationFact>[]) {
    let state = delegationFold.initialState;
    for (const fact of facts) {
      state = delegationFold.evolve(state, fact);
      this.lists.set(state.listRevision, state.slots);
      if (fact.type !== 'DelegateNominated' && fact.type !== 'DelegateSubstituted') continue;
      for (const [subject, block] of Object.entries(fact.personal ?? {})) {
        if (block !== null && 'familyNames' in block) this.names.set(subject, fullName(block));
      }
    }
    this.newest = state.listRevision;
  }

  at(revision: number): readonly ListedPersonView[] {
    const list = this.lists.get(revision);
    if (list === undefined) throw new NotFoundException();
    return list.map(({ fileId, slotId, capacity }) => ({
      fileId,
      slotId,
      capacity,
      name: this.names.get(fileId) ?? null,
    }));
  }
}

const fullName = ({ givenNames, familyNames }: Nominee): string => `${givenNames} ${familyNames}`;

@QueryHandler(GetDelegationList)
export class GetDelegationListHandler implements IQueryHandler<GetDelegationList> {
  constructor(private readonly histories: Histories) {}

  async execute({ delegationId, listRevision }: GetDelegationList): Promise<DelegationListView> {
    const history = new ListHistory(await this.histories.of<DelegationFact>(`delegation-${delegationId}`));
    const shown = listRevision ?? history.newest;
    return { delegationId, listRevision: shown, newestListRevision: history.newest, people: [...history.at(shown)] };
  }
}

@QueryHandler(CompareDelegationLists)
export class CompareDelegationListsHandler implements IQueryHandler<CompareDelegationLists> {
  constructor(private readonly histories: Histories) {}

  async execute({ delegationId, from, to }: CompareDelegationLists): Promise<ListComparisonView> {
    const history = new ListHistory(await this.histories.of<DelegationFact>(`delegation-${delegationId}`));
    const [before, after] = [history.at(from), history.at(to)];
    const placeBefore = new Map(before.map((person, index) => [person.fileId, `${index} ${person.capacity}`]));
    const stays = new Set(after.map(({ fileId }) => fileId));
    return {
      from,
      to,
      added: after.filter(({ fileId }) => !placeBefore.has(fileId)),
      removed: before.filter(({ fileId }) => !stays.has(fileId)),
      moved: after.filter(({ fileId, capacity }, index) => {
        const place = placeBefore.get(fileId);
        return place !== undefined && place !== `${index} ${capacity}`;
      }),
    };
  }
}

@QueryHandler(GetEvidenceFile)
export class GetEvidenceFileHandler implements IQueryHandler<GetEvidenceFile> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly documents: DocumentStore,
  ) {}

  async execute({ delegationId, evidenceId: id }: GetEvidenceFile): Promise<EvidenceFile> {
    const evidence = await this.dataSource.getRepository(Evidence).findOneBy({ id, delegationId });
    if (evidence === null) throw new NotFoundException();
    const bytes = await this.documents.get({ subject: delegationId, sha256: evidence.sha256 });
    if (bytes === null) throw new NotFoundException();
    return { bytes, name: `${delegationId} ${evidence.form} ${evidence.issuedOn}` };
  }
}

export const delegationQueries = [
  GetEvidenceFileHandler,
  ListDelegationsHandler,
  GetDelegationHandler,
  ListEvidenceHandler,
  GetDelegationListHandler,
  CompareDelegationListsHandler,
];

import { createHash } from 'node:crypto';
import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import { personalOf, type Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import { decodeCursor, type Page, page } from '../platform/edge/pages.js';
import { LetterPress, nobodyWhereErased } from './letter-press.js';
import type { LetterheadView } from './letterhead.dto.js';
import { letterheadFold } from './letterhead.state.js';
import type { ListVisaLettersQuery, VisaLetterView } from './visa-letters.dto.js';
import { VisaLetter } from './visa-letters.entity.js';
import type { LetterheadAdopted, LetterheadFact } from './visa-letters.events.js';
import { reject } from './visa-letters.rejections.js';
import { standingOf, visaLetterFold } from './visa-letters.state.js';

/** The newest letter of a file. */
export class GetVisaLetter {
  constructor(readonly fileId: string) {}
}

/** The living letter of a file, as it was issued. */
export class GetVisaLetterDocument {
  constructor(readonly fileId: string) {}
}

export class ListVisaLetters {
  constructor(
    readonly meetingId: string,
    readonly query: ListVisaLettersQuery,
  ) {}
}

export class GetLetterhead {
  constructor(readonly meetingId: string) {}
}

export interface LetterDocument {
  readonly number: string;
  readonly language: 'es' | 'en';
  readonly pdf: Buffer;
}

@QueryHandler(GetVisaLetter)
export class GetVisaLetterHandler implements IQueryHandler<GetVisaLetter> {
  constructor(
    private readonly decisions: Decisions,
    private readonly press: LetterPress,
  ) {}

  /** Of the stream: an officer signs what they saw. */
  async execute({ fileId }: GetVisaLetter): Promise<VisaLetterView> {
    const { state, revision } = await this.decisions.fold(visaLetterFold, fileId);
    const { letter } = state;
    if (letter === undefined) throw reject('visa-letter-unknown');
    const { letterId, status, language, costs, requestedBy, requestedAt, signed, issued } = letter;
    const application = await this.press.personOf(letter).catch(nobodyWhereErased);
    return {
      ...{ letterId, status, language, costs, requestedBy, requestedAt },
      consulate: application?.consulate ?? null,
      stay: application?.stay ?? null,
      signedAt: signed?.at ?? null,
      number: issued?.number ?? null,
      issuedOn: issued?.issuedOn ?? null,
      sha256: issued?.sha256 ?? null,
      reasonCode: letter.cancelledBecause ?? letter.failed?.reasonCode ?? null,
      revision,
    };
  }
}

@QueryHandler(GetVisaLetterDocument)
export class GetVisaLetterDocumentHandler implements IQueryHandler<GetVisaLetterDocument> {
  constructor(
    private readonly decisions: Decisions,
    private readonly documents: DocumentStore,
  ) {}

  /** Only what the check would call valid, and only the bytes of the fact. */
  async execute({ fileId }: GetVisaLetterDocument): Promise<LetterDocument> {
    const [letters, file] = await Promise.all([
      this.decisions.fold(visaLetterFold, fileId),
      this.decisions.fold(fileFold, fileId),
    ]);
    const { letter } = letters.state;
    if (letter === undefined) throw reject('visa-letter-unknown');
    const { issued, status } = letter;
    if (status !== 'issued' || issued === null) throw reject('visa-letter-not-issued', { status });
    const delegation = await this.decisions.fold(delegationFold, letter.delegationId);
    const standing = standingOf(file.state, delegation.state, fileId);
    if (standing !== 'good') throw reject('visa-letter-not-issued', { status: standing });
    const { number, language, sha256 } = issued;
    const pdf = await this.documents.get({ subject: fileId, sha256 });
    if (pdf === null) throw new NotFoundException();
    if (createHash('sha256').update(pdf).digest('hex') !== sha256)
      throw new Error('The letter in the store is another one.');
    return { number, language, pdf };
  }
}

@QueryHandler(ListVisaLetters)
export class ListVisaLettersHandler implements IQueryHandler<ListVisaLetters> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ meetingId, query: { limit, cursor, status } }: ListVisaLetters): Promise<Page<VisaLetter>> {
    const letters = this.dataSource
      .getRepository(VisaLetter)
      .createQueryBuilder('letter')
      .where({ meetingId, ...(status === undefined ? {} : { status }) })
      .orderBy('letter.requestedAt')
      .addOrderBy('letter.id')
      .limit(limit + 1);
    if (cursor !== undefined) {
      const [requestedAt, id] = decodeCursor(cursor);
      letters.andWhere('(letter.requested_at, letter.id) > (:requestedAt, :id)', {
        requestedAt: String(requestedAt),
        id,
      });
    }
    return page(await letters.getMany(), limit, (letter) => [letter.requestedAt, letter.id]);
  }
}

@QueryHandler(GetLetterhead)
export class GetLetterheadHandler implements IQueryHandler<GetLetterhead> {
  constructor(
    private readonly decisions: Decisions,
    private readonly histories: Histories,
  ) {}

  async execute({ meetingId }: GetLetterhead): Promise<LetterheadView> {
    const { state, revision } = await this.decisions.fold(letterheadFold, meetingId);
    const facts = await this.histories.of<LetterheadFact>(`letterhead-${meetingId}`);
    const adopted = facts.findLast((fact): fact is Recorded<LetterheadAdopted> => fact.type === 'LetterheadAdopted');
    return {
      adopted:
        adopted === undefined
          ? null
          : {
              ...adopted.data,
              organisers: [...adopted.data.organisers],
              signatory: personalOf(adopted)?.signatory ?? '',
            },
      authorisations: [...state.authorisations.values()].map(({ authorisationId, actorId }) => ({
        authorisationId,
        personId: actorId,
      })),
      revision,
    };
  }
}

export const visaLetterQueries = [
  GetVisaLetterHandler,
  GetVisaLetterDocumentHandler,
  ListVisaLettersHandler,
  GetLetterheadHandler,
];

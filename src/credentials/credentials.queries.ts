import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Decisions } from '../event-sourcing/decisions.js';
import { Histories } from '../event-sourcing/histories.js';
import { Clock } from '../platform/clock.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import { CredentialCodes } from './credential-codes.js';
import type { CredentialStatusView } from './credentials.dto.js';
import { Credential } from './credentials.entity.js';
import type { CredentialFact } from './credentials.events.js';
import { reject } from './credentials.rejections.js';
import { credentialFold, deadBecause } from './credentials.state.js';
import { usableCredential } from './usable-credential.js';

/** The credentials of a file, newest first. */
export class ListCredentials {
  constructor(readonly fileId: string) {}
}

/** The signed code of a credential that can be printed now. */
export class GetCredentialCode {
  constructor(readonly serial: string) {}
}

/** The written authorisation with which the newest copy was collected (C7). */
export class GetAuthorisation {
  constructor(
    readonly fileId: string,
    readonly serial: string,
  ) {}
}

export interface AuthorisationFile {
  readonly bytes: Buffer;
  readonly name: string;
}

/** Whether a serial opens doors now. */
export class GetCredentialStatus {
  constructor(readonly serial: string) {}
}

@QueryHandler(ListCredentials)
export class ListCredentialsHandler implements IQueryHandler<ListCredentials> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ fileId }: ListCredentials): Promise<Credential[]> {
    return this.dataSource.getRepository(Credential).find({ where: { fileId }, order: { generation: 'DESC' } });
  }
}

@QueryHandler(GetCredentialCode)
export class GetCredentialCodeHandler implements IQueryHandler<GetCredentialCode> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly decisions: Decisions,
    private readonly codes: CredentialCodes,
  ) {}

  async execute({ serial }: GetCredentialCode): Promise<string> {
    const credential = await this.dataSource.getRepository(Credential).findOneBy({ id: serial });
    if (credential === null) throw new NotFoundException();
    await usableCredential(this.decisions, { fileId: credential.fileId, serial });
    return this.codes.of(credential);
  }
}

@QueryHandler(GetCredentialStatus)
export class GetCredentialStatusHandler implements IQueryHandler<GetCredentialStatus> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly decisions: Decisions,
    private readonly clock: Clock,
  ) {}

  /** Asked of the streams, and not of a table: file and slot are checked with the badge, so that no race leaves a valid one (C4). */
  async execute({ serial }: GetCredentialStatus): Promise<CredentialStatusView> {
    const credential = await this.dataSource.getRepository(Credential).findOneBy({ id: serial });
    if (credential === null) throw new NotFoundException();
    const { fileId } = credential;
    const { state } = await this.decisions.fold(credentialFold, fileId);
    const delegation = await this.decisions.fold(delegationFold, state.file.opened?.delegationId ?? '');
    const at = this.clock.now();
    const reason = deadBecause(
      state,
      serial,
      delegation.state.slots.some((slot) => slot.fileId === fileId),
      at,
    );
    return {
      serial,
      alive: reason === null,
      reason,
      zones: reason === null ? [...credential.zones] : [],
      checkedAt: at.toISOString(),
    };
  }
}

@QueryHandler(GetAuthorisation)
export class GetAuthorisationHandler implements IQueryHandler<GetAuthorisation> {
  constructor(
    private readonly histories: Histories,
    private readonly documents: DocumentStore,
  ) {}

  async execute({ fileId, serial }: GetAuthorisation): Promise<AuthorisationFile> {
    const facts = await this.histories.of<AccreditationFact | CredentialFact>(`accreditation-${fileId}`);
    const opened = facts.find((fact) => fact.type === 'FileOpened');
    const handedOver = facts.findLast((fact) => fact.type === 'CredentialHandedOver' && fact.data.serial === serial);
    const sha256 = handedOver?.type === 'CredentialHandedOver' ? handedOver.data.authorisation : null;
    if (opened?.type !== 'FileOpened' || sha256 === null) throw reject('no-authorisation');
    const bytes = await this.documents.get({ subject: opened.data.delegationId, sha256 });
    if (bytes === null) throw new NotFoundException();
    return { bytes, name: `authorisation ${serial.slice(-8)}` };
  }
}

export const credentialQueries = [
  GetAuthorisationHandler,
  ListCredentialsHandler,
  GetCredentialCodeHandler,
  GetCredentialStatusHandler,
];

import { NotFoundException } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Decisions } from '../event-sourcing/decisions.js';
import { decodeCursor, type Page, page } from '../platform/edge/pages.js';
import type { ListFilesQuery } from './accreditation.dto.js';
import { AccreditationFile } from './accreditation.entity.js';
import { reject } from './accreditation.rejections.js';
import { fileFold } from './accreditation.state.js';
import { Photos } from './photos.js';

export class GetFile {
  constructor(
    readonly fileId: string,
    readonly forRole: string,
  ) {}
}

export class ListFiles {
  constructor(
    readonly scope: { readonly meetingId: string } | { readonly delegationId: string },
    readonly query: ListFilesQuery,
  ) {}
}

export class GetPhoto {
  constructor(readonly fileId: string) {}
}

export interface NamedPhoto {
  readonly bytes: Buffer;
  /** For the person who keeps it: whom it shows. */
  readonly name: string;
}

@QueryHandler(GetFile)
export class GetFileHandler implements IQueryHandler<GetFile> {
  constructor(private readonly dataSource: DataSource) {}

  /** The person reads why a profile came back; what officers wrote about holds and rejections is not for them (N5). */
  async execute({ fileId, forRole }: GetFile): Promise<AccreditationFile> {
    const file = await this.dataSource.getRepository(AccreditationFile).findOneBy({ id: fileId });
    if (file === null) throw new NotFoundException();
    return forRole === 'delegate' && file.lastReason?.fact !== 'ProfileReturned' ? { ...file, lastReason: null } : file;
  }
}

@QueryHandler(ListFiles)
export class ListFilesHandler implements IQueryHandler<ListFiles> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ scope, query }: ListFiles): Promise<Page<AccreditationFile>> {
    const { limit, cursor, stage, delegationId } = query;
    const files = this.dataSource
      .getRepository(AccreditationFile)
      .createQueryBuilder('file')
      .where({ ...scope, ...(stage === undefined ? {} : { stage }) })
      .orderBy('file.sortName')
      .addOrderBy('file.id')
      .limit(limit + 1);
    if (delegationId !== undefined) files.andWhere({ delegationId });
    if (cursor !== undefined) {
      const [sortName, id] = decodeCursor(cursor);
      files.andWhere('(file.sort_name, file.id) > (:sortName, :id)', { sortName: String(sortName), id });
    }
    return page(await files.getMany(), limit, (file) => [file.sortName, file.id]);
  }
}

@QueryHandler(GetPhoto)
export class GetPhotoHandler implements IQueryHandler<GetPhoto> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly decisions: Decisions,
    private readonly photos: Photos,
  ) {}

  /** Which photo it is, the stream says; the table may not have heard of it yet. */
  async execute({ fileId }: GetPhoto): Promise<NamedPhoto> {
    const { photo } = (await this.decisions.fold(fileFold, fileId)).state;
    const bytes = photo === undefined ? null : await this.photos.get(fileId, photo);
    if (bytes === null) throw reject('photo-not-there');
    const file = await this.dataSource.getRepository(AccreditationFile).findOneBy({ id: fileId });
    return { bytes, name: file?.profile?.badgeName ?? (file?.sortName || `photo ${fileId}`) };
  }
}

export const accreditationQueries = [GetFileHandler, ListFilesHandler, GetPhotoHandler];

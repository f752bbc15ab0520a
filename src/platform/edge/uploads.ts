import { createHash } from 'node:crypto';
import { applyDecorators, Injectable } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { SubjectKeys } from '../../event-sourcing/subject-keys.js';
import { Images } from '../documents/images.js';
import { type MediaType, mediaTypeOf } from '../documents/media-types.js';
import { atPace } from './pace.js';
import { PlatformProblem } from './platform-problems.js';

const MEGABYTE = 1024 * 1024;
/** So many files are in memory at once, and so many of one person; who comes later is asked to come again. */
const MOST_AT_ONCE = { ofAll: 12, ofOne: 2 };

export interface Upload {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly mediaType: MediaType;
  /** Tells the same request again from another one under the same key: what a command carries in place of the hash of its body. */
  readonly requestHash: string;
}

type ReadFile = Pick<Upload, 'bytes' | 'sha256'>;

export interface Taken {
  readonly megabytes: number;
  readonly mediaTypes: readonly MediaType[];
  /** Whoever keeps the image finds out whether it is whole. */
  readonly isDecodedAnyway?: boolean;
}

const form = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };

/** A route that takes a form with one file; every other route refuses forms before it reads them. */
export const TakesFile = (): MethodDecorator =>
  applyDecorators(RouteConfig({ takesFile: true }), ApiConsumes('multipart/form-data'), ApiBody({ schema: form }));

/** Files come in here: read after the guard let the request in, and no further than they may be large. */
@Injectable()
export class Uploads {
  private readonly reading = new Map<string, number>();

  constructor(
    private readonly keys: SubjectKeys,
    private readonly images: Images,
  ) {}

  /** So many are being read or kept at this moment. */
  get inHand(): number {
    return [...this.reading.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Holds the bytes until they are kept. @throws PlatformProblem */
  async take<T>(
    request: FastifyRequest,
    actorId: string,
    taken: Taken,
    keep: (upload: Upload) => Promise<T>,
  ): Promise<T> {
    if (!request.isMultipart()) throw new PlatformProblem('form-expected');
    const mine = this.reading.get(actorId) ?? 0;
    if (this.inHand >= MOST_AT_ONCE.ofAll || mine >= MOST_AT_ONCE.ofOne) throw new PlatformProblem('too-many-requests');
    this.reading.set(actorId, mine + 1);
    try {
      return await keep(await this.read(request, taken));
    } finally {
      const left = (this.reading.get(actorId) ?? 1) - 1;
      if (left === 0) this.reading.delete(actorId);
      else this.reading.set(actorId, left);
    }
  }

  private async read(request: FastifyRequest, taken: Taken): Promise<Upload> {
    const { megabytes, mediaTypes, isDecodedAnyway = false } = taken;
    const upload = await atPace(request.raw, readForm(request, megabytes));
    const mediaType = mediaTypeOf(upload.bytes);
    if (mediaType === null || !mediaTypes.includes(mediaType))
      throw new PlatformProblem('file-type-not-accepted', { accepted: mediaTypes });
    if (!isDecodedAnyway && !(await this.images.isSound(upload.bytes, mediaType)))
      throw new PlatformProblem('file-damaged');
    return { ...upload, mediaType, requestHash: this.keys.hashRequest(`file ${upload.sha256}`) };
  }
}

/** The one file of a form. */
async function readForm(request: FastifyRequest, megabytes: number): Promise<ReadFile> {
  if (request.raw.destroyed) throw new PlatformProblem('malformed-upload');
  const most = megabytes * MEGABYTE;
  const limits = { fileSize: most + 1, files: 2, fields: 1, parts: 2, headerPairs: 20, fieldSize: 1_000 };
  let found: ReadFile | undefined;
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type !== 'file' || found !== undefined) throw new PlatformProblem('one-file-only');
      found = await readFile(part, most, megabytes);
    }
  } catch (error) {
    throw problemOf(error);
  }
  if (found === undefined || found.bytes.length === 0) throw new PlatformProblem('file-missing');
  return found;
}

async function readFile({ file }: MultipartFile, most: number, megabytes: number): Promise<ReadFile> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) throw new PlatformProblem('file-too-large', { most: megabytes });
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks, length), sha256: hash.digest('hex') };
}

/** The parser has no codes for most of what can be wrong with a form: whatever it is, the form is at fault. */
function problemOf(error: unknown): PlatformProblem {
  if (error instanceof PlatformProblem) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isTooMany = ['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'].includes(String(code));
  return new PlatformProblem(isTooMany ? 'one-file-only' : 'malformed-upload');
}

import { Injectable } from '@nestjs/common';
import type { Sharp } from 'sharp';
import type { Caller } from '../event-sourcing/command.js';
import { DocumentIntake } from '../platform/documents/document-intake.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import { Images } from '../platform/documents/images.js';
import { decoderOf } from '../platform/documents/media-types.js';
import { PlatformProblem } from '../platform/edge/platform-problems.js';
import { reject } from './accreditation.rejections.js';

/** 35 × 45 mm at 300 dots an inch, and twice that. */
const LEAST = { width: 413, height: 531 };
const MOST = { width: 826, height: 1_062 };

export interface Photo {
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}

/** Photos of people (I4): whatever came in, what is kept is an upright sRGB JPEG of bounded size, and nothing but pixels. */
@Injectable()
export class Photos {
  constructor(
    private readonly images: Images,
    private readonly intake: DocumentIntake,
    private readonly documents: DocumentStore,
  ) {}

  async keep(fileId: string, bytes: Buffer, request: Pick<Caller, 'commandId' | 'requestHash'>): Promise<Photo> {
    await expectShape(bytes);
    const { data, info } = await this.images.decode(bytes, encoded).catch(refuseDamaged);
    const sha256 = await this.intake.put(fileId, data, request);
    return { sha256, width: info.width, height: info.height };
  }

  get(fileId: string, sha256: string): Promise<Buffer | null> {
    return this.documents.get({ subject: fileId, sha256 });
  }
}

/** By its header alone, before anything is decoded. */
async function expectShape(bytes: Buffer): Promise<void> {
  const { width, height } = await sizeOf(bytes);
  if (width < LEAST.width || height < LEAST.height)
    throw reject('photo-too-small', { width, height, leastWidth: LEAST.width, leastHeight: LEAST.height });
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  if (width * scale < LEAST.width || height * scale < LEAST.height)
    throw reject('photo-out-of-shape', { width, height });
}

const encoded = (image: Sharp): Promise<{ readonly data: Buffer; readonly info: Size }> =>
  image
    .autoOrient()
    .resize({ ...MOST, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });

interface Size {
  readonly width: number;
  readonly height: number;
}

/** As the person sees it: cameras write sideways, and say so. */
async function sizeOf(bytes: Buffer): Promise<Size> {
  return (await decoderOf(bytes).metadata().catch(refuseDamaged)).autoOrient;
}

function refuseDamaged(): never {
  throw new PlatformProblem('file-damaged');
}

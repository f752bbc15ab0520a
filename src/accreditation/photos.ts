import { Injectable } from '@nestjs/common';
import type { Sharp } from 'sharp';
import { Turns } from '../event-sourcing/turns.js';
import { DocumentStore } from '../platform/documents/document-store.js';
import { decoderOf, MOST_PIXELS } from '../platform/documents/media-types.js';
import { PlatformProblem } from '../platform/edge/platform-problems.js';
import { reject } from './accreditation.rejections.js';

/** 35 × 45 mm at 300 dots an inch, and twice that. */
const LEAST = { width: 413, height: 531 };
const MOST = { width: 826, height: 1_062 };
const MOST_WAITING = 12;

export interface Photo {
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
}

/** Photos of people (I4): whatever came in, what is kept is an upright sRGB JPEG of bounded size, and nothing but pixels. */
@Injectable()
export class Photos {
  // A decoded image takes a hundred times its file: one after another.
  private readonly turns = new Turns(MOST_WAITING);

  constructor(private readonly documents: DocumentStore) {}

  async keep(fileId: string, bytes: Buffer): Promise<Photo> {
    if (this.turns.isFull) throw new PlatformProblem('too-many-requests');
    const { data, info } = await this.turns.take('photo', () => encoded(bytes));
    const sha256 = await this.documents.put(fileId, data);
    return { sha256, width: info.width, height: info.height };
  }

  get(fileId: string, sha256: string): Promise<Buffer | null> {
    return this.documents.get({ subject: fileId, sha256 });
  }
}

async function encoded(bytes: Buffer): Promise<{ readonly data: Buffer; readonly info: Size }> {
  const size = await sizeOf(decoderOf(bytes));
  const { width, height } = size;
  if (width < LEAST.width || height < LEAST.height)
    throw reject('photo-too-small', { width, height, leastWidth: LEAST.width, leastHeight: LEAST.height });
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  if (width * scale < LEAST.width || height * scale < LEAST.height)
    throw reject('photo-out-of-shape', { width, height });
  return decoderOf(bytes)
    .autoOrient()
    .resize({ ...MOST, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw reject('photo-unreadable', { mostMegapixels: MOST_PIXELS / 1_000_000 });
    });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** As the person sees it: cameras write sideways, and say so. */
async function sizeOf(image: Sharp): Promise<Size> {
  try {
    return (await image.metadata()).autoOrient;
  } catch {
    throw reject('photo-unreadable', { mostMegapixels: MOST_PIXELS / 1_000_000 });
  }
}

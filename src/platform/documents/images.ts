import { Injectable } from '@nestjs/common';
import type { Sharp } from 'sharp';
import { Turns } from '../../event-sourcing/turns.js';
import { decoderOf, type MediaType } from './media-types.js';

/** Of what can only be decoded as a whole: 16 bits and four channels of it are 200 MB. */
const MOST_PIXELS_AT_ONCE = 25_000_000;
/** So far from the end of a PDF may its end mark be (ISO 32000-1, annex H). */
const PDF_TAIL = 1_024;

/** The one place where images of strangers are decoded: an image takes a hundred times its file, so one after another. */
@Injectable()
export class Images {
  // Who waits is bounded by the uploads that are taken at once.
  private readonly turns = new Turns(Infinity);

  /** Whether the whole file is there and can be opened, as far as that can be told without keeping what is in it. */
  async isSound(bytes: Buffer, mediaType: MediaType): Promise<boolean> {
    if (mediaType === 'application/pdf') return bytes.subarray(-PDF_TAIL).includes('%%EOF');
    return this.decode(bytes, (image) => image.resize({ width: 16 }).toBuffer()).then(
      () => true,
      () => false,
    );
  }

  /** @throws where the image is broken, or too large */
  decode<T>(bytes: Buffer, work: (image: Sharp) => Promise<T>): Promise<T> {
    return this.turns.take('image', async () => {
      const { width, height, isProgressive, depth } = await decoderOf(bytes).metadata();
      const isWhole = isProgressive || depth !== 'uchar';
      if (isWhole && width * height > MOST_PIXELS_AT_ONCE) throw new Error('The image is too large.');
      return work(decoderOf(bytes));
    });
  }
}

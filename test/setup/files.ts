import sharp, { type Exif } from 'sharp';
import { smallPdf } from './small-pdf.js';

/** A form with one file, as a browser sends it. */
export function formWith(bytes: Buffer, name = 'file.bin', type = 'application/octet-stream'): FormData {
  const form = new FormData();
  form.set('file', new Blob([bytes], { type }), name);
  return form;
}

export const pdf = (text: string): Buffer => Buffer.concat([smallPdf('Test'), Buffer.from(`% ${text}\n%%EOF\n`)]);

export interface PhotoOptions {
  readonly width?: number;
  readonly height?: number;
  /** Brightness of the background, so that two photos differ. */
  readonly shade?: number;
  readonly exif?: Exif;
  readonly orientation?: number;
}

/** A JPEG with a dark head on a light ground, the head in the upper half. */
export function photo({
  width = 600,
  height = 800,
  shade = 220,
  exif = {},
  orientation = 1,
}: PhotoOptions = {}): Promise<Buffer> {
  const head = Buffer.from(
    `<svg width="${width}" height="${height}"><circle cx="${width / 2}" cy="${height / 4}" r="${width / 6}" fill="#222"/></svg>`,
  );
  return sharp({ create: { width, height, channels: 3, background: { r: shade, g: shade, b: shade } } })
    .composite([{ input: head }])
    .withExif(exif)
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();
}

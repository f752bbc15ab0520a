import sharp, { type Sharp } from 'sharp';

/** The kinds of files that are taken, by their names on disk. */
export const extensionOf = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' } as const;
export type MediaType = keyof typeof extensionOf;

/** A decoder may need four bytes for each of them. */
const MOST_PIXELS = 50_000_000;
const SECONDS = 15;

/** What a file is by its first bytes, whatever its name says. */
export function mediaTypeOf(bytes: Buffer): MediaType | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  return bytes.subarray(0, 5).equals(Buffer.from('%PDF-')) ? 'application/pdf' : null;
}

/** Decodes within bounds of pixels and time; a file that ends too early is an error. */
export const decoderOf = (bytes: Buffer): Sharp =>
  sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).timeout({ seconds: SECONDS });

import { CredentialCodeError } from './credential-code-error.js';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const JPEG_SIGNATURE = Buffer.from('ffd8ff', 'hex');
/** Start-of-frame markers of ITU-T T.81, table B.1: C0 to CF but for DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The size that the header of a PNG or JPEG declares, in pixels, read without decoding it. */
export function imageSizeOf(bytes: Buffer): ImageSize {
  const size = declaredSize(bytes);
  if (!size || size.width === 0 || size.height === 0) {
    throw new CredentialCodeError('image-unsupported', 'The file is not a PNG or JPEG image.');
  }
  return size;
}

function declaredSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 16).equals(PNG_SIGNATURE)) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  return bytes.subarray(0, 3).equals(JPEG_SIGNATURE) ? jpegSize(bytes) : undefined;
}

function jpegSize(bytes: Buffer): ImageSize | undefined {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // Any number of FF may fill the space before a marker (T.81, B.1.1.2).
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

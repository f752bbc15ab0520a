import { readFileSync } from 'node:fs';
import { create, toString, type QRCodeSegment } from 'qrcode';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { isAlphanumeric } from './base45.js';
import { CredentialCodeError } from './credential-code-error.js';
import { imageSizeOf } from './image-size.js';

const LEVEL = { errorCorrectionLevel: 'M' } as const;
/** In modules; ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
const MIN_PNG_PIXELS = 600;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
const MAX_IMAGE_PIXELS = 30_000_000;

/** At least 600 pixels wide, in whole pixels a module, so that no edge is blurred in print. */
export async function drawQrPng(code: string): Promise<Buffer> {
  const { modules } = create(segmentsOf(code), LEVEL);
  const side = modules.size + 2 * QUIET_ZONE;
  const pixels = Buffer.alloc(side * side, 0xff);
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) !== 0) pixels[(row + QUIET_ZONE) * side + column + QUIET_ZONE] = 0;
    }
  }
  const width = side * Math.ceil(MIN_PNG_PIXELS / side);
  // Enlarging and packing are done outside the thread that answers requests.
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .resize(width, width, { kernel: 'nearest' })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toBuffer();
}

export async function drawQrSvg(code: string): Promise<string> {
  return toString(segmentsOf(code), { ...LEVEL, margin: QUIET_ZONE, type: 'svg' });
}

/** The text of the one QR code in a PNG or JPEG image. Sizes are bounded before anything is decoded. */
export async function readQrImage(bytes: Buffer): Promise<string> {
  if (bytes.length > MAX_IMAGE_BYTES) {
    throw new CredentialCodeError('image-too-large', `The image has more than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB.`);
  }
  const { width, height } = imageSizeOf(bytes);
  if (width * height > MAX_IMAGE_PIXELS) {
    throw new CredentialCodeError(
      'image-too-large',
      `The image has more than ${MAX_IMAGE_PIXELS / 1e6} million pixels.`,
    );
  }
  loadReader();
  const found = await readBarcodes(new Uint8Array(bytes), {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: 2,
  });
  const texts = new Set(found.filter(({ isValid }) => isValid).map(({ text }) => text));
  const [text] = texts;
  if (text === undefined) throw new CredentialCodeError('image-without-code', 'No QR code was found in the image.');
  if (texts.size > 1) throw new CredentialCodeError('image-ambiguous', 'The image has more than one QR code.');
  return text;
}

/** Alphanumeric mode takes 5.5 bits a character, where byte mode would take 8. */
function segmentsOf(code: string): QRCodeSegment[] {
  if (code === '' || !isAlphanumeric(code)) {
    throw new CredentialCodeError(
      'base45-malformed',
      'The code is empty or has a character that alphanumeric mode does not have.',
    );
  }
  return [{ data: code, mode: 'alphanumeric' }];
}

let readerLoaded = false;

/** The reader's default is to fetch its WebAssembly from a CDN: it gets the installed file instead. */
function loadReader(): void {
  if (readerLoaded) return;
  const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer, locateFile: (path: string) => path } });
  readerLoaded = true;
}

import { readFileSync } from 'node:fs';
import { create, toBuffer, toString, type QRCodeSegment } from 'qrcode';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { isAlphanumeric } from './base45.js';
import { CredentialCodeError } from './credential-code-error.js';
import { imageSizeOf } from './image-size.js';

const LEVEL = { errorCorrectionLevel: 'M' } as const;
/** Grey and unfiltered, as pngjs calls it: two colours need no more, and it is drawn many times faster. */
const GREY = { deflateLevel: 9, deflateStrategy: 0, filterType: 0, colorType: 0 };
/** In modules; ISO/IEC 18004 asks for four. */
const QUIET_ZONE = 4;
const MIN_PNG_PIXELS = 600;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
const MAX_IMAGE_PIXELS = 30_000_000;

/** At least 600 pixels wide, in whole pixels a module, so that no edge is blurred in print. */
export async function drawQrPng(code: string): Promise<Buffer> {
  const segments = segmentsOf(code);
  const modules = create(segments, LEVEL).modules.size + 2 * QUIET_ZONE;
  return toBuffer(segments, {
    ...LEVEL,
    margin: QUIET_ZONE,
    scale: Math.ceil(MIN_PNG_PIXELS / modules),
    rendererOpts: GREY,
  });
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

import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { readQrImage } from '../../src/credentials/code/credential-image.js';

/** What another program than the one that made a PDF sees on its pages: the letters, and the picture that a printer would print. */
export interface PdfPage {
  readonly text: string;
  readonly png: Buffer;
}

/** @param density in dots an inch */
export async function pagesOf(pdf: Buffer, density = 300): Promise<readonly PdfPage[]> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const pages: PdfPage[] = [];
    for (const page of document.pages()) {
      // Rendering closes the page, so its text comes first.
      const text = page.getText();
      const { originalWidth, originalHeight } = page.getOriginalSize();
      const [width = 0, height = 0] = [originalWidth, originalHeight].map((side) => Math.round((side * density) / 72));
      const { data } = await page.render({ scale: 1, width, height, colorSpace: 'Gray' });
      const png = await sharp(Buffer.from(data), { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer();
      pages.push({ text, png });
    }
    document.destroy();
    return pages;
  } finally {
    library.destroy();
  }
}

/** The letters of a page, with its white space made one. */
export const textOf = ({ text }: PdfPage): string => text.replace(/\s+/gu, ' ');

/** What the QR code on a page holds. */
export const qrOf = ({ png }: PdfPage): Promise<string> => readQrImage(png);

/** In millimetres from the top left corner. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const MILLIMETRES_A_DOT = 25.4 / 300;
const dots = (millimetres: number): number => Math.round(millimetres / MILLIMETRES_A_DOT);

/** Grey values of an area of a page at 300 dots an inch, row by row. */
export async function greysOf({ png }: PdfPage, area: Area): Promise<readonly Uint8Array[]> {
  const page = await sharp(png).metadata();
  const [left, top] = [dots(area.left), dots(area.top)];
  const width = Math.min(dots(area.width), page.width - left);
  const height = Math.min(dots(area.height), page.height - top);
  const greys = await sharp(png).extract({ left, top, width, height }).toColourspace('b-w').raw().toBuffer();
  return Array.from({ length: height }, (_, row) => greys.subarray(row * width, (row + 1) * width));
}

/** The heights of what stands one below another, in millimetres: of lines of text, mostly. */
export function heightsOfInk(rows: readonly Uint8Array[]): readonly number[] {
  const inked = rows.map((row) => (row.some((grey) => grey < 128) ? 'x' : ' ')).join('');
  return inked
    .split(/ +/u)
    .filter((run) => run !== '')
    .map((run) => run.length * MILLIMETRES_A_DOT);
}

import { type PDFiumPage, PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';

export interface PdfPage {
  readonly text: string;
  /** PNG, in dots an inch; a page is drawn only once. */
  readonly image: (density: number) => Promise<Buffer>;
}

let library: Promise<PDFiumLibrary> | undefined;

/** What a reader of the document sees: its text, and its pages as images. One page is in memory at a time. */
export async function* pagesOf(pdf: Buffer): AsyncGenerator<PdfPage> {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf);
  try {
    for (const page of document.pages()) {
      // Rendering closes the page, so its text is read before.
      yield { text: page.getText(), image: (density) => imageOf(page, density) };
    }
  } finally {
    document.destroy();
  }
}

async function imageOf(page: PDFiumPage, density: number): Promise<Buffer> {
  const { data, width, height } = await page.render({ scale: density / 72, colorSpace: 'Gray' });
  return sharp(data, { raw: { width, height, channels: 1 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** Lines break where they like. */
export const says = (text: string, words: string): boolean => withoutSpace(text).includes(withoutSpace(words));

const withoutSpace = (text: string): string => text.replaceAll(/[\s\u200B]/gu, '');

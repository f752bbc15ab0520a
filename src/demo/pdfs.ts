import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';

/** Dots an inch at which a page is looked at, as a scanner would. */
const DENSITY = 300;

export interface PdfPage {
  readonly text: string;
  /** PNG, at 300 dots an inch. */
  readonly image: Buffer;
}

let library: Promise<PDFiumLibrary> | undefined;

/** What a reader of the document sees: its text, and its pages as images. One page is in memory at a time. */
export async function* pagesOf(pdf: Buffer): AsyncGenerator<PdfPage> {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(pdf);
  try {
    for (const page of document.pages()) {
      // Rendering closes the page, so its text is read before.
      const text = page.getText();
      const { data, width, height } = await page.render({ scale: DENSITY / 72, colorSpace: 'Gray' });
      const image = await sharp(data, { raw: { width, height, channels: 1 } })
        .png({ compressionLevel: 1 })
        .toBuffer();
      yield { text, image };
    }
  } finally {
    document.destroy();
  }
}

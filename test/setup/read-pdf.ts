import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { readQrImage } from '../../src/credentials/code/credential-image.js';

export interface ReadPdf {
  /** Of each page, with its white space made one. */
  readonly pages: readonly string[];
  /** What the QR code on the last page holds. */
  readonly qr: string;
}

/** Reads a document as a person would: rendered, and its letters copied out of it. */
export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(bytes);
    // A page can be rendered once, and has no text afterwards.
    const pages = [...document.pages()].map((page) => page.getText().replace(/\s+/gu, ' '));
    const { data } = await document.getPage(pages.length - 1).render({
      scale: 3,
      render: ({ data: pixels, width, height }) =>
        sharp(pixels, { raw: { width, height, channels: 4 } })
          .flatten({ background: '#fff' })
          .png()
          .toBuffer(),
    });
    const qr = await readQrImage(Buffer.from(data));
    document.destroy();
    return { pages, qr };
  } finally {
    library.destroy();
  }
}

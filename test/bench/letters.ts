import { Typesetter } from '../../src/platform/typesetting/typesetter.js';
import { letterSheet } from '../../src/visa-letters/letter-sheet.js';
import { letterContent } from '../examples/visa-letter.examples.js';
import type { Options } from './options.js';
import { mediansOf, type Report } from './report.js';
import { perSecond, takeRounds } from './rounds.js';

const ATONCE = 4;

/** The PDF alone, QR code and all: what a letter takes besides is reading and appending. */
export async function letters(options: Options): Promise<Report> {
  const typesetter = new Typesetter();
  let count = 0;
  const once = async (): Promise<void> => {
    count += 1;
    await typesetter.pdf(await letterSheet(letterContent({ number: `BENCH-${count}` })));
  };
  try {
    const work = (windowMs: number): Promise<number> => perSecond(ATONCE, windowMs, once);
    const figures = await takeRounds([{ name: 'credence', work }], options);
    return {
      json: mediansOf(figures),
      comparisons: [{ title: 'letters: visa letters as PDF/A, one thread', figures }],
    };
  } finally {
    await typesetter.onApplicationShutdown();
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What people hold in their hands, as the product gave it. */
export interface Papers {
  /** PDF, one badge a page, in the order of pick-up. */
  readonly badges: readonly Buffer[];
  readonly plan: Buffer;
  readonly letters: readonly { readonly number: string; readonly pdf: Buffer }[];
  /** The QR code of the protagonist's badge, PNG. */
  readonly qrCode: Buffer;
  /** What a gate needs to check it. */
  readonly keySet: string;
}

export interface PaperFolder {
  readonly folder: string;
  readonly qrCode: string;
  readonly keySet: string;
}

/** Kept beside the data, to be opened when the play is over. */
export async function keepPapers(dataFolder: string, papers: Papers): Promise<PaperFolder> {
  const folder = join(dataFolder, 'papers');
  const [qrCode, keySet] = [join(folder, 'credential.png'), join(folder, 'credence-keys.json')];
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(qrCode, papers.qrCode),
    writeFile(keySet, papers.keySet),
    writeFile(join(folder, 'plenary-plan.pdf'), papers.plan),
    ...papers.badges.map((pdf, index) => writeFile(join(folder, `badges-${index + 1}.pdf`), pdf)),
    ...papers.letters.map(({ number, pdf }) => writeFile(join(folder, `visa-letter-${fileName(number)}.pdf`), pdf)),
  ]);
  return { folder, qrCode, keySet };
}

const fileName = (number: string): string => number.replaceAll(/[^\w-]+/gu, '-');

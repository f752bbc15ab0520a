import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import sharp from 'sharp';
import { PlatformProblem } from '../edge/platform-problems.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { fontFamilies, fontFiles } from './fonts.js';

/** A page to be set: `source` is Typst; it reads `data` as JSON from `data`, and images under the names that they are given with. */
export interface Sheet {
  readonly source: string;
  /** What people typed stands only here, where it is text and never markup. */
  readonly data: object;
  readonly images?: Readonly<Record<string, Buffer>>;
}

/** No font that is installed has a sign for it. */
export class MissingGlyph extends Error {
  override readonly name = 'MissingGlyph';

  constructor(readonly texts: readonly string[]) {
    super('A character has no glyph in any installed font.');
  }

  /** By their numbers (U+13000), so that nobody is named. */
  get characters(): readonly string[] {
    return [...new Set(this.texts.join(''))].map(
      (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
  }
}

interface Answer {
  readonly id: number;
  readonly result?: Uint8Array | string;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (result: Uint8Array | string) => void;
  readonly reject: (error: Error) => void;
}

/** Every script that the installed fonts know; nothing else is fallen back on, so that a page is the same on every machine. */
const preamble = `#let data = json(bytes(sys.inputs.data))
#set text(font: (${fontFamilies.map((family) => `"${family}"`).join(', ')}), fallback: false)
`;

/** One thread sets them all, so that whoever comes later would wait for minutes. */
const MOST_WAITING = 64;

const GLYPH = /the text `\\?"(.*?)\\?"` could not be displayed/gu;

/** Sets pages with Typst in a thread of its own: the same sheet gives the same bytes. Whoever meets too many waiting comes again. */
@Injectable()
export class Typesetter implements OnApplicationShutdown {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;

  constructor(@Optional() private readonly telemetry?: Telemetry) {}

  /** Tagged and archivable: PDF/A-2a (ISO 19005-2). @throws MissingGlyph */
  async pdf(sheet: Sheet): Promise<Buffer> {
    return Buffer.from((await this.set('pdf', sheet)) as Uint8Array);
  }

  /** The pages one below another. @throws MissingGlyph */
  async svg(sheet: Sheet): Promise<string> {
    // Only the standard for archives refuses what it cannot draw.
    await this.pdf(sheet);
    return (await this.set('svg', sheet)) as string;
  }

  /** @param density in pixels an inch @throws MissingGlyph */
  async png(sheet: Sheet, density = 300): Promise<Buffer> {
    const svg = await this.svg(sheet);
    // Where the size is given in points, the renderer scales it twice.
    const inPixels = svg.replace(/(?<=(?:width|height)="[\d.]+)pt"/gu, '"');
    return sharp(Buffer.from(inPixels), { density }).flatten({ background: '#fff' }).png().toBuffer();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker?.terminate();
  }

  private set(format: 'pdf' | 'svg', sheet: Sheet): Promise<Uint8Array | string> {
    const work = (): Promise<Uint8Array | string> => this.post(format, sheet);
    return this.telemetry === undefined ? work() : this.telemetry.document(format, work);
  }

  private post(format: 'pdf' | 'svg', { source, data, images = {} }: Sheet): Promise<Uint8Array | string> {
    if (this.waiting.size >= MOST_WAITING) return Promise.reject(new PlatformProblem('typesetting-busy'));
    this.worker ??= this.start();
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker?.ref();
      const job = { id, format, source: preamble + source, data: JSON.stringify(data), images, standard: 'a-2a' };
      this.worker?.postMessage(job);
    });
  }

  private start(): Worker {
    const workerData = { workspace: join(__dirname, 'pages'), fonts: fontFiles() };
    const worker = new Worker(join(__dirname, 'typesetting.worker.cjs'), { workerData });
    worker.on('message', ({ id, result, error }: Answer) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      // A thread that only waits keeps no process from ending.
      if (this.waiting.size === 0) worker.unref();
      if (result === undefined) waiting?.reject(errorOf(error ?? ''));
      else waiting?.resolve(result);
    });
    const ended = (error: Error): void => {
      if (this.worker === worker) this.worker = undefined;
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    };
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('The typesetter ended.')));
    return worker;
  }
}

/** The compiler escapes what cannot be seen, as `\u{200d}`. */
const unescaped = (text: string): string =>
  text.replace(/\\+u\{([0-9a-f]+)\}/giu, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));

/** What the compiler says quotes the text, so only what it means is passed on. */
function errorOf(text: string): Error {
  const undrawable = [...text.matchAll(GLYPH)].map(([, glyph = '']) => unescaped(glyph));
  if (undrawable.length > 0) return new MissingGlyph([...new Set(undrawable)]);
  const error = new Error('The page could not be set.');
  error.name = 'TypesettingError';
  return error;
}

/** The source of a template that lies beside the file that asks for it. */
export const templateAt = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

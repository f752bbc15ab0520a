import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { SubjectKeys } from '../../event-sourcing/subject-keys.js';
import type { Language } from '../../meetings/meetings.events.js';
import type { MeetingState } from '../../meetings/meetings.state.js';
import { DocumentStore } from '../../platform/documents/document-store.js';
import { MissingGlyph, type Sheet, templateAt, Typesetter } from '../../platform/typesetting/typesetter.js';
import { drawQrSvg } from '../code/credential-image.js';
import { CredentialCodes } from '../credential-codes.js';
import { reject } from '../credentials.rejections.js';
import { type Badge, type BadgePage, pageOf } from './badge-page.js';
import { badgeWords, placeAndDays } from './badge-words.js';

const source = templateAt(__dirname, 'badge.typ');
/** Of 30 × 38.5 mm at 300 dots an inch: a page of 200 photos stays small. */
const PHOTO = { width: 354, height: 455, fit: 'cover' } as const;
const AT_ONCE = 10;

type Images = Record<string, Buffer>;

/** Draws badges: reads their photos, signs their codes, and has them set. */
@Injectable()
export class BadgeDrawing {
  constructor(
    private readonly typesetter: Typesetter,
    private readonly documents: DocumentStore,
    private readonly keys: SubjectKeys,
    private readonly codes: CredentialCodes,
  ) {}

  async pdf(badges: readonly Badge[], meeting: MeetingState, language: Language): Promise<Buffer> {
    const { pages, images } = await this.prepare(badges, meeting, language);
    return whole(() => this.typesetter.pdf(sheetOf(pages, images, meeting, language)));
  }

  /** @returns 300 dots an inch */
  async png(badge: Badge, meeting: MeetingState, language: Language): Promise<Buffer> {
    const { pages, images } = await this.prepare([badge], meeting, language);
    return whole(() => this.typesetter.png(sheetOf(pages, images, meeting, language)));
  }

  /** One badge a page. A name that cannot be drawn holds up nobody else: its page says so, and has no code. */
  async pdfOfMany(badges: readonly Badge[], meeting: MeetingState, language: Language): Promise<Buffer> {
    const { pages: prepared, images } = await this.prepare(badges, meeting, language);
    let pages = prepared;
    for (;;) {
      try {
        return await this.typesetter.pdf(sheetOf(pages, images, meeting, language));
      } catch (error) {
        if (!(error instanceof MissingGlyph)) throw error;
        const { texts } = error;
        if (!pages.some((page) => undrawableIn(page, texts).length > 0)) throw notDrawable(error);
        pages = pages.map((page) => withoutName(page, undrawableIn(page, texts), language));
      }
    }
  }

  private async prepare(
    badges: readonly Badge[],
    meeting: MeetingState,
    language: Language,
  ): Promise<{ readonly pages: readonly BadgePage[]; readonly images: Images }> {
    // One question for the keys of all; the store of documents then finds them at hand.
    await this.keys.forReading(badges.filter(({ holder }) => holder.photo !== null).map(({ holder }) => holder.id));
    const images: Images = {};
    const pages: BadgePage[] = [];
    for (let from = 0; from < badges.length; from += AT_ONCE) {
      const some = badges.slice(from, from + AT_ONCE).map(async (badge, index) => {
        const [photo, code] = [`photo-${from + index}.jpg`, `code-${from + index}.svg`];
        const bytes = await this.photoOf(badge);
        if (bytes !== null) images[photo] = bytes;
        images[code] = Buffer.from(await drawQrSvg(await this.codes.of(badge.credential)));
        return { ...pageOf(badge, meeting, language), photo: bytes === null ? null : photo, code };
      });
      pages.push(...(await Promise.all(some)));
    }
    return { pages, images };
  }

  private async photoOf({ holder }: Badge): Promise<Buffer | null> {
    if (holder.photo === null) return null;
    const bytes = await this.documents.get({ subject: holder.id, sha256: holder.photo });
    return bytes === null ? null : sharp(bytes).resize(PHOTO).jpeg({ quality: 88 }).toBuffer();
  }
}

/** Exported for tests, which draw without an application. */
export function sheetOf(
  badges: readonly BadgePage[],
  images: Readonly<Images>,
  { convened }: MeetingState,
  language: Language,
): Sheet {
  if (convened === undefined) throw new Error('There are no badges of a meeting that was not convened.');
  const { photo, code } = badgeWords[language];
  const title = convened.title[language];
  const place = placeAndDays(convened, language);
  return { source, data: { language, title, place, words: { photo, code }, badges }, images };
}

async function whole(set: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await set();
  } catch (error) {
    throw error instanceof MissingGlyph ? notDrawable(error) : error;
  }
}

const called = ({ characters }: MissingGlyph): string => characters.join(' ');

const notDrawable = (missing: MissingGlyph): Error => reject('badge-name-not-drawable', { character: called(missing) });

const undrawableIn = ({ name, latinName }: BadgePage, texts: readonly string[]): readonly string[] =>
  texts.filter((text) => `${name}${latinName ?? ''}`.includes(text));

const withoutName = (page: BadgePage, texts: readonly string[], language: Language): BadgePage =>
  texts.length === 0
    ? page
    : {
        ...page,
        name: `${badgeWords[language].notDrawable} ${called(new MissingGlyph(texts))}`,
        rightToLeft: false,
        hasMarks: false,
        latinName: texts.some((text) => page.latinName?.includes(text)) ? null : page.latinName,
        code: null,
      };

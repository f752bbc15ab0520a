import { Transform } from 'class-transformer';
import { PlatformProblem } from './platform-problems.js';
import { Line, Optional, WholeNumber } from './shapes.js';

const MOST = 200;
const USUAL = 50;

/** `?limit=1..200&cursor=…` */
export class PageQuery {
  /** How many entries a page holds. */
  @Optional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : value,
  )
  @WholeNumber(1, MOST)
  readonly limit: number = USUAL;

  /** `next` of the page before. */
  @Optional()
  @Line(1_000)
  readonly cursor?: string;
}

/** The sort value and the id of the last entry of a page. */
export type Cursor = readonly [sortValue: string | number, id: string];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export const encodeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** @throws PlatformProblem `malformed-cursor` */
export function decodeCursor(text: string): Cursor {
  const cursor = parse(text);
  if (!isCursor(cursor)) throw new PlatformProblem('malformed-cursor');
  return cursor;
}

/** Takes one entry more than the limit, and so knows whether a page follows. */
export function page<T>(items: readonly T[], limit: number, cursorOf: (item: T) => Cursor): Page<T> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, next: items.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null };
}

function isCursor(value: unknown): value is Cursor {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [sortValue, id] = value as unknown[];
  return isSound(id) && (isSound(sortValue) || Number.isFinite(sortValue));
}

/** It goes to the database, and nothing checked it before. */
const isSound = (value: unknown): boolean => typeof value === 'string' && !/\0|\p{Surrogate}/u.test(value);

function parse(text: string): unknown {
  try {
    return /^[\w-]+$/.test(text) ? JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) : undefined;
  } catch {
    return undefined;
  }
}

import type { FastifyRequest } from 'fastify';
import { PlatformProblem } from './platform-problems.js';

const DEEPEST = 20;

/** Refuses what no database keeps as text, before anything else sees it. */
export function refuseNoText(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const { body, query, params } = request;
  const wrong = find(body, []) ?? find(query, ['query']) ?? find(params, ['path']);
  done(wrong === undefined ? undefined : new PlatformProblem('text-not-allowed', wrong));
}

function find(value: unknown, path: readonly string[]): { readonly field: string; readonly why: string } | undefined {
  if (typeof value === 'string')
    return isText(value) ? undefined : { field: path.join('.') || 'body', why: 'not-text' };
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined;
  if (path.length >= DEEPEST) return { field: path.slice(0, 3).join('.'), why: 'too-deep' };
  for (const [key, inner] of Object.entries(value)) {
    // The name itself can't be shown: it is what is wrong.
    if (!isText(key)) return { field: [...path, '?'].join('.'), why: 'not-text' };
    const wrong = find(inner, [...path, key]);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Neither U+0000 nor half of a surrogate pair. */
const isText = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

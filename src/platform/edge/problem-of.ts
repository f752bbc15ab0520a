import { HttpException } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { KeyReused, LogUnavailable, Rejection, StaleRevision } from '../../event-sourcing/rejection.js';
import { chainOf, codeOf, isStorageAway } from '../../event-sourcing/database-errors.js';
import { SubjectDestroyed } from '../../event-sourcing/subject-keys.js';
import { DocumentsUnavailable } from '../documents/document-store.js';
import type { Values } from './languages.js';
import { PlatformProblem, type PlatformProblemCode, TooManyRequests } from './platform-problems.js';
import { InvalidRequest } from './validation.js';

/** What an error is to the caller: the code of a problem, the values of its text, and what it adds to the answer. */
export interface FoundProblem {
  readonly code: string;
  readonly values?: Values;
  readonly errors?: readonly ValidationError[];
  readonly headers?: Readonly<Record<string, string>>;
}

const byStatus: Readonly<Record<number, PlatformProblemCode>> = {
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-too-slow',
  409: 'conflict',
  412: 'stale-revision',
  413: 'body-too-large',
  414: 'address-too-long',
  415: 'unsupported-media-type',
  428: 'if-match-required',
  429: 'too-many-requests',
  503: 'storage-unavailable',
};

const headers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'not-signed-in': { 'www-authenticate': 'Bearer' },
  'too-many-requests': { 'retry-after': '5' },
  'too-many-unused-files': { 'retry-after': '60' },
  'typesetting-busy': { 'retry-after': '5' },
  'log-unavailable': { 'retry-after': '1' },
  'storage-unavailable': { 'retry-after': '2' },
};

export function problemOf(error: unknown): FoundProblem {
  const found = find(error);
  const added = error instanceof TooManyRequests ? { 'retry-after': String(error.seconds) } : headers[found.code];
  return added === undefined ? found : { ...found, headers: added };
}

function find(error: unknown): FoundProblem {
  if (error instanceof Rejection || error instanceof PlatformProblem) return { code: error.code, values: error.values };
  if (error instanceof InvalidRequest) return { code: 'invalid-request', errors: error.errors };
  if (error instanceof StaleRevision)
    return { code: 'stale-revision', values: { expected: error.expected, actual: error.actual } };
  if (error instanceof KeyReused) return { code: 'idempotency-key-reused' };
  if (error instanceof SubjectDestroyed) return { code: 'subject-erased' };
  if (error instanceof DocumentsUnavailable) return { code: 'storage-unavailable' };
  if (error instanceof LogUnavailable) return { code: 'log-unavailable' };
  if (isJsonError(error)) return { code: 'malformed-json' };
  const status = statusOf(error);
  if (status !== undefined)
    return { code: byStatus[status] ?? (status < 500 ? 'malformed-request' : 'internal-error') };
  return { code: isStorageAway(error) ? 'storage-unavailable' : 'internal-error' };
}

const jsonErrors = ['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY'];

function isJsonError(error: unknown): boolean {
  return chainOf(error).some(
    (link) => jsonErrors.includes(codeOf(link)) || (link instanceof SyntaxError && 'statusCode' in link),
  );
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

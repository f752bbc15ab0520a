import type { FastifyReply } from 'fastify';
import { PlatformProblem } from './platform-problems.js';

export const setRevision = (reply: FastifyReply, revision: number): void => void reply.header('etag', `"${revision}"`);

/** How far a reader has to be to see what a command did; it comes back as `Credence-After`. */
export const setPosition = (reply: FastifyReply, position: string): void => {
  if (position !== '') void reply.header('credence-position', position);
};

/** The revision that a decision is on (RFC 9110, If-Match with one strong tag). */
export function revisionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) throw new PlatformProblem('if-match-required');
  const digits = /^"(0|[1-9]\d{0,8})"$/.exec(ifMatch.trim())?.[1];
  if (digits === undefined) throw new PlatformProblem('malformed-if-match');
  return Number(digits);
}

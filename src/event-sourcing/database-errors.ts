import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 6;
const AGAIN_MS = 200;

// Connection exceptions, shutdown and start of PostgreSQL, too many connections; the operating system's words for the same.
const awayCode =
  /^(08...|57P0[123]|53300|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const awayMessage =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|^Driver not Connected/;

/** The database can't be reached, however deep a library wraps the news. */
export function isStorageAway(error: unknown): boolean {
  return chainOf(error).some(
    (link) => awayCode.test(codeOf(link)) || (link instanceof Error && awayMessage.test(link.message)),
  );
}

export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** An error and all that it wraps. */
export function chainOf(error: unknown, depth = 0): readonly unknown[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const inner = [
    error.cause,
    'driverError' in error ? error.driverError : undefined,
    ...(error instanceof AggregateError ? (error.errors as unknown[]) : []),
  ];
  return [error, ...inner.flatMap((link) => chainOf(link, depth + 1))];
}

/** Somebody has the table for longer than one may wait for it. */
export const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

/** A moment's absence is not worth the whole way once more. */
export async function persistently<T>(
  work: () => Promise<T>,
  mayPass: (error: unknown) => boolean,
  most = TRIES,
): Promise<T> {
  for (let tries = 1, pause = AGAIN_MS; ; tries += 1, pause *= 2) {
    try {
      return await work();
    } catch (error) {
      if (tries === most || !mayPass(error)) throw error;
      await sleep(pause);
    }
  }
}

import { randomBytes } from 'node:crypto';
import type { EventStoreDbAddress } from '../../src/platform/services.js';

/** A log of its own in that store: nobody used the prefix before. */
export const newLogIn = (url: string): EventStoreDbAddress => ({
  url,
  prefix: `test-${randomBytes(8).toString('hex')}`,
});

/** The settings that lead the product there. */
export const settingsOf = (log: EventStoreDbAddress | 'postgres'): Readonly<Record<string, string>> =>
  log === 'postgres' ? {} : { EVENT_STORE_URL: log.url, EVENT_STORE_PREFIX: log.prefix };

/** Where the tests keep their log: in the EventStoreDB of EVENT_STORE_URL where that is set, else in PostgreSQL. */
export function logOfTheTests(): EventStoreDbAddress | 'postgres' {
  const url = process.env['EVENT_STORE_URL'];
  return url === undefined || url === '' ? 'postgres' : newLogIn(url);
}

import type { MigrationInterface } from 'typeorm';
import { EventLog1756100000000 } from './1756100000000-event-log.js';
import { Consumers1756100000001 } from './1756100000001-consumers.js';
import { ReadTables1756100000002 } from './1756100000002-read-tables.js';
import { OpenTransactions1756100000015 } from './1756100000015-open-transactions.js';
import { Badges1756100000011 } from './1756100000011-badges.js';
import { Digests1756100000019 } from './1756100000019-digests.js';
import { Documents1756100000010 } from './1756100000010-documents.js';
import { MergedAppends1756100000020 } from './1756100000020-merged-appends.js';
import { Messages1756100000014 } from './1756100000014-messages.js';
import { Timers1756100000014 } from './1756100000014-timers.js';
import { LetterChecks1756100000016 } from './1756100000016-letter-checks.js';
import { Partitions1756100000030 } from './1756100000030-partitions.js';
import { LogCopies1756100000031 } from './1756100000031-log-copies.js';
import { Uploads1756100000016 } from './1756100000016-uploads.js';
import { VisaLetters1756100000013 } from './1756100000013-visa-letters.js';
import { VisaLetterApplications1756100000017 } from './1756100000017-visa-letter-applications.js';
import { Seating1756100000012 } from './1756100000012-seating.js';
import { Keys1756100000000 } from './keys/1756100000000-keys.js';

type Migration = new () => MigrationInterface;

/** In the order of their numbers; a migration that was released is never changed. */
export const migrations: readonly Migration[] = [
  EventLog1756100000000,
  Consumers1756100000001,
  Timers1756100000014,
  OpenTransactions1756100000015,
  LetterChecks1756100000016,
  Uploads1756100000016,
  MergedAppends1756100000020,
  Partitions1756100000030,
  LogCopies1756100000031,
];

/** Of the schema `read` alone, which can be dropped and made again; what was run is noted in it. */
export const readMigrations: readonly Migration[] = [
  ReadTables1756100000002,
  Documents1756100000010,
  Badges1756100000011,
  Seating1756100000012,
  VisaLetters1756100000013,
  Messages1756100000014,
  VisaLetterApplications1756100000017,
  Digests1756100000019,
];

export const keysMigrations: readonly Migration[] = [Keys1756100000000];

import type { MigrationInterface } from 'typeorm';
import { EventLog1756100000000 } from './1756100000000-event-log.js';
import { Consumers1756100000001 } from './1756100000001-consumers.js';
import { ReadTables1756100000002 } from './1756100000002-read-tables.js';
import { Seating1756100000012 } from './1756100000012-seating.js';
import { Keys1756100000000 } from './keys/1756100000000-keys.js';

type Migration = new () => MigrationInterface;

/** In the order of their numbers; a migration that was released is never changed. */
export const migrations: readonly Migration[] = [EventLog1756100000000, Consumers1756100000001];

/** Of the schema `read` alone, which can be dropped and made again; what was run is noted in it. */
export const readMigrations: readonly Migration[] = [ReadTables1756100000002, Seating1756100000012];

export const keysMigrations: readonly Migration[] = [Keys1756100000000];

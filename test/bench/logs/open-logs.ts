import { openCredence } from './credence.js';
import { openEmmett } from './emmett.js';
import { openEventStoreDb } from './event-store-db.js';
import type { Log } from './log.js';
import { openMessageDb } from './message-db.js';
import { openRaw } from './raw.js';

export interface OpenLogs {
  /** Ours first. */
  readonly logs: readonly Log[];
  close(): Promise<void>;
}

/** @param eventStoreUrl of a real EventStoreDB, where there is one */
export async function openLogs(eventStoreUrl?: string): Promise<OpenLogs> {
  const logs: Log[] = [];
  const close = async (): Promise<void> => {
    for (const log of logs) await log.close();
  };
  try {
    for (const open of [openCredence, openRaw, openEmmett, openMessageDb]) logs.push(await open());
    if (eventStoreUrl !== undefined) logs.push(await openEventStoreDb(eventStoreUrl));
    return { logs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

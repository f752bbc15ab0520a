import { openCredence } from './credence.js';
import { openEmmett } from './emmett.js';
import type { Log } from './log.js';
import { openMessageDb } from './message-db.js';
import { openRaw } from './raw.js';

export interface OpenLogs {
  /** Ours first. */
  readonly logs: readonly Log[];
  close(): Promise<void>;
}

export async function openLogs(): Promise<OpenLogs> {
  const logs: Log[] = [];
  const close = async (): Promise<void> => {
    for (const log of logs) await log.close();
  };
  try {
    for (const open of [openCredence, openRaw, openEmmett, openMessageDb]) logs.push(await open());
    return { logs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

import { join } from 'node:path';
import { readIfThere, writeDurably } from './durable-file.js';

export interface ServerAnnouncement {
  readonly url: string;
  readonly pid: number;
}

export function announceServer(dataFolder: string, { url, pid }: ServerAnnouncement): Promise<void> {
  return writeDurably(join(dataFolder, 'server.json'), `${JSON.stringify({ url, pid })}\n`);
}

/** Undefined where no server runs, or the one that said so was killed. */
export async function readServer(dataFolder: string): Promise<ServerAnnouncement | undefined> {
  const content = await readIfThere(join(dataFolder, 'server.json'));
  if (content === undefined) return undefined;
  const { url, pid } = JSON.parse(content) as ServerAnnouncement;
  try {
    process.kill(pid, 0);
    return { url, pid };
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? { url, pid } : undefined;
  }
}

import { mkdir, readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../clock.js';
import { hasCode, writeDurably } from './durable-file.js';
import { type InboxMessage, parseMessage } from './inbox-message.js';

const maximumBytes = 10 * 1024 * 1024;
const idShape = /^\d{8}T\d{9}Z-[0-9a-f-]{36}$/;

/** A mail server that delivers to nobody: what Credence sends can be read here. */
export abstract class Inbox {
  abstract readonly smtpUrl: string;
  /** Oldest first. */
  abstract listMessages(): Promise<InboxMessage[]>;
  abstract readMessage(id: string): Promise<InboxMessage | undefined>;
  abstract stop(): Promise<void>;
}

export interface InboxOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
}

export async function startInbox({ dataFolder, clock }: InboxOptions): Promise<Inbox> {
  const folder = join(dataFolder, 'inbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: maximumBytes,
    closeTimeout: 1000,
    onData: (stream, _session, answer) => {
      keep(stream, folder, clock).then(
        () => answer(),
        (error: unknown) => answer(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  const smtpUrl = await listen(server);
  // A client that breaks off must not end the process.
  server.on('error', () => undefined);
  return new FolderInbox(folder, smtpUrl, server);
}

class FolderInbox extends Inbox {
  private readonly parsed = new Map<string, Promise<InboxMessage>>();

  constructor(
    private readonly folder: string,
    readonly smtpUrl: string,
    private readonly server: SMTPServer,
  ) {
    super();
  }

  async listMessages(): Promise<InboxMessage[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.eml')).sort();
    const messages = await Promise.all(names.map((name) => this.readMessage(name.slice(0, -'.eml'.length))));
    return messages.filter((message) => message !== undefined);
  }

  async readMessage(id: string): Promise<InboxMessage | undefined> {
    if (!idShape.test(id)) return undefined;
    const reading = this.parsed.get(id) ?? this.read(id);
    this.parsed.set(id, reading);
    try {
      return await reading;
    } catch (error) {
      this.parsed.delete(id);
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async read(id: string): Promise<InboxMessage> {
    return parseMessage(id, await readFile(join(this.folder, `${id}.eml`)));
  }
}

function listen(server: SMTPServer): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const socket = server.listen(0, '127.0.0.1', () => {
      resolve(`smtp://127.0.0.1:${(socket.address() as AddressInfo).port}`);
    });
  });
}

/** The sender hears of success only when the message would outlive a power cut. */
async function keep(stream: SMTPServerDataStream, folder: string, clock: Clock): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maximumBytes) chunks.push(chunk);
  }
  if (bytes > maximumBytes) throw Object.assign(new Error('The message is larger than 10 MB'), { responseCode: 552 });
  const instant = clock.now().toISOString().replace(/[-:.]/g, '');
  await writeDurably(join(folder, `${instant}-${uuidv7()}.eml`), Buffer.concat(chunks));
}

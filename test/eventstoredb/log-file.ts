import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type RecordedEvent } from './records.js';

/** Stands at the start of the file, so that no event is at position 0. */
const MAGIC = Buffer.from('eventstoredb-test-log-1\n');

type Header = Pick<RecordedEvent, 'stream' | 'revision' | 'id' | 'type' | 'isJson' | 'created' | 'endsAppend'>;

/** An append-only file of events. A record is its length, its checksum, a JSON header, the data and the metadata. */
export class LogFile {
  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly isDurable: boolean,
  ) {}

  /**
   * What was left half written by a process that was killed is cut off.
   * @param isDurable whether it outlives the machine, too: a file that is thrown away need not wait for a busy disk
   */
  static async open(
    folder: string,
    isDurable: boolean,
  ): Promise<{ readonly file: LogFile; readonly events: readonly RecordedEvent[] }> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'log');
    const handle = await open(path, 'a');
    if ((await handle.stat()).size < MAGIC.length) {
      await truncate(path, 0);
      await handle.appendFile(MAGIC);
    }
    const events = wholeAppends(await readFile(path));
    await truncate(path, events.at(-1)?.end ?? MAGIC.length);
    return { file: new LogFile(path, handle, isDurable), events };
  }

  static readonly start = MAGIC.length;

  async append(records: readonly Buffer[]): Promise<void> {
    await this.handle.appendFile(Buffer.concat(records));
    if (this.isDurable) await this.handle.datasync();
  }

  async cut(position: number): Promise<void> {
    await truncate(this.path, position);
    if (this.isDurable) await this.handle.datasync();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

export function encode(event: Omit<RecordedEvent, 'position' | 'end'>): Buffer {
  const { stream, revision, id, type, isJson, created, endsAppend } = event;
  const header = Buffer.from(
    JSON.stringify({ stream, revision, id, type, isJson, created, endsAppend } satisfies Header),
  );
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(header.length, 0);
  sizes.writeUInt32BE(event.data.length, 4);
  const body = Buffer.concat([sizes, header, event.data, event.metadata]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame, body]);
}

function wholeAppends(bytes: Buffer): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let whole = 0;
  for (let position = MAGIC.length; ;) {
    const event = decode(bytes, position);
    if (event === null) return events.slice(0, whole);
    events.push(event);
    if (event.endsAppend) whole = events.length;
    position = event.end;
  }
}

function decode(bytes: Buffer, position: number): RecordedEvent | null {
  if (position + 8 > bytes.length) return null;
  const end = position + 8 + bytes.readUInt32BE(position);
  if (end > bytes.length) return null;
  const body = bytes.subarray(position + 8, end);
  if (crc32(body) !== bytes.readUInt32BE(position + 4)) return null;
  const headerEnd = 8 + body.readUInt32BE(0);
  const dataEnd = headerEnd + body.readUInt32BE(4);
  const header = JSON.parse(body.toString('utf8', 8, headerEnd)) as Header;
  return { ...header, position, end, data: body.subarray(headerEnd, dataEnd), metadata: body.subarray(dataEnd) };
}

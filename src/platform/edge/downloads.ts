import { StreamableFile } from '@nestjs/common';
import { create } from 'content-disposition';
import { extensionOf, mediaTypeOf } from '../documents/media-types.js';

/** A stored file as it goes out: its type is what its content says, whatever it was called when it came in. */
export function download(bytes: Buffer, name: string, { shown = false } = {}): StreamableFile {
  const type = mediaTypeOf(bytes);
  const filename = `${name}.${type === null ? 'bin' : extensionOf[type]}`;
  return new StreamableFile(bytes, {
    type: type ?? 'application/octet-stream',
    disposition: create(filename, { type: shown ? 'inline' : 'attachment' }),
    length: bytes.length,
  });
}

const TEXT_OID = 25;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

/**
 * A `text[]` in PostgreSQL's binary format (array_recv): dimensions, whether one is null, type, count and lower bound, then each length
 * and text. The driver's own text format escapes every character of long texts.
 */
export function textArray(texts: readonly (string | null)[]): Buffer {
  const lengths = texts.map((text) => (text === null ? NULL_LENGTH : Buffer.byteLength(text)));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), HEADER_BYTES);
  const buffer = Buffer.alloc(size);
  let offset = 0;
  for (const number of [1, texts.includes(null) ? 1 : 0, TEXT_OID, texts.length, 1])
    offset = buffer.writeInt32BE(number, offset);
  texts.forEach((text, index) => {
    offset = buffer.writeInt32BE(lengths[index] ?? NULL_LENGTH, offset);
    offset += buffer.write(text ?? '', offset);
  });
  return buffer;
}

import { create } from 'qrcode';

const QUIET_ZONE = 4;

/**
 * A grey baseline JPEG (ITU-T T.81) of QR codes side by side, one block of 8 × 8 pixels a module.
 * Every block is of one colour, so that only its DC coefficient is written.
 */
export function drawQrJpeg(...codes: string[]): Buffer {
  const pictures = codes.map((code) => create([{ data: code, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' }));
  const side = Math.max(...pictures.map(({ modules }) => modules.size)) + 2 * QUIET_ZONE;
  const rows = Array.from({ length: side }, (_, row) =>
    pictures.flatMap(({ modules }) =>
      Array.from({ length: side }, (_unused, column) => {
        const inside = [row, column].every((at) => at >= QUIET_ZONE && at < QUIET_ZONE + modules.size);
        return inside && modules.get(row - QUIET_ZONE, column - QUIET_ZONE) !== 0;
      }),
    ),
  );
  const height = (side * 8).toString(16).padStart(4, '0');
  const width = (side * 8 * codes.length).toString(16).padStart(4, '0');
  const head = [
    'ffd8', // start of image
    `ffdb004300${'08'.repeat(64)}`, // all quantised by 8: a DC of n is a grey of 128 + n
    `ffc0000b08${height}${width}01011100`, // 8 bits, one component
    `ffc4001600010101${'00'.repeat(13)}000807`, // DC: 0, 10, 110 before 0, 8, 7 bits
    `ffc400141001${'00'.repeat(15)}00`, // AC: 0 for the end of the block
    'ffda0008010100003f00', // start of scan
  ];
  return Buffer.concat([Buffer.from(head.join(''), 'hex'), scan(rows.flat()), Buffer.from('ffd9', 'hex')]);
}

function scan(modules: readonly boolean[]): Buffer {
  let previous = 0;
  let bits = '';
  for (const dark of modules) {
    const grey = dark ? -128 : 127;
    bits += `${difference(grey - previous)}0`;
    previous = grey;
  }
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])));
}

/** T.81, F.1.2.1: the code of the number of bits, then the bits; a negative number as its ones' complement. */
function difference(value: number): string {
  if (value === 0) return '0';
  const width = Math.abs(value).toString(2).length;
  const bits = (value > 0 ? value : value + 2 ** width - 1).toString(2).padStart(width, '0');
  return (width === 8 ? '10' : '110') + bits;
}

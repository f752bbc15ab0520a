import { create } from 'qrcode';
import { signCredential } from './credential-code.js';
import { exampleClaims, exampleKey, refusal } from '../../../test/vectors/credentials/credential-examples.js';
import { drawQrPng, drawQrSvg, readQrImage } from './credential-image.js';
import { imageSizeOf } from './image-size.js';
import { drawQrJpeg } from '../../../test/vectors/credentials/qr-jpeg.js';

const code = signCredential(exampleClaims, exampleKey);

/** A PNG's head that declares a size, without the picture. */
function pngHead(width: number, height: number): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000', 'hex');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

describe('image of a credential', () => {
  it.each([6, 50, 200, 358, 700, 1_200, 2_000])(
    'C2 a code of %i characters is read back from its PNG',
    async (length) => {
      const text = code.repeat(6).slice(0, length);
      const png = await drawQrPng(text);
      expect(Math.min(imageSizeOf(png).width, imageSizeOf(png).height)).toBeGreaterThanOrEqual(600);
      expect(await readQrImage(png)).toBe(text);
    },
  );

  it('C2 a code is read back from a JPEG', async () => {
    const jpeg = drawQrJpeg(code);
    expect(imageSizeOf(jpeg)).toEqual({ width: 552, height: 552 });
    expect(await readQrImage(jpeg)).toBe(code);
  });

  it('C2 reading an image asks nothing of the network', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch');
    await jest.isolateModulesAsync(async () => {
      const fresh = await import('./credential-image.js');
      expect(await fresh.readQrImage(await fresh.drawQrPng(code))).toBe(code);
    });
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });

  it('the code is drawn in alphanumeric mode, which is smaller than byte mode', async () => {
    const modulesIn = async (text: string): Promise<number> => {
      const [, size] = /viewBox="0 0 (\d+) \1"/.exec(await drawQrSvg(text)) ?? [];
      return Number(size) - 8;
    };
    const inBytes = create([{ data: Buffer.from(code), mode: 'byte' }], { errorCorrectionLevel: 'M' });
    expect(inBytes.version).toBe(14);
    // Version 11 has 61 modules a side (ISO/IEC 18004, table 1).
    expect(await modulesIn(code)).toBe(61);
    expect(inBytes.modules.size).toBe(73);
  });

  it.each(['crd1:abc', 'CRD1:é', ''])('does not draw %j', async (text) => {
    await expect(drawQrPng(text)).rejects.toThrow(refusal('base45-malformed'));
    await expect(drawQrSvg(text)).rejects.toThrow(refusal('base45-malformed'));
  });

  it('refuses what is neither PNG nor JPEG, an SVG of ours too', async () => {
    const files = [
      Buffer.from(await drawQrSvg(code)),
      Buffer.from('GIF89a'),
      Buffer.alloc(0),
      Buffer.from('ffd8ffd9', 'hex'),
    ];
    for (const file of files) await expect(readQrImage(file)).rejects.toThrow(refusal('image-unsupported'));
  });

  it('refuses too many bytes and too many pixels before it decodes', async () => {
    const png = await drawQrPng(code);
    const padded = Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)]);
    await expect(readQrImage(padded)).rejects.toThrow(refusal('image-too-large'));
    await expect(readQrImage(pngHead(60_000, 60_000))).rejects.toThrow(refusal('image-too-large'));
    await expect(readQrImage(pngHead(0, 600))).rejects.toThrow(refusal('image-unsupported'));
  });

  it('says that there is no code in a broken or empty picture', async () => {
    const cut = (await drawQrPng(code)).subarray(0, 400);
    await expect(readQrImage(Buffer.from(cut))).rejects.toThrow(refusal('image-without-code'));
    await expect(readQrImage(pngHead(600, 600))).rejects.toThrow(refusal('image-without-code'));
  });

  it('refuses a picture with two codes', async () => {
    await expect(readQrImage(drawQrJpeg(code, 'CRD1:OTHER'))).rejects.toThrow(refusal('image-ambiguous'));
    expect(await readQrImage(drawQrJpeg(code, code))).toBe(code);
  });
});

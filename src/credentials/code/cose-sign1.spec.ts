import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { refusal } from '../../../test/vectors/credentials/credential-examples.js';
import { CborTag, decodeCbor, encodeCbor, type CborMap, type CborValue } from './cbor.js';
import type { CredentialCodeProblem } from './credential-code-error.js';
import { parseSign1, sealSign1, signatureInput, verifySign1 } from './cose-sign1.js';

interface CoseExample {
  readonly input: { readonly sign0?: { readonly key: { readonly x_hex?: string; readonly d_hex?: string } } };
  readonly intermediates: { readonly ToBeSign_hex?: string };
  readonly output: { readonly cbor: string };
}

const load = (name: string): CoseExample =>
  JSON.parse(readFileSync(`test/vectors/cose/${name}.json`, 'utf8')) as CoseExample;
const bytesOf = (example: CoseExample): Buffer => Buffer.from(example.output.cbor, 'hex');
const base64url = (hex: string | undefined): string => Buffer.from(hex ?? '', 'hex').toString('base64url');

const good = load('eddsa-sig-01');
const x = base64url(good.input.sign0?.key.x_hex);
const d = base64url(good.input.sign0?.key.d_hex);
const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });

function verify(bytes: Uint8Array, key: KeyObject = publicKey): string {
  const sign1 = parseSign1(bytes);
  verifySign1(sign1, key);
  return Buffer.from(sign1.payload).toString();
}

/** The four parts of the good example, some exchanged, as `sign1-tests` does it for ES256. */
function changed(change: {
  tag?: number;
  protectedHeader?: CborMap;
  unprotectedHeader?: CborMap;
  payload?: CborValue;
  signature?: Uint8Array;
}): Uint8Array {
  const { protectedBytes, unprotectedHeader, payload, signature } = parseSign1(bytesOf(good));
  const header = change.protectedHeader ? encodeCbor(change.protectedHeader) : protectedBytes;
  const parts: CborValue[] = [header, change.unprotectedHeader ?? unprotectedHeader, payload, signature];
  if (change.payload !== undefined) parts[2] = change.payload;
  if (change.signature !== undefined) parts[3] = change.signature;
  return encodeCbor(new CborTag(change.tag ?? 18, parts));
}

describe('COSE_Sign1 (RFC 9052) with EdDSA over Ed25519', () => {
  it('eddsa-sig-01 is verified', () => expect(verify(bytesOf(good))).toBe('This is the content.'));

  it('eddsa-sig-01 is signed again, bit for bit', () => {
    const { protectedHeader, payload, signature, protectedBytes } = parseSign1(bytesOf(good));
    const input = Buffer.from(signatureInput(protectedBytes, payload)).toString('hex');
    expect(input).toBe(good.intermediates.ToBeSign_hex?.toLowerCase());
    const sealed = parseSign1(sealSign1(protectedHeader, payload, privateKey));
    expect(Buffer.from(sealed.signature)).toEqual(Buffer.from(signature));
    expect(Buffer.from(sealed.protectedBytes)).toEqual(Buffer.from(protectedBytes));
  });

  it.each<[string, CredentialCodeProblem]>([
    ['eddsa-01', 'not-cose-sign1'],
    ['eddsa-sig-02', 'signature-invalid'],
    ['sign-fail-01', 'not-cose-sign1'],
    ['sign-fail-02', 'algorithm-unsupported'],
    ['sign-fail-03', 'algorithm-unsupported'],
    ['sign-fail-04', 'algorithm-unsupported'],
    ['sign-fail-06', 'algorithm-unsupported'],
    ['sign-fail-07', 'algorithm-unsupported'],
    ['sign-pass-01', 'algorithm-unsupported'],
    ['sign-pass-02', 'algorithm-unsupported'],
    ['sign-pass-03', 'not-cose-sign1'],
  ])('%s is refused: %s', (name, code) => {
    expect(() => verify(bytesOf(load(name)))).toThrow(refusal(code));
  });

  it('Ed448 is refused, though it is EdDSA too', () => {
    const example = load('eddsa-sig-02');
    const key = { kty: 'OKP', crv: 'Ed448', x: base64url(example.input.sign0?.key.x_hex) };
    const ed448 = createPublicKey({ key, format: 'jwk' });
    expect(() => verify(bytesOf(example), ed448)).toThrow(refusal('algorithm-unsupported'));
  });

  it('the unchanged parts put together again are verified', () => expect(verify(changed({}))).toMatch(/content/));

  const header = (entries: [number, CborValue][]): CborMap => new Map(entries);
  it.each<[string, Parameters<typeof changed>[0], CredentialCodeProblem]>([
    ['another tag (sign-fail-01)', { tag: 998 }, 'not-cose-sign1'],
    ['another payload (sign-fail-02)', { payload: Buffer.from('This is the content/') }, 'signature-invalid'],
    ['an unknown algorithm (sign-fail-03)', { protectedHeader: header([[1, -999]]) }, 'algorithm-unsupported'],
    ['an algorithm in letters (sign-fail-04)', { protectedHeader: header([[1, 'EdDSA']]) }, 'algorithm-unsupported'],
    [
      'one more protected header (sign-fail-06)',
      {
        protectedHeader: header([
          [1, -8],
          [3, 0],
          [4, 0],
        ]),
      },
      'signature-invalid',
    ],
    ['one protected header less (sign-fail-07)', { protectedHeader: header([[1, -8]]) }, 'signature-invalid'],
    ['no algorithm', { protectedHeader: header([]) }, 'algorithm-unsupported'],
    ['the algorithm outside the signature', { unprotectedHeader: header([[1, -8]]) }, 'algorithm-unsupported'],
    [
      'a critical header',
      {
        protectedHeader: header([
          [1, -8],
          [2, [3]],
          [3, 0],
        ]),
      },
      'header-critical',
    ],
    ['a critical header outside the signature', { unprotectedHeader: header([[2, [3]]]) }, 'header-critical'],
    ['a detached payload', { payload: null }, 'payload-detached'],
    ['a payload that is text', { payload: 'This is the content.' }, 'not-cose-sign1'],
    ['a signature of 63 bytes', { signature: new Uint8Array(63) }, 'signature-invalid'],
    ['a signature of zeros', { signature: new Uint8Array(64) }, 'signature-invalid'],
  ])('%s is refused', (_, change, code) => {
    expect(() => verify(changed(change))).toThrow(refusal(code));
  });

  it('the twin of a signature (S plus the order of the curve) is refused', () => {
    const { signature } = parseSign1(bytesOf(good));
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const littleEndian = Buffer.from(signature.subarray(32)).reverse().toString('hex');
    const twin = (BigInt(`0x${littleEndian}`) + order).toString(16).padStart(64, '0');
    const twinned = Buffer.concat([signature.subarray(0, 32), Buffer.from(twin, 'hex').reverse()]);
    expect(() => verify(changed({ signature: twinned }))).toThrow(refusal('signature-invalid'));
  });

  it.each(['d28340a040', 'd284a0a04040', 'd28440804040', 'd2844180a04040', 'd28440a04000'])(
    'the shape %s is refused',
    (hex) => {
      expect(decodeCbor(Buffer.from(hex, 'hex'))).toBeInstanceOf(CborTag);
      expect(() => parseSign1(Buffer.from(hex, 'hex'))).toThrow(refusal('not-cose-sign1'));
    },
  );
});

import fc from 'fast-check';
import { decodeCbor, encodeCbor, type CborValue } from './cbor.js';
import { decodeClaims, encodeClaims, wholeSecond } from './credential-claims.js';
import { anyClaims, exampleClaims, refusal } from '../../../test/vectors/credentials/credential-examples.js';

function exampleMap(): Map<number | string, CborValue> {
  const map = decodeCbor(encodeClaims(exampleClaims));
  if (!(map instanceof Map)) throw new Error('The claims are not a map.');
  return new Map(map);
}

describe('claims of a credential', () => {
  it('C2 what is decoded is what was encoded', () => {
    fc.assert(fc.property(anyClaims, (claims) => expect(decodeClaims(encodeClaims(claims))).toEqual(claims)));
  });

  it('C2 the map has the registered labels, five private ones, and nothing else', () => {
    const map = exampleMap();
    expect([...map.keys()]).toEqual([4, 5, 7, -65537, -65538, -65539, -65540, -65541]);
    expect(map.get(4)).toBe(Date.UTC(2026, 4, 9, 3) / 1000);
    expect(map.get(5)).toBe(Date.UTC(2026, 4, 4, 11) / 1000);
    expect(Buffer.from(map.get(7) as Uint8Array).toString('hex')).toBe('0198a3c45b6d7e8f9a0b1c2d3e4f5a6b');
  });

  it('C2 a claim beyond the known ones never reaches the code', () => {
    const withBirth = { ...exampleClaims, dateOfBirth: '1980-01-01' };
    expect(encodeClaims(withBirth)).toEqual(encodeClaims(exampleClaims));
  });

  it.each([4, 5, 7, -65537, -65538, -65539, -65540, -65541])('refuses claims without %i', (label) => {
    const map = exampleMap();
    map.delete(label);
    expect(() => decodeClaims(encodeCbor(map))).toThrow(refusal('claims-malformed'));
  });

  it.each([2, 6, -65542, 'name'])('refuses the unknown claim %p', (label) => {
    expect(() => decodeClaims(encodeCbor(exampleMap().set(label, 'x')))).toThrow(refusal('claims-malformed'));
  });

  it.each<[string, number, CborValue]>([
    ['a serial of 15 bytes', 7, new Uint8Array(15)],
    ['a serial in letters', 7, exampleClaims.serial],
    ['an expiry in letters', 4, exampleClaims.validUntil],
    ['an expiry before the begin', 4, 1],
    ['an expiry at the begin', 4, Date.parse(exampleClaims.validFrom) / 1000],
    ['an expiry after the year 9999', 4, 253_402_300_800],
    ['a begin before 1970', 5, -1],
    ['generation 0', -65537, 0],
    ['an absurd generation', -65537, 65_536],
    ['an empty meeting', -65538, ''],
    ['a meeting in bytes', -65538, new Uint8Array(4)],
    ['a category of 65 characters', -65539, 'c'.repeat(65)],
    ['a capacity with an escape', -65540, 'delegate\u001b[2J'],
    ['a capacity written from right to left', -65540, '\u202eetageled'],
    ['zones in one text', -65541, 'plenary'],
    ['a zone in a number', -65541, ['plenary', 1]],
    ['a zone twice', -65541, ['plenary', 'plenary']],
    ['33 zones', -65541, Array.from({ length: 33 }, (_, number) => `zone-${number}`)],
  ])('refuses %s', (_, label, value) => {
    expect(() => decodeClaims(encodeCbor(exampleMap().set(label, value)))).toThrow(refusal('claims-malformed'));
  });

  it.each([
    ['an upper-case serial', { serial: exampleClaims.serial.toUpperCase() }],
    ['a serial that is no UUID', { serial: '0198a3c45b6d7e8f9a0b1c2d3e4f5a6b' }],
    ['a time with milliseconds', { validFrom: '2026-05-04T11:00:00.000Z' }],
    ['a time with an offset', { validFrom: '2026-05-04T11:00:00+02:00' }],
    ['a day that does not exist', { validFrom: '2026-02-30T11:00:00Z' }],
    ['half a surrogate pair', { category: 'state\ud800' }],
    ['half a generation', { generation: 1.5 }],
  ])('does not encode %s', (_, change) => {
    expect(() => encodeClaims({ ...exampleClaims, ...change })).toThrow(refusal('claims-malformed'));
  });

  it('refuses what is not one map of deterministic CBOR', () => {
    expect(() => decodeClaims(encodeCbor([1]))).toThrow(refusal('claims-malformed'));
    const trailing = Buffer.concat([encodeClaims(exampleClaims), Buffer.of(0)]);
    expect(() => decodeClaims(trailing)).toThrow(refusal('cbor-malformed'));
  });

  it('writes an instant without milliseconds', () => {
    expect(wholeSecond(new Date('2026-05-04T11:00:00.999Z'))).toBe('2026-05-04T11:00:00Z');
  });
});

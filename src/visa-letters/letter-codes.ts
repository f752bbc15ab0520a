import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SubjectKeys } from '../event-sourcing/subject-keys.js';

/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const NUMBER_CHARACTERS = 8;
const CODE_CHARACTERS = 12;

/** CONARE-2025-7K3F9Q2D: the first 40 bits of the id of the letter. */
export const letterNumber = (prefix: string, letterId: string): string =>
  `${prefix}-${base32(Buffer.from(letterId.replaceAll('-', ''), 'hex'), NUMBER_CHARACTERS)}`;

/** What people type may have other dashes and small letters, and letters that look like digits after the prefix. */
export const readNumber = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[\s\u2010-\u2015\u2212]/gu, '-')
    .replace(/.{8}$/u, digitsFor);

const digitsFor = (text: string): string => text.replaceAll('O', '0').replace(/[IL]/gu, '1');

/** The last four letters or digits of a document's number; shorter numbers whole. */
export const lastFour = (text: string): string =>
  [...text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')].slice(-4).join('');

/** Equal or not, in the same time. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The code beside the number proves that a letter was made here; it stands on the letter, and in no log or table. */
@Injectable()
export class LetterCodes {
  private readonly key: Buffer;

  constructor(keys: SubjectKeys) {
    this.key = keys.derive('visa letter codes');
  }

  /** Three groups of four: 60 bits. */
  codeOf(number: string): string {
    const code = base32(createHmac('sha256', this.key).update(number).digest(), CODE_CHARACTERS);
    return code.replace(/(.{4})(?=.)/gu, '$1-');
  }

  matches(number: string, code: string): boolean {
    const bare = (text: string): string => digitsFor(text.toUpperCase().replace(/[^0-9A-Z]/gu, ''));
    return isSame(bare(code), bare(this.codeOf(number)));
  }
}

function base32(bytes: Buffer, characters: number): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: characters }, (_, index) => {
    return ALPHABET[Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)];
  }).join('');
}

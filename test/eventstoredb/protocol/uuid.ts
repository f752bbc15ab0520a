import { UUID } from '@eventstore/db-client/generated/shared_pb.js';

/** As the server reads an id: with or without dashes, in braces or parentheses, of any case; null where it is none. */
export function readUuid(value: UUID | undefined): string | null {
  if (value === undefined) return null;
  const structured = value.getStructured();
  if (structured !== undefined) {
    return dashed(hex(structured.getMostSignificantBits()) + hex(structured.getLeastSignificantBits()));
  }
  const text = value.getString().trim();
  const digits =
    /^(?:\{(.*)\}|\((.*)\)|(.*))$/u
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined) ?? '';
  const isUuid = /^[0-9a-f]{32}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(digits);
  return isUuid && /[^0-]/u.test(digits) ? dashed(digits.replaceAll('-', '').toLowerCase()) : null;
}

export function uuidMessage(id: string, isStructured = false): UUID {
  const message = new UUID();
  if (!isStructured) return (message.setString(id), message);
  const digits = id.replaceAll('-', '');
  const structured = new UUID.Structured();
  structured.setMostSignificantBits(signed(digits.slice(0, 16)));
  structured.setLeastSignificantBits(signed(digits.slice(16)));
  message.setStructured(structured);
  return message;
}

const hex = (bits: string): string => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');

const signed = (digits: string): string => BigInt.asIntN(64, BigInt(`0x${digits}`)).toString();

const dashed = (digits: string): string => digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');

import { Expose, Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { Temporal } from 'temporal-polyfill';

export interface Described {
  readonly name: string;
  readonly example: string;
}

const described = new Map<string, Described>();

/** Binds a property to the variable of the environment that sets it. */
export function Setting(name: string, example: string): PropertyDecorator {
  return (target, property) => {
    described.set(String(property), { name, example });
    Expose({ name })(target, property);
  };
}

export function describeSetting(property: string): Described {
  return described.get(property) ?? { name: property, example: '' };
}

/** Like a validator of class-validator, but its message never repeats the value, which may hold a password. */
export function Check(rule: string, holds: (value: string) => boolean, each = false): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && holds(value);
  return ValidateBy({ name: rule, validator: { validate, defaultMessage: () => rule } }, { each });
}

export function Parsed<T>(parse: (text: string) => T): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? parse(value) : value));
}

export function isAddress(text: string, ...protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '';
}

export function isDatabase(text: string): boolean {
  return isAddress(text, 'postgres:', 'postgresql:') && new URL(text).pathname.length > 1;
}

export function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

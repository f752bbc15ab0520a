import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { isEmail, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { Temporal } from 'temporal-polyfill';
import { languages, type Values } from './languages.js';

type Class = new () => object;

/** Not to be stored as one line: control characters, line and paragraph breaks, bidirectional controls, invisible marks. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u;
const UNSAFE_BUT_LINES = /(?![\n\t])[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u;
const LINK = /:\/\/|www\./i;
const NAME = /^[^<>@/\\{}[\]|=#$%^*_~"\p{Nd}]*\p{L}[^<>@/\\{}[\]|=#$%^*_~"\p{Nd}]*$/u;
const INSTANT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

const isText = (value: unknown): value is string => typeof value === 'string';
const check = (name: string, validate: (value: unknown) => boolean, values: Values = {}): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => name } }, { context: values });
const checkText = (name: string, holds: (value: string) => boolean, values?: Values): PropertyDecorator =>
  check(name, (value) => isText(value) && holds(value), values);
const lengthIn = (min: number, max: number): PropertyDecorator =>
  checkText('textLength', (text) => [...text].length >= min && [...text].length <= max, { min, max });

/** Without white space around it, and in one of the ways in which Unicode can write it (NFC). */
const cleaned = (clean: (text: string) => string = (text) => text): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => {
    const of = (entry: unknown): unknown => (isText(entry) ? clean(entry.trim().normalize('NFC')) : entry);
    return Array.isArray(value) ? value.map(of) : of(value);
  });
const described = (api: ApiPropertyOptions): PropertyDecorator => ApiProperty(api);

/** May be left away; null is no way of leaving it away. */
export const Optional = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    described({ required: false }),
  );

export const PersonName = (max = 120): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    lengthIn(1, max),
    checkText('plainText', (text) => !UNSAFE.test(text)),
    checkText('noLink', (text) => !LINK.test(text)),
    checkText('personName', (text) => NAME.test(text)),
    described({ type: String, minLength: 1, maxLength: max, example: 'María José Núñez' }),
  );

/** Free text on one line. */
export const Line = (max: number): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    lengthIn(1, max),
    checkText('plainText', (text) => !UNSAFE.test(text)),
    checkText('noLink', (text) => !LINK.test(text)),
    described({ type: String, minLength: 1, maxLength: max }),
  );

/** Free text on several lines. */
export const ReasonText = (max = 2_000): PropertyDecorator =>
  applyDecorators(
    cleaned((text) => text.replace(/\r\n?/g, '\n')),
    lengthIn(1, max),
    checkText('plainLines', (text) => !UNSAFE_BUT_LINES.test(text)),
    described({ type: String, minLength: 1, maxLength: max }),
  );

export const KebabCode = (max = 60): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText('code', (text) => text.length <= max && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text), { max }),
    described({ type: String, maxLength: max, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
  );

/** One address, whose local part is ASCII: what every mail server takes. */
export const MailAddress = (): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText(
      'mailAddress',
      (text) =>
        text.length <= 254 && !/[\s"(),:;<>[\]\\]/.test(text) && isEmail(text, { allow_utf8_local_part: false }),
    ),
    described({ type: String, format: 'email', maxLength: 254 }),
  );

export const CalendarDay = (): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText('calendarDay', isCalendarDay),
    described({ type: String, format: 'date', example: '2027-03-01' }),
  );

export const InstantText = (): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText('instant', (text) => INSTANT.test(text) && isInstant(text)),
    described({ type: String, format: 'date-time', example: '2027-03-01T09:00:00-03:00' }),
  );

export const LocalTime = (): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText('localTime', (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)),
    described({ type: String, pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', example: '18:00' }),
  );

export const TimeZoneName = (): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText('timeZone', isTimeZone),
    described({ type: String, example: 'America/Montevideo' }),
  );

export const UuidText = (): PropertyDecorator =>
  applyDecorators(
    cleaned((text) => text.toLowerCase()),
    checkText('uuid', (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)),
    described({ type: String, format: 'uuid' }),
  );

export const CountryAlpha3 = (): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    checkText('countryCode', (text) => /^[A-Z]{3}$/.test(text)),
    described({ type: String, pattern: '^[A-Z]{3}$', example: 'URY' }),
  );

export const OneOf = (values: readonly string[]): PropertyDecorator =>
  applyDecorators(
    checkText('oneOf', (text) => values.includes(text), { values }),
    described({ type: String, enum: [...values] }),
  );

export const LanguageCode = (): PropertyDecorator => OneOf(languages);

export const WholeNumber = (min: number, max: number): PropertyDecorator =>
  applyDecorators(
    check('wholeNumber', (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max, {
      min,
      max,
    }),
    described({ type: 'integer', minimum: min, maximum: max }),
  );

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

export const Nested = (type: () => Class): PropertyDecorator =>
  applyDecorators(check('object', isObject), ValidateNested(), Type(type), described({ type: () => type() }));

export const NestedList = (type: () => Class, max: number): PropertyDecorator =>
  applyDecorators(
    check('list', (value) => Array.isArray(value) && value.length <= max && value.every(isObject), { max }),
    ValidateNested({ each: true }),
    Type(type),
    described({ type: () => type(), isArray: true, maxItems: max }),
  );

export const TextList = (max: number, pattern: RegExp): PropertyDecorator =>
  applyDecorators(
    cleaned(),
    check(
      'textList',
      (value) =>
        Array.isArray(value) && value.length <= max && value.every((text) => isText(text) && pattern.test(text)),
      { max },
    ),
    described({ type: String, isArray: true, maxItems: max }),
  );

const isCalendarDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && succeeds(() => Temporal.PlainDate.from(text, { overflow: 'reject' }));
const isInstant = (text: string): boolean =>
  succeeds(() => Temporal.Instant.from(text)) && !Number.isNaN(Date.parse(text));
const isTimeZone = (text: string): boolean =>
  /^[A-Za-z][\w+/-]{1,63}$/.test(text) && succeeds(() => new Intl.DateTimeFormat('en', { timeZone: text }));

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

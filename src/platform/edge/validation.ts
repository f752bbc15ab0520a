import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { fieldMessages, unknownRule } from './field-messages.js';
import { fill, type Language, type Values } from './languages.js';

/** The shape of a request is wrong. */
export class InvalidRequest extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('The request is not well formed.');
  }
}

export interface FieldError {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    stopAtFirstError: false,
    exceptionFactory: (errors) => new InvalidRequest(errors),
  });

/** One entry for each rule that a field broke; the value itself is never repeated. */
export function fieldErrors(
  errors: readonly ValidationError[],
  language: Language,
  path: readonly string[] = [],
): FieldError[] {
  return errors.flatMap((error) => {
    const place = [...path, error.property].filter((part) => part !== '');
    const own = rulesOf(error).map(({ rule, values }): FieldError => {
      const template = (fieldMessages[rule] ?? unknownRule)[language];
      return { field: place.join('.'), rule, message: fill(template, values) };
    });
    return [...own, ...fieldErrors(error.children ?? [], language, place)];
  });
}

function rulesOf(error: ValidationError): readonly { readonly rule: string; readonly values: Values }[] {
  const { constraints = {}, contexts = {} } = error;
  const value = error.value as unknown;
  const names = Object.keys(constraints);
  if (names.includes('whitelistValidation')) return [{ rule: 'unknownField', values: {} }];
  if (names.length > 0 && (value === undefined || value === null)) return [{ rule: 'required', values: {} }];
  return names.map((rule) => {
    const given = (contexts as Readonly<Record<string, Values>>)[rule];
    return { rule, values: given ?? valuesIn(constraints[rule] ?? '', error.property) };
  });
}

/** The constraints of class-validator tell their limits only in their message. */
function valuesIn(message: string, property: string): Values {
  const said = message.replace(property, '');
  return { n: /-?\d+(?:\.\d+)?/.exec(said)?.[0], list: /(?:values: |equal to )(.+)$/.exec(said)?.[1] };
}

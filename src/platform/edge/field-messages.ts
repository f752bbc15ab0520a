import type { Texts } from './languages.js';

const between: Texts = {
  en: 'must be a whole number from {min} to {max}',
  es: 'debe ser un número entero de {min} a {max}',
};

/** By the name of the constraint. `{n}` is the number that a constraint of class-validator was given, `{list}` its values. */
export const fieldMessages: Readonly<Record<string, Texts>> = {
  required: { en: 'is missing', es: 'falta' },
  unknownField: { en: 'is not a field of this request', es: 'no es un campo de esta solicitud' },
  // Shapes of our own.
  text: { en: 'must be a text', es: 'debe ser un texto' },
  textLength: { en: 'must have from {min} to {max} characters', es: 'debe tener de {min} a {max} caracteres' },
  plainText: {
    en: 'must not hold control characters, line breaks or characters that change the direction of reading',
    es: 'no debe contener caracteres de control, saltos de línea ni caracteres que cambien el sentido de lectura',
  },
  plainLines: {
    en: 'must not hold control characters or characters that change the direction of reading',
    es: 'no debe contener caracteres de control ni caracteres que cambien el sentido de lectura',
  },
  noLink: { en: 'must not hold the address of a site', es: 'no debe contener la dirección de un sitio' },
  personName: { en: 'must be the name of a person', es: 'debe ser el nombre de una persona' },
  code: {
    en: 'must be a code of at most {max} small letters, digits and hyphens, such as "head-of-delegation"',
    es: 'debe ser un código de {max} minúsculas, cifras y guiones como máximo, por ejemplo "head-of-delegation"',
  },
  mailAddress: { en: 'must be one e-mail address', es: 'debe ser una dirección de correo electrónico' },
  calendarDay: {
    en: 'must be a day of the calendar, such as 2027-03-01',
    es: 'debe ser un día del calendario, por ejemplo 2027-03-01',
  },
  instant: {
    en: 'must be an instant with its offset, such as 2027-03-01T09:00:00-03:00',
    es: 'debe ser un instante con su desfase horario, por ejemplo 2027-03-01T09:00:00-03:00',
  },
  localTime: {
    en: 'must be a time of the day from 00:00 to 23:59',
    es: 'debe ser una hora del día de 00:00 a 23:59',
  },
  timeZone: {
    en: 'must be the name of a time zone, such as America/Montevideo',
    es: 'debe ser el nombre de una zona horaria, por ejemplo America/Montevideo',
  },
  uuid: { en: 'must be a UUID', es: 'debe ser un UUID' },
  countryCode: {
    en: 'must be a country code of three capital letters (ISO 3166-1 alpha-3)',
    es: 'debe ser un código de país de tres mayúsculas (ISO 3166-1 alfa-3)',
  },
  oneOf: { en: 'must be one of: {values}', es: 'debe ser uno de: {values}' },
  wholeNumber: between,
  object: { en: 'must be an object', es: 'debe ser un objeto' },
  list: { en: 'must be a list of at most {max} entries', es: 'debe ser una lista de {max} elementos como máximo' },
  textList: {
    en: 'must be a list of at most {max} texts of the expected form',
    es: 'debe ser una lista de {max} textos con la forma esperada como máximo',
  },
  // Those of class-validator.
  isString: { en: 'must be a text', es: 'debe ser un texto' },
  isNotEmpty: { en: 'must not be empty', es: 'no debe estar vacío' },
  isDefined: { en: 'is missing', es: 'falta' },
  isBoolean: { en: 'must be true or false', es: 'debe ser true o false' },
  isInt: { en: 'must be a whole number', es: 'debe ser un número entero' },
  isNumber: { en: 'must be a number', es: 'debe ser un número' },
  isObject: { en: 'must be an object', es: 'debe ser un objeto' },
  isArray: { en: 'must be a list', es: 'debe ser una lista' },
  isEmail: { en: 'must be an e-mail address', es: 'debe ser una dirección de correo electrónico' },
  isUuid: { en: 'must be a UUID', es: 'debe ser un UUID' },
  isIn: { en: 'must be one of: {list}', es: 'debe ser uno de: {list}' },
  isISO31661Alpha2: {
    en: 'must be a country code of two capital letters',
    es: 'debe ser un código de país de dos mayúsculas',
  },
  matches: { en: 'does not have the expected form', es: 'no tiene la forma esperada' },
  equals: { en: 'must be {list}', es: 'debe ser {list}' },
  min: { en: 'must not be below {n}', es: 'no debe ser menor que {n}' },
  max: { en: 'must not be above {n}', es: 'no debe ser mayor que {n}' },
  minLength: { en: 'must have at least {n} characters', es: 'debe tener al menos {n} caracteres' },
  maxLength: { en: 'must have at most {n} characters', es: 'debe tener como máximo {n} caracteres' },
  arrayMinSize: { en: 'must have at least {n} entries', es: 'debe tener al menos {n} elementos' },
  arrayMaxSize: { en: 'must have at most {n} entries', es: 'debe tener como máximo {n} elementos' },
  arrayNotEmpty: { en: 'must not be empty', es: 'no debe estar vacía' },
  arrayUnique: { en: 'must not repeat an entry', es: 'no debe repetir elementos' },
  nestedValidation: { en: 'must be an object', es: 'debe ser un objeto' },
  unknownValue: { en: 'must be an object', es: 'debe ser un objeto' },
};

export const unknownRule: Texts = { en: 'is not valid', es: 'no es válido' };

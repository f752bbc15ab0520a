import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const visaLetterRejections = {
  'file-not-ready-for-letter': {
    status: 409,
    rule: 'V1',
    en: 'A visa letter needs an approved file that is not on hold, of a person on the list of the delegation.',
    es: 'Una carta de visa exige un expediente aprobado, que no esté en espera, de una persona que figure en la lista de la delegación.',
  },
  'travel-document-incomplete': {
    status: 409,
    rule: 'V1',
    en: 'A visa letter needs a complete travel document in the profile.',
    es: 'Una carta de visa exige un documento de viaje completo en el perfil.',
  },
  'travel-document-ends-before-stay': {
    status: 422,
    rule: 'V1',
    en: 'The travel document expires before the last day of the stay.',
    es: 'El documento de viaje vence antes del último día de la estancia.',
  },
  'stay-out-of-bounds': {
    status: 422,
    rule: 'V2',
    en: 'The stay must include a day of the meeting, begin on {earliest} or later and end on {latest} or earlier.',
    es: 'La estancia debe incluir algún día de la reunión, comenzar el {earliest} o después y terminar el {latest} o antes.',
  },
  'letterhead-missing': {
    status: 409,
    rule: 'V3',
    en: 'The meeting has no letterhead yet. A protocol officer or an administrator adopts it first.',
    es: 'La reunión aún no tiene membrete. Una persona oficial de protocolo o de administración debe adoptarlo primero.',
  },
  'visa-letter-already-lives': {
    status: 409,
    rule: 'V1',
    en: 'The file has a visa letter already. It is cancelled before another one is requested.',
    es: 'El expediente ya tiene una carta de visa. Debe cancelarse antes de solicitar otra.',
  },
  'visa-letter-unknown': {
    status: 404,
    en: 'The file has no living visa letter.',
    es: 'El expediente no tiene ninguna carta de visa vigente.',
  },
  'visa-letter-not-waiting': {
    status: 409,
    rule: 'V1',
    en: 'The visa letter does not wait for a signature: it was signed already.',
    es: 'La carta de visa no espera firma: ya fue firmada.',
  },
  'visa-letter-not-signed': {
    status: 409,
    rule: 'V1',
    en: 'Only a signed visa letter that was neither cancelled nor marked as failed is issued.',
    es: 'Solo se emite una carta de visa firmada que no se haya cancelado ni marcado como fallida.',
  },
  'visa-letter-not-failed': {
    status: 409,
    en: 'Only a visa letter whose making failed is made again.',
    es: 'Solo se vuelve a elaborar una carta de visa cuya elaboración haya fallado.',
  },
  'visa-letter-not-issued': {
    status: 409,
    en: 'The visa letter can be fetched while it is issued and valid: not before, nor while the file is on hold, nor after the letter was cancelled.',
    es: 'La carta de visa puede descargarse mientras esté emitida y sea válida: no antes, ni mientras el expediente esté en espera, ni después de cancelada la carta.',
  },
  'signature-already-authorised': {
    status: 409,
    rule: 'V1',
    en: 'Your standing authorisation for this letterhead is recorded already.',
    es: 'Su autorización permanente para este membrete ya consta.',
  },
  'signature-authorisation-unknown': {
    status: 404,
    en: 'There is no living authorisation with this id.',
    es: 'No existe ninguna autorización vigente con este identificador.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(visaLetterRejections);

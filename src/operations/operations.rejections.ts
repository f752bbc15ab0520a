import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const operationRejections = {
  'queue-unknown': {
    status: 404,
    en: 'There is no queue of this name.',
    es: 'No existe ninguna cola con este nombre.',
  },
  'no-dead-letter': {
    status: 404,
    en: 'No job that failed for good has this id: it may have been retried, or be done.',
    es: 'Ningún trabajo fallido definitivamente tiene este identificador: puede haberse reintentado o estar hecho.',
  },
  'reaction-unknown': {
    status: 404,
    en: 'There is no reaction of this name.',
    es: 'No existe ninguna reacción con este nombre.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(operationRejections);

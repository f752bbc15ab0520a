import type { Texts, Values } from './languages.js';
import { uploadProblems } from './upload-problems.js';

export interface ProblemText {
  readonly status: number;
  readonly rule?: string;
  readonly title: Texts;
  readonly detail: Texts;
}

/** What can go wrong before and beside the rules. */
export const platformProblems = {
  ...uploadProblems,
  'invalid-request': {
    status: 400,
    title: { en: 'The request is not well formed', es: 'La solicitud no está bien formada' },
    detail: { en: 'Correct the fields under "errors".', es: 'Corrija los campos que figuran en "errors".' },
  },
  'malformed-json': {
    status: 400,
    title: { en: 'The body is not JSON', es: 'El cuerpo no es JSON' },
    detail: { en: 'The body cannot be read as a JSON document.', es: 'El cuerpo no puede leerse como documento JSON.' },
  },
  'text-not-allowed': {
    status: 400,
    title: { en: 'A text cannot be stored', es: 'Un texto no puede guardarse' },
    detail: {
      en: 'The field {field} holds U+0000 or half of a surrogate pair, or stands more than 20 levels deep.',
      es: 'El campo {field} contiene U+0000 o la mitad de un par sustituto, o está a más de 20 niveles de profundidad.',
    },
  },
  'malformed-cursor': {
    status: 400,
    title: { en: 'The cursor is not one of ours', es: 'El cursor no es válido' },
    detail: {
      en: 'Take "next" of the page before as it is, or start without a cursor.',
      es: 'Use "next" de la página anterior tal cual, o comience sin cursor.',
    },
  },
  'malformed-position': {
    status: 400,
    title: { en: 'The position is not one of ours', es: 'La posición no es válida' },
    detail: {
      en: 'Send in Credence-After what Credence-Position said.',
      es: 'Envíe en Credence-After lo que indicó Credence-Position.',
    },
  },
  'malformed-if-match': {
    status: 400,
    title: { en: 'If-Match is not a revision', es: 'If-Match no es una revisión' },
    detail: {
      en: 'Send in If-Match the ETag that you were shown, such as "3".',
      es: 'Envíe en If-Match el ETag que recibió, por ejemplo "3".',
    },
  },
  'malformed-request': {
    status: 400,
    title: { en: 'The request cannot be understood', es: 'La solicitud no se entiende' },
    detail: {
      en: 'The address, the headers or the body are malformed.',
      es: 'La dirección, los encabezados o el cuerpo están mal formados.',
    },
  },
  'not-signed-in': {
    status: 401,
    title: { en: 'Not signed in', es: 'Sin iniciar sesión' },
    detail: { en: 'Send a valid token: Authorization: Bearer …', es: 'Envíe un token válido: Authorization: Bearer …' },
  },
  'not-allowed': {
    status: 403,
    title: { en: 'Not allowed', es: 'No permitido' },
    detail: { en: 'You have no power to do this here.', es: 'No tiene facultades para hacer esto aquí.' },
  },
  'not-found': {
    status: 404,
    title: { en: 'Not found', es: 'No encontrado' },
    detail: {
      en: 'There is nothing here, or nothing that you may see.',
      es: 'Aquí no hay nada, o nada que usted pueda ver.',
    },
  },
  'method-not-allowed': {
    status: 405,
    title: { en: 'Method not allowed', es: 'Método no permitido' },
    detail: { en: 'This address does not answer to this method.', es: 'Esta dirección no responde a este método.' },
  },
  'request-too-slow': {
    status: 408,
    title: { en: 'The request took too long', es: 'La solicitud tardó demasiado' },
    detail: {
      en: 'The request did not arrive in time. Send it again.',
      es: 'La solicitud no llegó a tiempo. Envíela de nuevo.',
    },
  },
  conflict: {
    status: 409,
    title: { en: 'Not possible as things stand', es: 'No es posible en el estado actual' },
    detail: { en: 'The present state does not allow this.', es: 'El estado actual no lo permite.' },
  },
  'stale-revision': {
    status: 412,
    title: { en: 'Changed in the meantime', es: 'Modificado entretanto' },
    detail: {
      en: 'You decided on revision {expected}; the present one is {actual}. Look at it again, then decide.',
      es: 'Usted decidió sobre la revisión {expected}; la actual es {actual}. Revísela de nuevo y luego decida.',
    },
  },
  'body-too-large': {
    status: 413,
    title: { en: 'The body is too large', es: 'El cuerpo es demasiado grande' },
    detail: {
      en: 'The body is larger than this address takes.',
      es: 'El cuerpo supera el tamaño que admite esta dirección.',
    },
  },
  'address-too-long': {
    status: 414,
    title: { en: 'The address is too long', es: 'La dirección es demasiado larga' },
    detail: {
      en: 'A part of the address is longer than any that exists.',
      es: 'Una parte de la dirección es más larga que cualquiera existente.',
    },
  },
  'unsupported-media-type': {
    status: 415,
    title: { en: 'Unknown kind of body', es: 'Tipo de cuerpo desconocido' },
    detail: { en: 'Send the body as application/json.', es: 'Envíe el cuerpo como application/json.' },
  },
  'idempotency-key-reused': {
    status: 422,
    title: { en: 'The key was used for another request', es: 'La clave ya se usó para otra solicitud' },
    detail: {
      en: 'Send the same request as before under this Idempotency-Key, or take a new key.',
      es: 'Con esta Idempotency-Key envíe la misma solicitud que antes, o use una clave nueva.',
    },
  },
  'if-match-required': {
    status: 428,
    title: { en: 'If-Match is missing', es: 'Falta If-Match' },
    detail: {
      en: 'Send If-Match with the ETag of what you looked at: a decision is on what you saw.',
      es: 'Envíe If-Match con el ETag de lo que consultó: se decide sobre lo que se ha visto.',
    },
  },
  'too-many-requests': {
    status: 429,
    title: { en: 'Too many requests', es: 'Demasiadas solicitudes' },
    detail: {
      en: 'Wait as long as Retry-After says, then try again.',
      es: 'Espere el tiempo que indica Retry-After y vuelva a intentarlo.',
    },
  },
  'internal-error': {
    status: 500,
    title: { en: 'A fault of ours', es: 'Un fallo nuestro' },
    detail: {
      en: 'The fault is recorded under the correlation id. The same request may be sent again.',
      es: 'El fallo quedó registrado con el identificador de correlación. Puede enviar de nuevo la misma solicitud.',
    },
  },
  'log-unavailable': {
    status: 503,
    title: { en: 'The log did not answer in time', es: 'El registro no respondió a tiempo' },
    detail: {
      en: 'Nothing is known to be refused. Send the same request with the same Idempotency-Key again.',
      es: 'No consta ningún rechazo. Envíe de nuevo la misma solicitud con la misma Idempotency-Key.',
    },
  },
  'typesetting-busy': {
    status: 503,
    title: { en: 'Too many pages wait to be set', es: 'Demasiadas páginas en espera' },
    detail: {
      en: 'Many documents are being made at this moment. Ask for this one again in a moment.',
      es: 'En este momento se están elaborando muchos documentos. Vuelva a pedir este en un momento.',
    },
  },
  'storage-unavailable': {
    status: 503,
    title: { en: 'The storage does not answer', es: 'El almacenamiento no responde' },
    detail: {
      en: 'Send the same request with the same Idempotency-Key again in a moment.',
      es: 'Envíe de nuevo en un momento la misma solicitud con la misma Idempotency-Key.',
    },
  },
} satisfies Record<string, ProblemText>;

export type PlatformProblemCode = keyof typeof platformProblems;

/** A problem of the request itself. */
export class PlatformProblem extends Error {
  constructor(
    readonly code: PlatformProblemCode,
    readonly values: Values = {},
  ) {
    super(code);
    this.name = 'PlatformProblem';
  }
}

/** Not now: the same request may be sent again after so many seconds. */
export class TooManyRequests extends PlatformProblem {
  constructor(readonly seconds: number) {
    super('too-many-requests');
  }
}

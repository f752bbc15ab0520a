import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const notificationRejections = {
  'message-unknown': {
    status: 404,
    en: 'There is no such message at this meeting.',
    es: 'No existe tal mensaje en esta reunión.',
  },
  'message-not-resendable': {
    status: 409,
    rule: 'N3',
    en: 'Only a message that failed, bounced or was suppressed is sent again; this one is {status}.',
    es: 'Solo se reenvía un mensaje fallido, devuelto o retenido; el estado de este es {status}.',
  },
  'message-link-expired': {
    status: 409,
    rule: 'N3',
    en: 'The link of this message is no longer valid: it was used or is too old, or the file has ended. Send a new invitation from the file instead.',
    es: 'El enlace de este mensaje ya no es válido: fue utilizado, ha vencido o el expediente ha concluido. Envíe en su lugar una nueva invitación desde el expediente.',
  },
  'report-not-readable': {
    status: 422,
    rule: 'N3',
    en: 'The body is no delivery status notification (RFC 3464) that names the Message-ID of what came back.',
    es: 'El cuerpo no es una notificación de estado de entrega (RFC 3464) que indique el Message-ID de lo devuelto.',
  },
  'report-of-no-failure': {
    status: 422,
    rule: 'N3',
    en: 'The notification tells of no failure: its action is {action}.',
    es: 'La notificación no informa de ningún fallo: su acción es {action}.',
  },
  'bounce-too-early': {
    status: 409,
    rule: 'N3',
    en: 'The message is being sent again: send the notification again in a few minutes.',
    es: 'El mensaje se está reenviando: vuelva a enviar la notificación dentro de unos minutos.',
  },
  'bounce-of-unknown-message': {
    status: 422,
    rule: 'N3',
    en: 'The notification is about a message that was not sent from here.',
    es: 'La notificación se refiere a un mensaje que no se envió desde aquí.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(notificationRejections);

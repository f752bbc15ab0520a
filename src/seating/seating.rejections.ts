import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const seatingRejections = {
  'room-unknown': {
    status: 404,
    en: 'The meeting has no room {room}.',
    es: 'La reunión no tiene ninguna sala {room}.',
  },
  'delegation-not-of-meeting': {
    status: 422,
    rule: 'P1',
    en: 'No delegation {delegationId} is invited to this meeting.',
    es: 'No hay ninguna delegación {delegationId} invitada a esta reunión.',
  },
  'plan-not-printable': {
    status: 422,
    en: 'A name in the plan has characters that no installed font can draw: {characters}. Correct the name on the badge, or use the plan as JSON.',
    es: 'Un nombre del plano contiene caracteres que ninguna fuente instalada puede dibujar: {characters}. Corrija el nombre de la credencial o use el plano en JSON.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(seatingRejections);

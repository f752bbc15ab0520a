import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const meetingRejections = {
  'meeting-already-convened': {
    status: 409,
    en: 'A meeting with the code {meetingId} is already convened. Choose another code.',
    es: 'Ya se convocó una reunión con el código {meetingId}. Elija otro código.',
  },
  'meeting-unknown': {
    status: 404,
    en: 'No meeting with the code {meetingId} is convened.',
    es: 'No se ha convocado ninguna reunión con el código {meetingId}.',
  },
  'rules-not-adopted': {
    status: 409,
    en: 'The rules of this meeting are not adopted yet. An administrator adopts them first.',
    es: 'Las reglas de esta reunión aún no se han adoptado. Una persona administradora debe adoptarlas primero.',
  },
  'meeting-days-out-of-order': {
    status: 422,
    en: 'The meeting ends on {endsOn}, before it starts on {startsOn}.',
    es: 'La reunión termina el {endsOn}, antes de comenzar el {startsOn}.',
  },
  'windows-out-of-order': {
    status: 422,
    en: 'Nominations must open before they close.',
    es: 'Las postulaciones deben abrirse antes de cerrarse.',
  },
  'rules-repeat-a-code': {
    status: 422,
    en: 'The code {code} stands twice in {list}.',
    es: 'El código {code} figura dos veces en {list}.',
  },
  'zone-names-unknown-code': {
    status: 422,
    en: 'The rules of the meeting know no category or capacity {code}.',
    es: 'Las reglas de la reunión no conocen la categoría ni la calidad {code}.',
  },
  'deadline-not-later': {
    status: 422,
    rule: 'D4',
    en: 'A deadline is only extended: {until} is not after the present one, {present}.',
    es: 'Un plazo solo se prorroga: {until} no es posterior al actual, {present}.',
  },
  'nominations-already-closed': {
    status: 409,
    rule: 'D4',
    en: 'Nominations are closed since {closedAt}.',
    es: 'Las postulaciones están cerradas desde {closedAt}.',
  },
  'officer-already-appointed': {
    status: 409,
    en: 'This person already holds the role {role} at this meeting.',
    es: 'Esta persona ya ejerce la función {role} en esta reunión.',
  },
  'appointment-unknown': {
    status: 404,
    en: 'There is no living appointment with this id.',
    es: 'No existe ninguna designación vigente con este identificador.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(meetingRejections);

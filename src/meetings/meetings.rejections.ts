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
  'room-names-unknown-category': {
    status: 422,
    rule: 'P1',
    en: 'The rules of the meeting know no category {code}.',
    es: 'Las reglas de la reunión no conocen la categoría {code}.',
  },
  'room-repeats-a-category': {
    status: 422,
    rule: 'P2',
    en: 'The category {code} stands in two groups of the room; it can sit in one place only.',
    es: 'La categoría {code} figura en dos grupos de la sala; solo puede ocupar un lugar.',
  },
  'room-category-without-group': {
    status: 422,
    rule: 'P2',
    en: 'The category {code} has seats in the room, but stands in none of its groups.',
    es: 'La categoría {code} tiene asientos en la sala, pero no figura en ninguno de sus grupos.',
  },
  'podium-over-capacity': {
    status: 422,
    rule: 'P1',
    en: 'The podium takes {podium} seats, more than the {capacity} of the room.',
    es: 'El podio ocupa {podium} asientos, más que los {capacity} de la sala.',
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

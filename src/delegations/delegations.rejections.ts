import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const delegationRejections = {
  'delegation-already-invited': {
    status: 409,
    en: 'The entity {entity} is already invited to this meeting.',
    es: 'La entidad {entity} ya está invitada a esta reunión.',
  },
  'delegation-unknown': {
    status: 404,
    en: 'No delegation {delegationId} is invited.',
    es: 'No hay ninguna delegación {delegationId} invitada.',
  },
  'meeting-not-ready': {
    status: 409,
    en: 'The meeting is not convened, or its rules are not adopted yet.',
    es: 'La reunión no está convocada o sus reglas aún no se han adoptado.',
  },
  'entity-unknown': {
    status: 422,
    en: 'The table of entities does not know {entity}: give its kind and its names in both languages.',
    es: 'La tabla de entidades no conoce {entity}: indique su clase y sus nombres en ambos idiomas.',
  },
  'category-unknown': {
    status: 422,
    en: 'The rules of the meeting know no category {category}. Known: {known}.',
    es: 'Las reglas de la reunión no conocen la categoría {category}. Conocidas: {known}.',
  },
  'capacity-unknown': {
    status: 422,
    en: 'The rules of the meeting know no capacity {capacity}. Known: {known}.',
    es: 'Las reglas de la reunión no conocen la calidad {capacity}. Conocidas: {known}.',
  },
  'focal-point-already-appointed': {
    status: 409,
    en: 'This person already is a focal point of the delegation.',
    es: 'Esta persona ya es punto focal de la delegación.',
  },
  'focal-point-unknown': {
    status: 404,
    en: 'There is no living appointment of a focal point with this id.',
    es: 'No existe ninguna designación vigente de punto focal con este identificador.',
  },
  'quota-split-over-total': {
    status: 422,
    rule: 'Q1',
    en: 'The capacity {capacity} is given {of} places, more than the total of {total}.',
    es: 'A la calidad {capacity} se le asignan {of} plazas, más que el total de {total}.',
  },
  'quota-exceeded': {
    status: 409,
    rule: 'Q1',
    en: 'The quota of {quota} ({scope}) is used up: {used} slots are in use. Reason of the quota: {reason} ({reasonCode}). Withdraw or substitute somebody, or ask the secretariat for more places.',
    es: 'La cuota de {quota} ({scope}) está agotada: hay {used} plazas en uso. Motivo de la cuota: {reason} ({reasonCode}). Retire o sustituya a alguien, o solicite más plazas a la secretaría.',
  },
  'head-already-nominated': {
    status: 409,
    rule: 'D1',
    en: 'The delegation already has a head. Substitute that person, or nominate in another capacity.',
    es: 'La delegación ya tiene jefatura. Sustituya a esa persona o postule en otra calidad.',
  },
  'head-comes-first': {
    status: 422,
    rule: 'D1',
    en: 'The head of delegation comes first in the order of precedence.',
    es: 'La jefatura de delegación ocupa el primer lugar en el orden de precedencia.',
  },
  'order-does-not-match': {
    status: 422,
    rule: 'D6',
    en: 'The order must name each of the {count} persons on the list exactly once. The list is at revision {listRevision}.',
    es: 'El orden debe nombrar exactamente una vez a cada una de las {count} personas de la lista. La lista está en la revisión {listRevision}.',
  },
  'nominations-not-open': {
    status: 409,
    rule: 'D4',
    en: 'Nominations open on {opens}.',
    es: 'Las postulaciones se abren el {opens}.',
  },
  'nominations-closed': {
    status: 409,
    rule: 'D4',
    en: 'Nominations closed on {deadline}, and late ones are refused for the category {category}.',
    es: 'Las postulaciones se cerraron el {deadline} y, para la categoría {category}, no se admiten las tardías.',
  },
  'late-nomination-needs-reason': {
    status: 409,
    rule: 'D4',
    en: 'Nominations closed on {deadline}. A registration officer can admit a late one, with a reason.',
    es: 'Las postulaciones se cerraron el {deadline}. Una persona oficial de registro puede admitir una tardía, indicando el motivo.',
  },
  'substitutions-closed': {
    status: 409,
    rule: 'D3',
    en: 'Substitutions closed on {deadline}.',
    es: 'Las sustituciones se cerraron el {deadline}.',
  },
  'nomination-unknown': {
    status: 404,
    en: 'This person does not stand on the list of the delegation (any more).',
    es: 'Esta persona no figura (o ya no figura) en la lista de la delegación.',
  },
  'successor-needs-capacity': {
    status: 422,
    rule: 'D1',
    en: 'Nobody becomes head of delegation silently: say the capacity of the successor, or that they become head and which accepted evidence covers them.',
    es: 'Nadie asume la jefatura de delegación tácitamente: indique la calidad de la persona sucesora, o que asume la jefatura y qué acreditación documental aceptada la respalda.',
  },
  'successor-takes-the-capacity': {
    status: 422,
    rule: 'D3',
    en: 'The successor takes the capacity {capacity} of the predecessor.',
    es: 'La persona sucesora asume la calidad {capacity} de la predecesora.',
  },
  'head-not-covered': {
    status: 409,
    rule: 'D1',
    en: 'No accepted evidence covers this person as head of delegation with the line given.',
    es: 'Ninguna acreditación documental aceptada respalda a esta persona como jefatura de delegación con la línea indicada.',
  },
  'evidence-line-does-not-fit': {
    status: 409,
    rule: 'E1',
    en: 'The line of evidence given is not for the capacity {capacity}, or covers somebody else.',
    es: 'La línea de acreditación documental indicada no corresponde a la calidad {capacity} o respalda a otra persona.',
  },
  'evidence-file-unknown': {
    status: 422,
    rule: 'E1',
    en: 'No file with this SHA-256 was uploaded for this delegation in the last 24 hours. Upload it to its documents first.',
    es: 'En las últimas 24 horas no se cargó para esta delegación ningún archivo con este SHA-256. Cárguelo primero en sus documentos.',
  },
  'evidence-unknown': {
    status: 404,
    en: 'The delegation has submitted no such evidence.',
    es: 'La delegación no ha presentado esa acreditación documental.',
  },
  'evidence-names-unknown-person': {
    status: 422,
    en: 'Line {line} names a person who does not stand on the list of the delegation.',
    es: 'La línea {line} nombra a una persona que no figura en la lista de la delegación.',
  },
  'evidence-already-decided': {
    status: 409,
    rule: 'E1',
    en: 'This evidence is already {decision}.',
    es: 'Esta acreditación documental ya fue decidida ({decision}).',
  },
  'evidence-form-not-accepted': {
    status: 409,
    rule: 'E1',
    en: 'The form {form} does not count for the category {category}. Accepted forms: {accepted}.',
    es: 'La forma {form} no es válida para la categoría {category}. Formas admitidas: {accepted}.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(delegationRejections);

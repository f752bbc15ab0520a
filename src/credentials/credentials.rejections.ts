import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const credentialRejections = {
  'file-not-approved': {
    status: 409,
    rule: 'C1',
    en: 'This needs an approved file that is not on hold, of a person on the list of the delegation. A file that does not fulfil this has no valid credential.',
    es: 'Para ello se necesita un expediente aprobado, que no esté en espera, de una persona que figure en la lista de la delegación. Un expediente que no lo cumpla no tiene credencial válida.',
  },
  'credential-already-lives': {
    status: 409,
    rule: 'C1',
    en: 'The file has a living credential already, of generation {generation}.',
    es: 'El expediente ya tiene una credencial vigente, de generación {generation}.',
  },
  'credential-unknown': {
    status: 404,
    en: 'There is no credential with this serial.',
    es: 'No existe ninguna credencial con este número de serie.',
  },
  'credential-revoked': {
    status: 409,
    rule: 'C4',
    en: 'This credential is revoked.',
    es: 'Esta credencial está revocada.',
  },
  'credential-suspended': {
    status: 409,
    rule: 'C4',
    en: 'This credential is suspended. This is possible once it is resumed.',
    es: 'Esta credencial está suspendida. Esto será posible cuando se reanude.',
  },
  'second-print-needs-reason': {
    status: 422,
    rule: 'C7',
    en: 'This generation has been printed already ({copies}). Say why it is printed again: reasonCode and reason.',
    es: 'Esta generación ya se imprimió ({copies}). Indique por qué se imprime de nuevo: reasonCode y reason.',
  },
  'not-printed-yet': {
    status: 409,
    rule: 'C7',
    en: 'This credential has not been printed yet.',
    es: 'Esta credencial aún no se ha impreso.',
  },
  'already-handed-over': {
    status: 409,
    rule: 'C7',
    en: 'The printed badge has been handed over already. Another one has to be printed first.',
    es: 'La credencial impresa ya fue entregada. Antes debe imprimirse otra.',
  },
  'collection-needs-authorisation': {
    status: 422,
    rule: 'C7',
    en: 'Another person collects a badge only with a written authorisation. Name its file by the SHA-256.',
    es: 'Otra persona solo retira una credencial con autorización escrita. Indique el SHA-256 del archivo.',
  },
  'authorisation-unknown': {
    status: 422,
    rule: 'C7',
    en: 'No document with the SHA-256 {sha256} was uploaded for the delegation in the last 24 hours. Upload the authorisation first.',
    es: 'En las últimas 24 horas no se cargó para la delegación ningún documento con el SHA-256 {sha256}. Cargue primero la autorización.',
  },
  'no-authorisation': {
    status: 404,
    rule: 'C7',
    en: 'No written authorisation was handed in for this badge.',
    es: 'Para esta credencial no se presentó ninguna autorización escrita.',
  },
  'receiver-not-named': {
    status: 422,
    rule: 'C7',
    en: 'Name the person who collects the badge.',
    es: 'Indique el nombre de la persona que retira la credencial.',
  },
  'receiver-is-the-holder': {
    status: 422,
    rule: 'C7',
    en: 'The holder collects the badge in person: leave receiver and authorisation away.',
    es: 'El titular retira la credencial en persona: omita receiver y authorisation.',
  },
  'badge-name-not-drawable': {
    status: 422,
    rule: 'I3',
    en: 'No installed font has a sign for {character}, so that the badge cannot be drawn whole. Return the profile for correction.',
    es: 'Ninguna fuente instalada tiene un signo para {character}, por lo que la credencial no puede dibujarse completa. Devuelva el perfil para su corrección.',
  },
  'no-badges-waiting': {
    status: 404,
    en: 'No badge waits to be printed.',
    es: 'Ninguna credencial espera ser impresa.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(credentialRejections);

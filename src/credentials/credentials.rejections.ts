import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const credentialRejections = {
  'file-not-approved': {
    status: 409,
    rule: 'C1',
    en: 'A credential is issued only for an approved file that is not on hold; this one is {stage}.',
    es: 'Solo se emite una credencial para un expediente aprobado que no esté en espera; este se encuentra en {stage}.',
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
    en: 'This credential is suspended. It can be printed and handed over once it is resumed.',
    es: 'Esta credencial está suspendida. Podrá imprimirse y entregarse cuando se reanude.',
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
    en: 'The delegation has no stored document with the SHA-256 {sha256}. Upload the authorisation first.',
    es: 'La delegación no tiene ningún documento guardado con el SHA-256 {sha256}. Cargue primero la autorización.',
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
    en: 'No badge waits to be picked up.',
    es: 'Ninguna credencial espera ser retirada.',
  },
} satisfies Record<string, RejectionText>;

export const reject = rejecter(credentialRejections);

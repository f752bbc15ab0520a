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
} satisfies Record<string, RejectionText>;

export const reject = rejecter(credentialRejections);

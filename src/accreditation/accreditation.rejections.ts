import { rejecter, type RejectionText } from '../event-sourcing/rejection.js';

export const accreditationRejections = {
  'file-unknown': {
    status: 404,
    en: 'There is no accreditation file with this id.',
    es: 'No existe ningún expediente de acreditación con este identificador.',
  },
  'file-already-opened': {
    status: 409,
    en: 'This accreditation file is already opened.',
    es: 'Este expediente de acreditación ya está abierto.',
  },
  'not-at-this-stage': {
    status: 409,
    en: 'This is possible while the file is {possible}; it is {stage}.',
    es: 'Esto es posible cuando el expediente está en la etapa {possible}; se encuentra en {stage}.',
  },
  'file-on-hold': {
    status: 409,
    en: 'The file is on hold. A verifying officer resumes it first.',
    es: 'El expediente está en espera. Una persona oficial de verificación debe reanudarlo primero.',
  },
  'file-not-on-hold': {
    status: 409,
    en: 'The file is not on hold.',
    es: 'El expediente no está en espera.',
  },
  'invitation-not-valid': {
    status: 410,
    en: 'This invitation link is no longer valid: it was used, replaced by a newer one, or is older than {days} days. Ask the focal point of your delegation for a new one.',
    es: 'Este enlace de invitación ya no es válido: fue utilizado, sustituido por uno más reciente o tiene más de {days} días. Solicite uno nuevo al punto focal de su delegación.',
  },
  'declaration-unknown': {
    status: 422,
    rule: 'D7',
    en: 'The rules of the meeting ask for no declaration {code}.',
    es: 'Las reglas de la reunión no exigen ninguna declaración {code}.',
  },
  'functional-title-not-listed': {
    status: 422,
    rule: 'D7',
    en: 'The functional title must be one of: {known}.',
    es: 'El cargo debe ser uno de los siguientes: {known}.',
  },
  'profile-does-not-fit-meeting': {
    status: 409,
    rule: 'D7',
    en: 'The meeting requires a functional title of its list and these declarations, which are missing: {missing}. Return the profile for correction.',
    es: 'La reunión exige un cargo de su lista y estas declaraciones, que faltan: {missing}. Devuelva el perfil para su corrección.',
  },
  'travel-document-required': {
    status: 422,
    rule: 'I2',
    en: 'A travel document is required of this category.',
    es: 'Para esta categoría se exige un documento de viaje.',
  },
  'identity-card-not-accepted': {
    status: 422,
    rule: 'I2',
    en: 'The identity card of {country} does not serve at this meeting; give a passport. Accepted cards: {accepted}.',
    es: 'El documento de identidad de {country} no es válido para esta reunión; indique un pasaporte. Documentos aceptados: {accepted}.',
  },
  'passport-validity-too-short': {
    status: 422,
    rule: 'I2',
    en: 'The passport expires on {expiresOn}. It must be valid until at least {validUntil}.',
    es: 'El pasaporte vence el {expiresOn}. Debe ser válido como mínimo hasta el {validUntil}.',
  },
  'document-dates-out-of-order': {
    status: 422,
    rule: 'I2',
    en: 'The document was issued on {issuedOn}, after it expires on {expiresOn} or after today.',
    es: 'El documento se expidió el {issuedOn}, después de su vencimiento el {expiresOn} o después de hoy.',
  },
  'document-expired': {
    status: 422,
    rule: 'I2',
    en: 'The document expires on {expiresOn}, before the meeting ends on {endsOn}.',
    es: 'El documento vence el {expiresOn}, antes de que termine la reunión el {endsOn}.',
  },
  'badge-name-too-long': {
    status: 422,
    rule: 'I3',
    en: 'The badge name has {length} characters; at most {most} fit on the badge, and nothing is cut silently. Choose a shorter form.',
    es: 'El nombre para la credencial tiene {length} caracteres; caben como máximo {most} y nada se recorta sin aviso. Elija una forma más corta.',
  },
  'photo-missing': {
    status: 409,
    rule: 'I4',
    en: 'The rules of the meeting ask for a photo, and none is attached.',
    es: 'Las reglas de la reunión exigen una fotografía y no hay ninguna adjunta.',
  },
  'photo-not-there': {
    status: 404,
    en: 'No photo is attached to this file, or it was erased.',
    es: 'Este expediente no tiene ninguna fotografía adjunta, o fue suprimida.',
  },
  'photo-too-small': {
    status: 422,
    rule: 'I4',
    en: 'The photo is {width} × {height} pixels; at least {leastWidth} × {leastHeight} are needed.',
    es: 'La fotografía tiene {width} × {height} píxeles; se necesitan al menos {leastWidth} × {leastHeight}.',
  },
  'photo-out-of-shape': {
    status: 422,
    rule: 'I4',
    en: 'The photo of {width} × {height} pixels is too long in one direction. Crop it closer to head and shoulders, upright.',
    es: 'La fotografía de {width} × {height} píxeles es demasiado larga en un sentido. Recórtela en vertical, más cerca de la cabeza y los hombros.',
  },
  'evidence-missing': {
    status: 409,
    rule: 'E1',
    en: 'No accepted evidence covers this person, and the category {category} requires it. Accept evidence that names them first.',
    es: 'Ninguna acreditación documental aceptada respalda a esta persona y la categoría {category} la exige. Acepte primero una que la nombre.',
  },
  'not-on-the-list': {
    status: 409,
    rule: 'C4',
    en: 'This person does not stand on the list of the delegation any more.',
    es: 'Esta persona ya no figura en la lista de la delegación.',
  },
  'rejection-needs-approving-officer': {
    status: 409,
    en: 'A verified file is rejected by an approving officer.',
    es: 'Un expediente verificado solo puede rechazarlo una persona oficial de aprobación.',
  },
  'decides-on-themselves': {
    status: 409,
    rule: 'S1',
    en: 'Nobody decides on themselves. The attempt is recorded.',
    es: 'Nadie decide sobre su propio expediente. El intento queda registrado.',
  },
  'belongs-to-delegation': {
    status: 409,
    rule: 'S1',
    en: 'You are a member or focal point of this delegation, so you decide none of its files. The attempt is recorded.',
    es: 'Usted es integrante o punto focal de esta delegación, por lo que no decide ninguno de sus expedientes. El intento queda registrado.',
  },
  'nominated-this-person': {
    status: 409,
    rule: 'S1',
    en: 'You nominated this person, so another officer decides. The attempt is recorded.',
    es: 'Usted postuló a esta persona, por lo que decide otra persona oficial. El intento queda registrado.',
  },
  'verified-this-file': {
    status: 409,
    rule: 'S1',
    en: 'You verified this file, so another officer approves, rejects or revokes it. The attempt is recorded.',
    es: 'Usted verificó este expediente, por lo que otra persona oficial lo aprueba, rechaza o revoca. El intento queda registrado.',
  },
  'approved-this-file': {
    status: 409,
    rule: 'S1',
    en: 'You approved this file, so another officer takes this step. The attempt is recorded.',
    es: 'Usted aprobó este expediente, por lo que otra persona oficial da este paso. El intento queda registrado.',
  },
} satisfies Record<string, RejectionText>;

export type SeparationCode =
  | 'decides-on-themselves'
  | 'belongs-to-delegation'
  | 'nominated-this-person'
  | 'verified-this-file'
  | 'approved-this-file';

export const reject = rejecter(accreditationRejections);

import type { LetterheadAdopted, LetterPerson, VisaApplication } from '../../src/visa-letters/visa-letters.events.js';
import type { LetterContent } from '../../src/visa-letters/letter-sheet.js';
import type { Letter } from '../../src/visa-letters/visa-letters.state.js';
import { DELEGATION, panama } from './delegation.examples.js';
import { convened, MEETING, rules } from './meeting.examples.js';

/* The letterhead of the technical meeting of Panama City, and letters under it. */

export const LETTER = '6f9a2c71-8e4b-5d3a-9c1f-0a2b4c6d8e0f';

export const letterheadData: LetterheadAdopted['data'] = {
  version: 1,
  organisers: [
    { es: 'Presidencia Pro Témpore del Proceso de Quito', en: 'Pro Tempore Presidency of the Quito Process' },
    { es: 'Presidencia Pro Témpore del MIRPS', en: 'Pro Tempore Presidency of the MIRPS' },
  ],
  address: 'Calle 50, Torre Global, piso 12, Ciudad de Panamá, Panamá',
  contact: { email: 'protocolo@conare-2025.example', phone: '+507 555 0100' },
  venue: { es: 'Centro de Convenciones Atlapa', en: 'Atlapa Convention Centre' },
  signatoryTitle: { es: 'Directora de Protocolo', en: 'Director of Protocol' },
  numberPrefix: 'CONARE-2025',
};

export const letterPerson: LetterPerson & VisaApplication = {
  latinName: 'LUZ MARIA RIOS',
  legalName: 'Luz María Ríos',
  dateOfBirth: '1980-02-03',
  nationality: 'PAN',
  functionalTitle: 'Directora',
  document: {
    type: 'passport',
    number: 'X0000000',
    issuingCountry: 'PAN',
    issuedOn: '2020-01-01',
    expiresOn: '2030-01-01',
  },
  consulate: { city: 'Buenos Aires', country: 'AR' },
  stay: { from: '2025-09-22', until: '2025-09-27' },
};

export const requestedLetter: Letter = {
  letterId: LETTER,
  fileId: 'file-1',
  meetingId: MEETING,
  delegationId: DELEGATION,
  capacity: 'delegate',
  language: 'es',
  costs: 'delegation',
  requestedBy: 'delegate',
  requestedAt: '2025-08-11T22:00:00.000Z',
  status: 'signed',
  signed: { factId: LETTER, at: '2025-08-13T03:30:00.000Z', authorisationId: null, letterheadVersion: 1 },
  issued: null,
  failed: null,
  retries: 0,
  cancelledBecause: null,
};

export const letterContent = (changed: Partial<LetterContent> = {}): LetterContent => ({
  letter: requestedLetter,
  person: letterPerson,
  meeting: { convened: convened.data && { ...convened.data, country: 'PA' }, rules },
  delegation: {
    invited: {
      delegationId: DELEGATION,
      meetingId: MEETING,
      entity: { code: 'PA', ...panama },
      category: 'member',
      language: 'es',
      quota: { total: 3, byCapacity: {} },
      quotaReasonCode: 'standard',
    },
  },
  letterhead: letterheadData,
  signatory: 'Ana Pérez de la Vega',
  number: 'CONARE-2025-DYD2RWEE',
  code: '7K3F-9Q2D-XM4T',
  checkAddress: 'https://accreditation.conare-2025.example/check/visa-letters',
  ...changed,
});

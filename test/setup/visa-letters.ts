import { done, type Fields, type TestPerson } from './client.js';
import { eventually } from './eventually.js';
import { bilingual } from './small-meeting.js';

export const letterheadBody: Fields = {
  organisers: [
    bilingual('Presidencia Pro Témpore del Proceso de Quito', 'Pro Tempore Presidency of the Quito Process'),
    bilingual('Presidencia Pro Témpore del MIRPS', 'Pro Tempore Presidency of the MIRPS'),
  ],
  address: 'Calle 50, Torre Global, piso 12, Ciudad de Panamá',
  contact: { email: 'protocol@secretariat.example', phone: '+507 555 0100' },
  venue: bilingual('Centro de Convenciones Atlapa', 'Atlapa Convention Centre'),
  signatory: 'Ana Pérez de la Vega',
  signatoryTitle: bilingual('Directora de Protocolo', 'Director of Protocol'),
  numberPrefix: 'SMALL-2099',
};

/** For the days of the small meeting. */
export const visaLetterBody: Fields = {
  language: 'es',
  consulate: { city: 'Buenos Aires', country: 'AR' },
  stay: { from: '2099-02-27', until: '2099-03-04' },
  costs: 'delegation',
};

export interface LetterView {
  readonly letterId: string;
  readonly status: string;
  readonly number: string | null;
  readonly issuedOn: string | null;
  readonly sha256: string | null;
  readonly reasonCode: string | null;
  readonly revision: number;
}

/** The letter of a file, once it stands where it is waited for. */
export const letterOnce = (person: TestPerson, fileId: string, status: string): Promise<LetterView> =>
  eventually(async () => {
    const { body } = await done(person.get<LetterView>(`/files/${fileId}/visa-letter`));
    return body.status === status ? body : undefined;
  });

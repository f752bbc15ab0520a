import type { Bilingual, Language } from '../../meetings/meetings.events.js';
import type { CostBearer, LetterPerson } from '../visa-letters.events.js';

/** What a letter says; `{name}` takes a value. A change of this or of the layout is a new `templateVersion`. */
export interface Wording {
  readonly title: string;
  readonly number: string;
  readonly office: string;
  readonly subject: string;
  readonly greeting: string;
  readonly opening: string;
  readonly personHeading: string;
  readonly meetingHeading: string;
  readonly labels: Readonly<
    Record<
      | 'legalName'
      | 'latinName'
      | 'dateOfBirth'
      | 'nationality'
      | 'document'
      | 'documentNumber'
      | 'issuingCountry'
      | 'issuedOn'
      | 'expiresOn'
      | 'functionalTitle'
      | 'capacity'
      | 'delegation'
      | 'place'
      | 'days'
      | 'stay'
      | 'costs',
      string
    >
  >;
  readonly documents: Readonly<Record<LetterPerson['document']['type'], string>>;
  readonly costs: Readonly<Record<CostBearer, string>>;
  readonly request: string;
  readonly disclaimer: string;
  readonly closing: string;
  readonly onBehalf: string;
  readonly signed: string;
  readonly checkHeading: string;
  readonly check: string;
  readonly code: string;
  readonly page: string;
  readonly qr: string;
}

const es: Wording = {
  title: 'Carta de apoyo a la solicitud de visa {number}',
  number: 'N.º',
  office: 'A la Oficina Consular {host}',
  subject: 'Asunto: carta de apoyo a la solicitud de visa de {name}',
  greeting: 'De nuestra mayor consideración:',
  opening:
    'Los organizadores de la reunión intergubernamental «{meeting}», que se celebrará en {city}, {country}, {days}, saludan atentamente a esa Oficina Consular y tienen el honor de comunicarle que la persona cuyos datos figuran a continuación ha sido acreditada para participar en ella.',
  personHeading: 'Persona acreditada',
  meetingHeading: 'Participación y estancia',
  labels: {
    legalName: 'Nombre según documento',
    latinName: 'Nombre en letras latinas',
    dateOfBirth: 'Fecha de nacimiento',
    nationality: 'Nacionalidad',
    document: 'Documento de viaje',
    documentNumber: 'Número del documento',
    issuingCountry: 'País emisor',
    issuedOn: 'Fecha de expedición',
    expiresOn: 'Fecha de vencimiento',
    functionalTitle: 'Cargo',
    capacity: 'Calidad en la reunión',
    delegation: 'Delegación',
    place: 'Sede',
    days: 'Fechas de la reunión',
    stay: 'Estancia prevista',
    costs: 'Gastos de viaje y estancia',
  },
  documents: { passport: 'Pasaporte', 'identity-card': 'Documento nacional de identidad' },
  costs: {
    delegation: 'Los sufraga la delegación',
    organisers: 'Los sufragan los organizadores',
    participant: 'Los sufraga la persona participante',
  },
  request:
    'Los organizadores agradecerían a esa Oficina Consular que tuviera a bien considerar la solicitud de visa de la persona mencionada, conforme a la legislación aplicable y con la antelación que exigen las fechas indicadas.',
  disclaimer:
    'La presente carta no es una visa ni promete su concesión: la decisión corresponde exclusivamente a las autoridades competentes.',
  closing:
    'Los organizadores aprovechan la ocasión para reiterar a esa Oficina Consular las seguridades de su más distinguida consideración.',
  onBehalf: 'En nombre de los organizadores',
  signed:
    'Firmada electrónicamente el {date}. La firma consta en el registro de la reunión; la carta es válida sin firma manuscrita.',
  checkHeading: 'Comprobación de autenticidad',
  check:
    'Escanee el código o visite la dirección siguiente. Se le pedirán el número y el código de esta carta y los cuatro últimos caracteres del número del documento de viaje.',
  code: 'Código',
  page: 'Página {page} de {pages}',
  qr: 'Código QR con la dirección en que se comprueba esta carta',
};

const en: Wording = {
  title: 'Visa support letter {number}',
  number: 'No.',
  office: 'To the Consular Section {host}',
  subject: 'Subject: letter in support of the visa application of {name}',
  greeting: 'Dear Sir or Madam,',
  opening:
    'The organisers of the intergovernmental meeting “{meeting}”, to be held in {city}, {country}, {days}, present their compliments to the Consular Section and have the honour to inform it that the person named below has been accredited to take part in the meeting.',
  personHeading: 'Accredited person',
  meetingHeading: 'Participation and stay',
  labels: {
    legalName: 'Name as in the document',
    latinName: 'Name in Latin letters',
    dateOfBirth: 'Date of birth',
    nationality: 'Nationality',
    document: 'Travel document',
    documentNumber: 'Document number',
    issuingCountry: 'Issuing country',
    issuedOn: 'Date of issue',
    expiresOn: 'Date of expiry',
    functionalTitle: 'Functional title',
    capacity: 'Capacity at the meeting',
    delegation: 'Delegation',
    place: 'Venue',
    days: 'Dates of the meeting',
    stay: 'Intended stay',
    costs: 'Travel and living expenses',
  },
  documents: { passport: 'Passport', 'identity-card': 'National identity card' },
  costs: {
    delegation: 'Borne by the delegation',
    organisers: 'Borne by the organisers',
    participant: 'Borne by the participant',
  },
  request:
    'The organisers would be grateful if the Consular Section would kindly consider the visa application of the above-named person, in accordance with the applicable law and in good time for the dates indicated.',
  disclaimer:
    'This letter is not a visa and does not promise one: the decision rests with the competent authorities alone.',
  closing:
    'The organisers avail themselves of this opportunity to renew to the Consular Section the assurances of their highest consideration.',
  onBehalf: 'On behalf of the organisers',
  signed:
    'Signed electronically on {date}. The signature stands in the record of the meeting; the letter is valid without a handwritten one.',
  checkHeading: 'How to verify this letter',
  check:
    'Scan the code or visit the address below. You will be asked for the number and the code of this letter and for the last four characters of the travel document number.',
  code: 'Code',
  page: 'Page {page} of {pages}',
  qr: 'QR code with the address at which this letter is verified',
};

export const wording: Readonly<Record<Language, Wording>> = { es, en };

/** Of organisers in a list: «A, B y C». */
export const joined = (names: readonly Bilingual[], language: Language): string =>
  new Intl.ListFormat(language === 'es' ? 'es' : 'en-GB', { type: 'conjunction' }).format(
    names.map((name) => name[language]),
  );

import type { Language } from '../meetings/meetings.events.js';
import { templateAt, Typesetter } from '../platform/typesetting/typesetter.js';
import type { DelegationPlan, MeetingScript } from './script.js';

export interface EvidenceLine {
  readonly capacity: string;
  readonly name: string;
  readonly fileId?: string;
}

export interface EvidencePaper {
  readonly form: string;
  readonly issuedOn: string;
  readonly lines: readonly EvidenceLine[];
}

const source = templateAt(__dirname, 'papers.typ');
const typesetter = new Typesetter();

const wording = {
  es: {
    'note-verbale': 'Nota verbal',
    letter: 'Carta de designación',
    opening: 'Se comunica la designación de las personas siguientes para',
    closing: 'Firma y sello',
    columns: ['N.º', 'Nombre', 'Calidad'],
  },
  en: {
    'note-verbale': 'Note verbale',
    letter: 'Letter of nomination',
    opening: 'The following persons are designated for',
    closing: 'Signature and seal',
    columns: ['No.', 'Name', 'Capacity'],
  },
} as const satisfies Record<Language, unknown>;

/** The document behind evidence, as a focal point uploads it. @returns PDF */
export function drawPaper(
  { convened, rules }: MeetingScript,
  { language, names }: DelegationPlan,
  { form, issuedOn, lines }: EvidencePaper,
): Promise<Buffer> {
  const { opening, closing, columns, ...titles } = wording[language];
  const title = form === 'note-verbale' ? titles['note-verbale'] : titles.letter;
  const nameOf = (code: string): string =>
    rules.capacities.find((capacity) => capacity.code === code)?.names[language] ?? code;
  return typesetter.pdf({
    source,
    data: {
      language,
      title: `${title}, ${names[language]}`,
      issuer: names[language],
      kind: title,
      date: new Date(issuedOn).toLocaleDateString(language === 'es' ? 'es-419' : 'en-GB', {
        timeZone: 'UTC',
        dateStyle: 'long',
      }),
      opening: `${opening}: ${convened.title[language]}.`,
      closing,
      columns,
      lines: lines.map(({ name, capacity }) => ({ name, capacity: nameOf(capacity) })),
    },
  });
}

import type { RejectionText } from '../../event-sourcing/rejection.js';
import type { Texts } from './languages.js';
import { platformProblems, type ProblemText } from './platform-problems.js';

const titles: Readonly<Record<RejectionText['status'], Texts>> = {
  403: { en: 'A rule does not allow it', es: 'Una regla no lo permite' },
  404: { en: 'Not found', es: 'No encontrado' },
  409: { en: 'Not possible as things stand', es: 'No es posible en el estado actual' },
  410: { en: 'No longer available', es: 'Ya no está disponible' },
  422: { en: 'A rule refuses the content', es: 'Una regla rechaza el contenido' },
};

/** The rejections of all capabilities. @throws where two of them mean different things by one code */
export function rejectionsOf(
  lists: readonly Readonly<Record<string, RejectionText>>[],
): Readonly<Record<string, RejectionText>> {
  const codes = lists.flatMap((list) => Object.keys(list));
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice !== undefined) throw new Error(`The problem code ${twice} is defined twice.`);
  return Object.assign({}, ...lists) as Readonly<Record<string, RejectionText>>;
}

/** Every code that a problem can bear, with its texts: those of the platform and those of all rules. */
export class ProblemCatalogue {
  private readonly texts: ReadonlyMap<string, ProblemText>;

  constructor(
    rejections: Readonly<Record<string, RejectionText>>,
    /** What the address of a problem begins with. */
    readonly publicUrl: string,
  ) {
    const texts = new Map<string, ProblemText>(Object.entries(platformProblems));
    for (const [code, { status, rule, en, es }] of Object.entries(rejections)) {
      if (texts.has(code)) throw new Error(`The problem code ${code} is defined twice.`);
      texts.set(code, { status, ...(rule === undefined ? {} : { rule }), title: titles[status], detail: { en, es } });
    }
    this.texts = texts;
  }

  get(code: string): ProblemText | undefined {
    return this.texts.get(code);
  }

  entries(): readonly (readonly [string, ProblemText])[] {
    return [...this.texts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  typeOf(code: string): string {
    return `${this.publicUrl}/problems/${code}`;
  }
}

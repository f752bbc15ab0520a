import type { Verdict } from './check-letters.queries.js';

export interface CheckFields {
  readonly number?: string | undefined;
  readonly code?: string | undefined;
}

type Told = Verdict | 'incomplete' | 'too-often';

const told: Readonly<Record<Told, readonly [es: string, en: string]>> = {
  valid: ['Carta válida', 'Valid letter'],
  cancelled: ['Carta cancelada: ya no es válida', 'Cancelled letter: it is no longer valid'],
  unknown: [
    'No podemos confirmar esta carta. Revise los tres datos; si son correctos, consulte a los organizadores.',
    'We cannot confirm this letter. Please check the three entries; if they are right, ask the organisers.',
  ],
  incomplete: ['Complete los tres datos.', 'Please fill in all three fields.'],
  'too-often': [
    'Esta carta se consultó demasiadas veces con datos equivocados. Vuelva a intentarlo mañana o consulte a los organizadores.',
    'This letter was asked about too often with wrong entries. Please try again tomorrow, or ask the organisers.',
  ],
};

const fields = [
  ['number', 'Número de la carta', 'Letter number', 60],
  ['code', 'Código de la carta', 'Letter code', 30],
  [
    'documentLast4',
    'Cuatro últimos caracteres del número del documento de viaje',
    'Last four characters of the travel document number',
    20,
  ],
] as const;

/** In both languages, without a script, so that it works on any phone. */
export function checkPage(given: CheckFields, verdict?: Told): string {
  const inputs = fields.map(([name, es, en, most]) => {
    const value = name === 'documentLast4' ? '' : escaped(given[name] ?? '');
    return `<label>${es}<br><span lang="en">${en}</span>
<input name="${name}" value="${value}" maxlength="${most}" required autocomplete="off" autocapitalize="characters" spellcheck="false"></label>`;
  });
  return `<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Carta de visa · Visa letter</title>
<style>body{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}h1{font-size:1.35rem}
label{display:block;margin:1rem 0}label span{color:#555;font-size:.95rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #777;border-radius:4px;text-transform:uppercase}
button{font:inherit;padding:.8rem 1.2rem;background:#1d2f4f;color:#fff;border:0;border-radius:4px}.told{border-left:.4rem solid #777;background:#f3f3f3;padding:.8rem 1rem}.valid{border-color:#18794e}.cancelled{border-color:#b42318}.told p{margin:.2rem 0;font-weight:600}</style></head>
<body><h1>Comprobar una carta de visa<br><span lang="en">Verify a visa letter</span></h1>
${verdict === undefined ? '' : banner(verdict, given)}
<form method="post">${inputs.join('\n')}<button type="submit">Comprobar · <span lang="en">Verify</span></button></form></body></html>`;
}

function banner(verdict: Told, { number }: CheckFields): string {
  const [es, en] = told[verdict];
  const of = number === undefined ? '' : `<p>${escaped(number)}</p>`;
  return `<div class="told ${verdict}" role="status">${of}<p>${es}</p><p lang="en">${en}</p></div>`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);

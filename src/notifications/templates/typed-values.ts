// Joiners and variation selectors shape names in Persian and Hindi and hold emoji together.
const unseen =
  /(?![\u200c\u200d\u034f\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/gu;
const controls = /[\p{Cc}\ufff9-\ufffb\p{Noncharacter_Code_Point}]/gu;
const loneSurrogates = /\p{Surrogate}/gu;
const lineBreaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/gu;
// No script needs more than this; a longer pile is drawn over the lines around it.
const pileOfMarks = /(\p{Mark}{8})\p{Mark}+/gu;
const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * Where a mail client would see the start of an address: after a scheme's colon, in a double slash or backslash, after
 * an at sign, and after a dot before a word (the full-width and ideographic ones are dots in a domain name too).
 */
const joints =
  /(?<=\p{L}):(?!\s)|:(?=\/)|[/\\](?=[/\\])|[@\uff20\ufe6b](?!\s)|[.\u3002\uff0e\uff61](?=[\p{L}\p{N}\p{S}])/gu;
const wordJoiner = '\u2060';

function withoutLinks(text: string): string {
  return text.replace(joints, `$&${wordJoiner}`);
}

/** One line, without control, bidirectional or invisible characters, in which no mail client finds a link (N4). */
export function typedLine(raw: string): string {
  const visible = raw
    .replace(loneSurrogates, '\ufffd')
    .replace(unseen, '')
    .replace(lineBreaks, ' ')
    .replace(/\t/gu, ' ')
    .replace(controls, '');
  return withoutLinks(visible.replace(pileOfMarks, '$1').replace(/\s+/gu, ' ').trim());
}

/** The lines of a longer text, each as in `typedLine`; at most one empty line in a row, none at the ends. */
export function typedLines(raw: string): readonly string[] {
  const lines = raw.split(lineBreaks).map(typedLine);
  return lines
    .slice(firstFilled(lines), lines.findLastIndex(Boolean) + 1)
    .filter((line, at, all) => line || all[at - 1]);
}

function firstFilled(lines: readonly string[]): number {
  return Math.max(0, lines.findIndex(Boolean));
}

/** Keeps a name in a right-to-left script from turning the words around it. */
export function isolated(line: string): string {
  return rightToLeft.test(line) ? `\u2068${line}\u2069` : line;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `length` UTF-16 code units, cut between graphemes, and a cut is seen. */
export function shortened(line: string, length: number): string {
  if (line.length <= length) return line;
  let kept = '';
  for (const { segment } of graphemes.segment(line)) {
    if (kept.length + segment.length > length - 1) break;
    kept += segment;
  }
  // The word that was cut goes whole, unless it is long.
  return `${kept.replace(/\s\S{0,20}$/u, '').replace(/[\s\p{Pd}.,:;/\\@]+$/u, '')}…`;
}

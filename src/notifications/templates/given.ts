import type { Paragraph } from './wording.js';

/** Source that shows only where the value of that name is not empty. */
export function given(name: string, source: string): string {
  return `{{#if ${name}}}\n${source}{{/if}}\n`;
}

export function paragraphs(entries: readonly Paragraph[], paragraph: (text: string) => string): string {
  const sources = entries.map((entry) =>
    typeof entry === 'string' ? paragraph(entry) : given(entry.when, paragraph(entry.text)),
  );
  return sources.join('');
}

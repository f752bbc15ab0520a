export const languages = ['es', 'en'] as const;
export type Language = (typeof languages)[number];
export type Texts = Readonly<Record<Language, string>>;

/** The better liked of the two languages (RFC 9110, Accept-Language); English where the caller names neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const liked = (acceptLanguage ?? '').split(',').flatMap((part, place) => {
    const [, tag, quality] = /^\s*(es|en)(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(part) ?? [];
    const weight = quality === undefined ? 1 : Number(quality);
    return tag === undefined || weight === 0 ? [] : [{ language: tag.toLowerCase() as Language, weight, place }];
  });
  return liked.sort((a, b) => b.weight - a.weight || a.place - b.place)[0]?.language ?? 'en';
}

export type Values = Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;

/** Puts values into `{name}`; what is not given stays visible as it is written. */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) return placeholder;
    if (value === null) return '—';
    return Array.isArray(value) ? value.join(', ') : String(value);
  });
}

/* The shape of a nomination: the same fields and limits as in the product. */

export interface NominationBody {
  readonly nominee: {
    givenNames: string;
    familyNames: string;
    honorific?: string;
    functionalTitle: string;
    email: string;
  };
  readonly capacity: string;
  readonly language: string;
}

const unsafe = '\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\u200B\\uFEFF';
const link = '(?!.*(?::\\/\\/|[wW]{3}\\.))';
const name = (max: number) => ({
  type: 'string',
  minLength: 1,
  maxLength: max,
  pattern: `^${link}(?=.*\\p{L})[^<>@/\\\\{}\\[\\]|=#$%^*_~"\\p{Nd}${unsafe}]+$`,
});
const line = (max: number) => ({ type: 'string', minLength: 1, maxLength: max, pattern: `^${link}[^${unsafe}]+$` });
const code = { type: 'string', maxLength: 60, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' };

export const bodySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['nominee', 'capacity', 'language'],
  properties: {
    nominee: {
      type: 'object',
      additionalProperties: false,
      required: ['givenNames', 'familyNames', 'functionalTitle', 'email'],
      properties: {
        givenNames: name(120),
        familyNames: name(120),
        honorific: line(40),
        functionalTitle: line(200),
        email: { type: 'string', maxLength: 254, format: 'email', pattern: '^[\\x21-\\x7e]+@[^@\\s]+$' },
      },
    },
    capacity: code,
    language: { type: 'string', enum: ['es', 'en'] },
  },
} as const;

export const answerSchema = {
  201: {
    type: 'object',
    properties: { fileId: { type: 'string' }, revision: { type: 'integer' }, position: { type: 'string' } },
  },
} as const;

/** Without white space around it, in one of the ways in which Unicode can write it. Before the schema, as the product has it. */
export function clean(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const fields = body as Record<string, unknown>;
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value === 'string') fields[key] = value.trim().normalize('NFC');
    else clean(value);
  }
}

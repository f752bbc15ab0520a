import { visaLetterRejections } from './visa-letters.rejections.js';

/** A value is the same in both languages: days may stand in a sentence, codes may not. */
const days = ['earliest', 'latest'];

it.each(Object.entries(visaLetterRejections))('%s says no code in the middle of a sentence', (_, { es, en }) => {
  const values = [...`${es} ${en}`.matchAll(/\{(\w+)\}/gu)].map(([, value]) => value ?? '');
  expect(values.filter((value) => !days.includes(value))).toEqual([]);
});

import { isISO31661Alpha2, isISO31661Alpha3 } from 'class-validator';
import { countryName, ofCountry } from './country-names.js';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const pairs = letters.flatMap((a) => letters.map((b) => a + b));
const alpha3 = pairs.flatMap((pair) => letters.map((c) => pair + c)).filter((code) => isISO31661Alpha3(code));

describe('names of countries', () => {
  it('are known in both languages for every code of ISO 3166-1, one name each', () => {
    expect(alpha3.length).toBeGreaterThan(240);
    for (const language of ['es', 'en'] as const) {
      const names = alpha3.map((code) => countryName(code, language));
      expect(names.filter((name) => name.length < 4)).toEqual([]);
      expect(new Set(names).size).toBe(alpha3.length);
      const byTwo = pairs.filter((code) => isISO31661Alpha2(code)).map((code) => countryName(code, language));
      expect(byTwo.toSorted()).toEqual(names.toSorted());
    }
  });

  it('are what documents say of people without a country', () => {
    expect(countryName('XXA', 'es')).toBe('Persona apátrida');
    expect(countryName('XXB', 'en')).toBe('Refugee (1951 Convention)');
    expect(countryName('QQQ', 'es')).toBe('QQQ');
  });

  it.each([
    ['PA', 'de Panamá', 'of Panama'],
    ['HN', 'de Honduras', 'of Honduras'],
    ['DO', 'de la República Dominicana', 'of the Dominican Republic'],
    ['US', 'de los Estados Unidos', 'of the United States'],
    ['GB', 'del Reino Unido', 'of the United Kingdom'],
    ['PH', 'de las Filipinas', 'of the Philippines'],
    ['PS', 'del Estado de Palestina', 'of the State of Palestine'],
  ])('take the article that their language asks for: %s', (code, es, en) => {
    expect([ofCountry(code, 'es'), ofCountry(code, 'en')]).toEqual([es, en]);
  });
});

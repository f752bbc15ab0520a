import type { Language } from '../meetings/meetings.events.js';
import { declarations, type DelegationPlan, delegations, identityCardsOf, titleCodes } from './meeting.js';
import { alpha3, englishNames, type NamePool, portugueseNames, spanishNames, titles } from './names.js';
import { turns } from './plan.js';
import { type Random, seeded } from './random.js';

const SEED = 20_250_924;

/** An invented person: a name, a title that fits the meeting, and a document that serves. */
export interface Person {
  /** Delegation and place on its list: `AR.1`. */
  readonly key: string;
  readonly delegation: DelegationPlan;
  readonly capacity: string;
  readonly language: Language;
  readonly nominee: {
    readonly givenNames: string;
    readonly familyNames: string;
    readonly functionalTitle: string;
    readonly email: string;
  };
  readonly profile: Profile;
}

interface Profile {
  readonly legalName: string;
  readonly badgeName: string;
  readonly latinName: string;
  readonly functionalTitle: string;
  readonly functionalTitleCode: string;
  readonly declarations: readonly string[];
  readonly dateOfBirth: string;
  readonly nationality: string;
  readonly document: {
    readonly type: 'passport' | 'identity-card';
    readonly number: string;
    readonly issuingCountry: string;
    readonly issuedOn: string;
    readonly expiresOn: string;
  };
}

export interface FocalPoint {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

const capacities = ['head-of-delegation', 'delegate', 'adviser', 'expert'];
const ascii = (text: string): string => text.normalize('NFD').replaceAll(/[^A-Za-z -]/gu, '');
const mailName = (text: string): string => ascii(text).toLowerCase().replaceAll(' ', '-');
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.below(10)).join('');
const day = (random: Random, firstYear: number, years: number): string => {
  const [month, date] = [random.below(12) + 1, random.below(28) + 1].map((part) => String(part).padStart(2, '0'));
  return `${firstYear + random.below(years)}-${month ?? ''}-${date ?? ''}`;
};

function poolOf({ entity, language }: DelegationPlan): NamePool {
  if (entity === 'BR') return portugueseNames;
  return language === 'en' ? englishNames : spanishNames;
}

/** Draws people one after the other, no two with the same name. */
class Casting {
  private readonly random = seeded(SEED);
  private readonly taken = new Set<string>();

  name(delegation: DelegationPlan): { readonly given: string; readonly family: string } {
    const pool = poolOf(delegation);
    for (;;) {
      const given = this.random.of(pool.given);
      const first = this.random.of(pool.family);
      const second = this.random.of(pool.family);
      const family = pool === englishNames || first === second ? first : `${first} ${second}`;
      if (this.taken.has(`${given} ${family}`)) continue;
      this.taken.add(`${given} ${family}`);
      return { given, family };
    }
  }

  person(delegation: DelegationPlan, key: string, capacity: string): Person {
    const { given, family } = this.name(delegation);
    const email = `${mailName(given)}.${mailName(family)}@${delegation.entity.toLowerCase()}.example`;
    const code = this.random.of(titleCodes);
    const tongue = delegation.entity === 'BR' ? 'pt' : delegation.language;
    const functionalTitle = titles[code]?.[tongue] ?? code;
    return {
      key,
      delegation,
      capacity,
      language: delegation.language,
      nominee: { givenNames: given, familyNames: family, functionalTitle, email },
      profile: this.profile(key, delegation, `${given} ${family}`, functionalTitle, code),
    };
  }

  private profile(
    key: string,
    { entity }: DelegationPlan,
    name: string,
    functionalTitle: string,
    code: string,
  ): Profile {
    const { random } = this;
    const nationality = alpha3[entity] ?? random.of(Object.values(alpha3));
    const type = identityCardsOf.includes(nationality) && random.below(2) === 0 ? 'identity-card' : 'passport';
    const made = declarations.map((declaration) => declaration.code);
    return {
      legalName: name,
      badgeName: name,
      latinName: ascii(name).toUpperCase(),
      functionalTitle,
      functionalTitleCode: code,
      declarations: key === turns.rejected ? made.slice(0, 1) : made,
      dateOfBirth: day(random, 1960, 35),
      nationality,
      document: {
        type,
        number: type === 'passport' ? `XX${digits(random, 7)}` : digits(random, 9),
        issuingCountry: nationality,
        issuedOn: day(random, 2021, 4),
        expiresOn: day(random, 2027, 5),
      },
    };
  }
}

export interface Cast {
  readonly people: readonly Person[];
  readonly late: Person;
  readonly successor: Person;
  readonly focalPoints: ReadonlyMap<string, readonly [FocalPoint, ...FocalPoint[]]>;
}

/** The same people every time. */
export function castMeeting(): Cast {
  const casting = new Casting();
  const people = delegations.flatMap((delegation) =>
    Array.from({ length: delegation.quota }, (_, index) =>
      casting.person(delegation, `${delegation.entity}.${index + 1}`, capacities[index] ?? 'delegate'),
    ),
  );
  const inPlaceOf = (key: string, newKey: string): Person => {
    const { delegation, capacity } = personCalled(people, key);
    return casting.person(delegation, newKey, capacity);
  };
  const late = inPlaceOf(turns.withdrawn, turns.late);
  const successor = inPlaceOf(turns.substituted, turns.successor);
  const focalPoint = (delegation: DelegationPlan, suffix: string): FocalPoint => {
    const { given, family } = casting.name(delegation);
    const email = `focal-point${suffix}@${delegation.entity.toLowerCase()}.example`;
    return {
      subject: `focal-point-${delegation.entity}${suffix}`,
      name: `${given} ${family}`,
      email,
      language: delegation.language,
    };
  };
  const focalPoints = delegations.map((delegation): [string, [FocalPoint, ...FocalPoint[]]] => {
    const second = delegation.entity === turns.secondFocalPoint ? [focalPoint(delegation, '-2')] : [];
    return [delegation.entity, [focalPoint(delegation, ''), ...second]];
  });
  return { people, late, successor, focalPoints: new Map(focalPoints) };
}

export function personCalled(people: readonly Person[], key: string): Person {
  const person = people.find((candidate) => candidate.key === key);
  if (person === undefined) throw new Error(`The plan names ${key}, and the meeting has nobody there.`);
  return person;
}

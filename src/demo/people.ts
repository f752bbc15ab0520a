import type { Language } from '../meetings/meetings.events.js';
import { alpha3 } from './nationalities.js';
import { mailAddressOf } from './officers.js';
import { type Random, seeded } from './random.js';
import type { DelegationPlan, MeetingScript, Post } from './script.js';

/** An invented person: a name, a title that fits the meeting, and, where one is asked for, a document that serves. */
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
  readonly functionalTitleCode?: string;
  readonly declarations: readonly string[];
  readonly dateOfBirth: string;
  readonly nationality: string;
  readonly document?: {
    readonly type: 'passport' | 'identity-card';
    readonly number: string;
    readonly issuingCountry: string;
    readonly issuedOn: string;
    readonly expiresOn: string;
  };
}

interface Name {
  readonly given: string;
  readonly family: string;
}

const ascii = (text: string): string => text.normalize('NFD').replaceAll(/[^A-Za-z -]/gu, '');
const mailName = (text: string): string => ascii(text).toLowerCase().replaceAll(' ', '-');
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.below(10)).join('');
const day = (random: Random, firstYear: number, years: number): string => {
  const [month, date] = [random.below(12) + 1, random.below(28) + 1].map((part) => String(part).padStart(2, '0'));
  return `${firstYear + random.below(years)}-${month ?? ''}-${date ?? ''}`;
};

/** Draws people one after the other, no two with the same name. */
export class Casting {
  private readonly random: Random;
  private readonly taken = new Set<string>();

  constructor(private readonly script: MeetingScript) {
    this.random = seeded(script.casting.seed);
  }

  name(delegation: DelegationPlan): Name {
    const pool = this.script.casting.poolOf(delegation, this.random);
    for (;;) {
      const given = this.random.of(pool.given);
      const first = this.random.of(pool.family);
      const second = this.random.of(pool.family);
      const family = pool.familyNames === 1 || first === second ? first : `${first} ${second}`;
      if (this.taken.has(`${given} ${family}`)) continue;
      this.taken.add(`${given} ${family}`);
      return { given, family };
    }
  }

  person(delegation: DelegationPlan, place: number, key: string): Person {
    const { casting } = this.script;
    const { given, family } = casting.ownScript[key] ?? this.name(delegation);
    const email = `${mailName(given)}.${mailName(family)}@${delegation.entity.toLowerCase()}.example`;
    const post = casting.postOf(delegation, place, this.random);
    return {
      key,
      delegation,
      capacity: casting.capacityOf(delegation, place),
      language: delegation.language,
      nominee: { givenNames: given, familyNames: family, functionalTitle: post.title, email },
      profile: this.profile(key, delegation, `${given} ${family}`, post),
    };
  }

  private profile(key: string, delegation: DelegationPlan, latin: string, { code, title }: Post): Profile {
    const { casting, rules, turns } = this.script;
    const foreign = casting.ownScript[key];
    const name = foreign?.own ?? latin;
    const made = rules.profile.declarations.map((declaration) => declaration.code);
    const isRejected = turns.rejected.some((rejection) => rejection.key === key);
    const nationality =
      foreign?.nationality ?? alpha3[delegation.entity] ?? this.random.of(casting.nationalitiesOf(delegation));
    return {
      legalName: name,
      badgeName: name,
      latinName: ascii(latin).toUpperCase(),
      functionalTitle: title,
      ...(code === null ? {} : { functionalTitleCode: code }),
      declarations: isRejected ? made.slice(0, 1) : made,
      ...this.document(delegation, nationality),
      nationality,
    };
  }

  private document(
    { category }: DelegationPlan,
    nationality: string,
  ): Pick<Profile, 'dateOfBirth'> & Pick<Profile, 'document'> {
    const { random } = this;
    const { rules, convened } = this.script;
    const year = Number(convened.startsOn.slice(0, 4));
    const servesAsCard = rules.travelDocument.identityCardsOf.includes(nationality);
    const type = servesAsCard && random.below(2) === 0 ? 'identity-card' : 'passport';
    const dateOfBirth = day(random, year - 65, 35);
    const document = {
      type,
      number: type === 'passport' ? `XX${digits(random, 7)}` : digits(random, 9),
      issuingCountry: nationality,
      issuedOn: day(random, year - 4, 4),
      expiresOn: day(random, year + 2, 5),
    } as const;
    const isAsked = rules.categories.some(
      ({ code, travelDocumentRequired }) => code === category && travelDocumentRequired,
    );
    return isAsked ? { dateOfBirth, document } : { dateOfBirth };
  }
}

export interface FocalPoint {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

export type FocalPoints = readonly [FocalPoint, ...FocalPoint[]];

export function focalPointsOf(script: MeetingScript, casting: Casting, delegation: DelegationPlan): FocalPoints {
  const { entity, language, officer } = delegation;
  if (officer !== null) {
    const name = script.secretariat.find(({ subject }) => subject === officer)?.name ?? officer;
    return [{ subject: officer, name, email: mailAddressOf(officer), language }];
  }
  const own = (suffix: string): FocalPoint => {
    const { given, family } = casting.name(delegation);
    return {
      subject: `focal-point-${entity}${suffix}`,
      name: `${given} ${family}`,
      email: `focal-point${suffix}@${entity.toLowerCase()}.example`,
      language,
    };
  };
  return script.turns.secondFocalPoint.includes(entity) ? [own(''), own('-2')] : [own('')];
}

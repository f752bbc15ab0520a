import { Injectable } from '@nestjs/common';
import type { DelegationState } from '../delegations/delegations.state.js';
import { personalOf, type Recorded } from '../event-sourcing/event.js';
import { Histories } from '../event-sourcing/histories.js';
import type { MeetingState } from '../meetings/meetings.state.js';
import { DocumentIntake } from '../platform/documents/document-intake.js';
import { PublicAddress } from '../platform/public-address.js';
import { Typesetter } from '../platform/typesetting/typesetter.js';
import { LetterCodes, letterNumber } from './letter-codes.js';
import { issueDay, letterSheet, templateVersion } from './letter-sheet.js';
import type {
  LetterheadAdopted,
  LetterheadFact,
  LetterPerson,
  VisaApplication,
  VisaLetterFact,
  VisaLetterIssued,
  VisaLetterRequested,
} from './visa-letters.events.js';
import type { Letter } from './visa-letters.state.js';

export const CHECK_PATH = '/check/visa-letters';

/** The person, or whoever signs for the meeting, is erased: there is nothing left to say. */
export class PersonErased extends Error {
  override readonly name = 'PersonErased';
}

export function nobodyWhereErased(error: unknown): null {
  if (error instanceof PersonErased) return null;
  throw error;
}

/** Makes the letter from facts alone, so that the same letter has the same bytes however often it is made. */
@Injectable()
export class LetterPress {
  constructor(
    private readonly histories: Histories,
    private readonly intake: DocumentIntake,
    private readonly typesetter: Typesetter,
    private readonly codes: LetterCodes,
    private readonly address: PublicAddress,
  ) {}

  /** Stores the letter and says what the fact of it says. @throws MissingGlyph @throws PersonErased */
  async print(letter: Letter, meeting: MeetingState, delegation: DelegationState): Promise<VisaLetterIssued['data']> {
    const { letterId, fileId, language } = letter;
    const person = await this.personOf(letter);
    const { letterhead, signatory } = await this.letterheadOf(letter);
    const number = letterNumber(letterhead.numberPrefix, letterId);
    const code = this.codes.codeOf(number);
    const checkAddress = `${await this.address.url}${CHECK_PATH}`;
    const content = { letter, person, meeting, delegation, letterhead, signatory, number, code, checkAddress };
    const pdf = await this.typesetter.pdf(await letterSheet(content));
    const sha256 = await this.intake.put(fileId, pdf, { commandId: letterId, requestHash: '', isOurs: true });
    return { letterId, number, sha256, templateVersion, language, issuedOn: issueDay(letter, meeting) };
  }

  /** As it stood in the file when the letter was asked for. */
  async personOf({ fileId, letterId }: Pick<Letter, 'fileId' | 'letterId'>): Promise<LetterPerson & VisaApplication> {
    const facts = await this.histories.of<VisaLetterFact>(`visa-letter-${fileId}`);
    const requested = facts.find((fact): fact is Recorded<VisaLetterRequested> => {
      return fact.type === 'VisaLetterRequested' && fact.data.letterId === letterId;
    });
    const person = requested === undefined ? null : personalOf(requested);
    if (person === null) throw new PersonErased('The person of the letter is erased.');
    return person;
  }

  /** V3: of the signature. */
  private async letterheadOf({ meetingId, signed }: Letter): Promise<{
    readonly letterhead: LetterheadAdopted['data'];
    readonly signatory: string;
  }> {
    const facts = await this.histories.of<LetterheadFact>(`letterhead-${meetingId}`);
    const adopted = facts.find((fact): fact is Recorded<LetterheadAdopted> => {
      return fact.type === 'LetterheadAdopted' && fact.data.version === signed?.letterheadVersion;
    });
    const personal = adopted === undefined ? null : personalOf(adopted);
    if (adopted === undefined || personal === null) throw new PersonErased('The signatory is erased.');
    return { letterhead: adopted.data, signatory: personal.signatory };
  }
}

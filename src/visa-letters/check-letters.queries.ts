import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { Checkpoints } from '../event-sourcing/checkpoints.js';
import { Decisions } from '../event-sourcing/decisions.js';
import { EventStore } from '../event-sourcing/event-store.js';
import { LetterChecks } from './letter-checks.js';
import { isSame, lastFour, LetterCodes, readNumber } from './letter-codes.js';
import { LetterPress, nobodyWhereErased } from './letter-press.js';
import { VisaLetter } from './visa-letters.entity.js';
import { standingOf, visaLetterFold } from './visa-letters.state.js';

export const verdicts = ['valid', 'cancelled', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

const PATIENCE_MS = 2_000;

/** Whether a letter is what it says it is (V4). */
export class CheckVisaLetter {
  constructor(
    readonly number: string,
    readonly code: string,
    readonly documentLast4: string,
  ) {}
}

@QueryHandler(CheckVisaLetter)
export class CheckVisaLetterHandler implements IQueryHandler<CheckVisaLetter> {
  constructor(
    private readonly codes: LetterCodes,
    private readonly checks: LetterChecks,
    private readonly press: LetterPress,
    private readonly decisions: Decisions,
    private readonly dataSource: DataSource,
    private readonly checkpoints: Checkpoints,
    private readonly store: EventStore,
  ) {}

  /** The code goes first: without it nobody learns, not even by the time it takes, whether a number exists. */
  async execute({ number: typed, code, documentLast4 }: CheckVisaLetter): Promise<Verdict> {
    const number = readNumber(typed);
    if (!this.codes.matches(number, code)) return 'unknown';
    const ask = (): Promise<Verdict> => this.verdictOnAny(number, documentLast4);
    return this.checks.ask(number, ask, (verdict) => verdict === 'unknown');
  }

  private async verdictOnAny(number: string, documentLast4: string): Promise<Verdict> {
    // Two letters may bear one number by chance; the document tells them apart.
    for (const letter of await this.lettersOf(number)) {
      const verdict = await this.verdictOn(letter, documentLast4);
      if (verdict !== 'unknown') return verdict;
    }
    return 'unknown';
  }

  /** A letter may have been issued a moment ago. */
  private async lettersOf(number: string): Promise<readonly VisaLetter[]> {
    const letters = this.dataSource.getRepository(VisaLetter);
    const found = await letters.findBy({ number });
    if (found.length > 0) return found;
    await this.checkpoints.waitFor(['visa_letters'], await this.store.newest(), PATIENCE_MS);
    return letters.findBy({ number });
  }

  /** Asked of the streams, so that no race leaves a valid letter (C4). */
  private async verdictOn({ id: letterId, fileId }: VisaLetter, documentLast4: string): Promise<Verdict> {
    const person = await this.press.personOf({ fileId, letterId }).catch(nobodyWhereErased);
    if (person === null || !isSame(lastFour(person.document.number), lastFour(documentLast4))) return 'unknown';
    const [{ state }, file] = await Promise.all([
      this.decisions.fold(visaLetterFold, fileId),
      this.decisions.fold(fileFold, fileId),
    ]);
    const delegation = await this.decisions.fold(delegationFold, file.state.opened?.delegationId ?? '');
    const standing = standingOf(file.state, delegation.state, fileId);
    if (state.letter?.letterId !== letterId || state.letter.status !== 'issued' || standing === 'ended') {
      return 'cancelled';
    }
    return standing === 'good' ? 'valid' : 'unknown';
  }
}

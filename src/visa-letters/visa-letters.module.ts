import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { commandHandlers } from '../event-sourcing/handlers.js';
import { CancelVisaLetters } from './cancel-visa-letters.reaction.js';
import { CheckLettersController } from './check-letters.controller.js';
import { CheckVisaLetterHandler } from './check-letters.queries.js';
import { LetterChecks } from './letter-checks.js';
import { LetterCodes } from './letter-codes.js';
import { LetterPress } from './letter-press.js';
import { letterheadCommands } from './letterhead.commands.js';
import { LetterheadConsultant } from './letterhead.context.js';
import { LetterheadController } from './letterhead.controller.js';
import { letterhead } from './letterhead.decider.js';
import { PrintVisaLetters } from './print-visa-letters.js';
import { visaLetterCommands } from './visa-letters.commands.js';
import { VisaLetterConsultant } from './visa-letters.context.js';
import { VisaLettersController } from './visa-letters.controller.js';
import { visaLetters } from './visa-letters.decider.js';
import { visaLettersProjection } from './visa-letters.projection.js';
import { visaLetterQueries } from './visa-letters.queries.js';

@Module({
  controllers: [VisaLettersController, LetterheadController, CheckLettersController],
  providers: [
    ...commandHandlers(visaLetters, VisaLetterConsultant, visaLetterCommands),
    ...commandHandlers(letterhead, LetterheadConsultant, letterheadCommands),
    ...visaLetterQueries,
    CheckVisaLetterHandler,
    LetterChecks,
    LetterCodes,
    LetterPress,
    PrintVisaLetters,
    CancelVisaLetters,
  ],
})
export class VisaLettersModule {
  constructor(consumers: Consumers, printVisaLetters: PrintVisaLetters, cancelVisaLetters: CancelVisaLetters) {
    consumers.project(visaLettersProjection);
    consumers.react(printVisaLetters);
    consumers.react(cancelVisaLetters);
  }
}

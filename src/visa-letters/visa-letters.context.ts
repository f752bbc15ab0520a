import { Injectable } from '@nestjs/common';
import { v5 as uuidv5 } from 'uuid';
import { expectLiving } from '../access/living-power.js';
import type { AccreditationFact, ProfileCompleted } from '../accreditation/accreditation.events.js';
import { fileFold } from '../accreditation/accreditation.state.js';
import { delegationFold } from '../delegations/delegations.state.js';
import { type Consultation, Decisions } from '../event-sourcing/decisions.js';
import { personalOf } from '../event-sourcing/event.js';
import type { Consultant } from '../event-sourcing/handlers.js';
import { Histories } from '../event-sourcing/histories.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { letterheadFold } from './letterhead.state.js';
import type { VisaLetterCommand } from './visa-letters.commands.js';
import type { VisaLetterContext } from './visa-letters.decider.js';
import type { LetterPerson } from './visa-letters.events.js';

@Injectable()
export class VisaLetterConsultant implements Consultant<VisaLetterCommand, VisaLetterContext> {
  constructor(
    private readonly decisions: Decisions,
    private readonly histories: Histories,
  ) {}

  idOf({ data }: VisaLetterCommand): string {
    return data.fileId;
  }

  async consult(command: VisaLetterCommand): Promise<Consultation<VisaLetterContext>> {
    const { data, caller } = command;
    const file = await this.decisions.fold(fileFold, data.fileId);
    const { meetingId = '', delegationId = '' } = file.state.opened ?? {};
    const [meeting, delegation, letterhead, person] = await Promise.all([
      this.decisions.fold(meetingFold, meetingId),
      this.decisions.fold(delegationFold, delegationId),
      this.decisions.fold(letterheadFold, meetingId),
      command.type === 'RequestVisaLetter' ? this.personOf(data.fileId) : null,
    ]);
    expectLiving(caller.power, meeting.state, delegation.state);
    const until = command.type === 'RequestVisaLetter' ? command.data.stay.until : '';
    return {
      meetingId,
      consulted: {
        [`accreditation-${data.fileId}`]: file.revision,
        [`meeting-${meetingId}`]: meeting.revision,
        [`delegation-${delegationId}`]: delegation.revision,
        [`letterhead-${meetingId}`]: letterhead.revision,
      },
      context: {
        meeting: meeting.state,
        delegation: delegation.state,
        file: file.state,
        letterhead: letterhead.state,
        newId: uuidv5('visa letter', caller.commandId),
        person,
        documentOutlastsStay: person !== null && person.document.expiresOn >= until,
      },
    };
  }

  /** As the newest profile has it. */
  private async personOf(fileId: string): Promise<LetterPerson | null> {
    const facts = await this.histories.of<AccreditationFact>(`accreditation-${fileId}`);
    const completed = facts.findLast((fact): fact is (typeof facts)[number] & ProfileCompleted => {
      return fact.type === 'ProfileCompleted';
    });
    const profile = completed === undefined ? null : personalOf(completed);
    if (profile === null || profile.document === null) return null;
    const { latinName, legalName, dateOfBirth, nationality, functionalTitle, document } = profile;
    const { type, number, issuingCountry, issuedOn, expiresOn } = document;
    return {
      latinName,
      legalName,
      dateOfBirth,
      nationality,
      functionalTitle,
      document: { type, number, issuingCountry, issuedOn, expiresOn },
    };
  }
}

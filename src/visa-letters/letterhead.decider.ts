import type { Ready } from '../event-sourcing/command.js';
import type { Decider } from '../event-sourcing/decider.js';
import { Rejection } from '../event-sourcing/rejection.js';
import type { MeetingState } from '../meetings/meetings.state.js';
import type { LetterheadCommand } from './letterhead.commands.js';
import { letterheadFold, type LetterheadState } from './letterhead.state.js';
import type { LetterheadFact } from './visa-letters.events.js';
import { reject } from './visa-letters.rejections.js';

export interface LetterheadContext {
  readonly meeting: MeetingState;
  readonly newId: string;
}

export const letterhead: Decider<LetterheadState, LetterheadCommand, LetterheadFact, LetterheadContext> = {
  ...letterheadFold,
  decide,
};

function decide(
  command: Ready<LetterheadCommand, LetterheadContext>,
  { newest, authorisations }: LetterheadState,
): readonly LetterheadFact[] {
  const { meeting, newId } = command.context;
  const { meetingId } = command.data;
  if (meeting.convened === undefined) throw new Rejection('meeting-unknown', { meetingId });
  switch (command.type) {
    case 'AdoptLetterhead': {
      const { meetingId: _meetingId, signatory, ...adopted } = command.data;
      const version = (newest?.version ?? 0) + 1;
      // A signature that was authorised under another letterhead, with another signatory perhaps, signs nothing under this one.
      const ended = [...authorisations.keys()].map((authorisationId): LetterheadFact => ({
        type: 'SignatureAuthorisationEnded',
        data: { authorisationId },
      }));
      return [
        { type: 'LetterheadAdopted', data: { version, ...adopted }, personal: { [newId]: { signatory } } },
        ...ended,
      ];
    }
    case 'AuthoriseSignature': {
      if (newest === undefined) throw reject('letterhead-missing');
      const { appointmentId } = command.caller.power;
      if ([...authorisations.values()].some((authorisation) => authorisation.appointmentId === appointmentId))
        throw reject('signature-already-authorised');
      const data = { authorisationId: newId, letterheadVersion: newest.version };
      return [{ type: 'SignatureAuthorised', data, personal: { [newId]: { reason: command.data.reason } } }];
    }
    case 'EndAuthorisation': {
      const { authorisationId, reason } = command.data;
      if (!authorisations.has(authorisationId)) throw reject('signature-authorisation-unknown');
      return [{ type: 'SignatureAuthorisationEnded', data: { authorisationId }, personal: { [newId]: { reason } } }];
    }
  }
}

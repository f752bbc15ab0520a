import { MEETING, meetingAfter } from '../../test/examples/meeting.examples.js';
import { letterheadData } from '../../test/examples/visa-letter.examples.js';
import { by, callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { meetingFold } from '../meetings/meetings.state.js';
import { AdoptLetterhead, AuthoriseSignature, EndAuthorisation } from './letterhead.commands.js';
import { letterhead } from './letterhead.decider.js';
import type { LetterheadFact } from './visa-letters.events.js';

const { given } = rulesOf(letterhead, { meeting: meetingAfter(), newId: 'new-id' });

const power = { role: 'protocol-officer', appointmentId: 'appointment-p' };
const protocol = callerOf({ actorId: 'protocol', power });
const colleague = callerOf({ actorId: 'colleague', power: { ...power, appointmentId: 'appointment-c' } });
const { version: _version, ...body } = letterheadData;
const adopt = new AdoptLetterhead({ meetingId: MEETING, ...body, signatory: 'Ana Pérez' }, protocol);
const of = { meetingId: MEETING, reason: 'Many letters' };
const authorise = new AuthoriseSignature(of, protocol);
const end = new EndAuthorisation({ ...of, authorisationId: 'authorisation-1' }, protocol);

const adopted = (version = 1): LetterheadFact => ({
  type: 'LetterheadAdopted',
  data: { ...letterheadData, version },
  personal: { 'new-id': { signatory: 'Ana Pérez' } },
});
const authorised: LetterheadFact = {
  type: 'SignatureAuthorised',
  data: { authorisationId: 'authorisation-1', letterheadVersion: 1 },
};
const given1 = [adopted(), by('protocol', authorised, '2025-08-01T12:00:00.000Z', power)] as const;

describe('the letterhead of a meeting', () => {
  it('V3 is adopted in versions', () => {
    given().when(adopt).then(adopted(1));
    given(adopted(1)).when(adopt).then(adopted(2));
  });

  it('V1 a new one ends what was authorised under the former', () =>
    given(...given1)
      .when(adopt)
      .then(adopted(2), { type: 'SignatureAuthorisationEnded', data: { authorisationId: 'authorisation-1' } }));

  it('needs a meeting', () =>
    given()
      .when(adopt, undefined, { meeting: meetingFold.initialState })
      .thenRejects('meeting-unknown', { meetingId: MEETING }));

  it('V1 signatures are authorised under the letterhead that stands', () => {
    given().when(authorise).thenRejects('letterhead-missing');
    given(adopted(1), adopted(2))
      .when(authorise)
      .then({
        type: 'SignatureAuthorised',
        data: { authorisationId: 'new-id', letterheadVersion: 2 },
        personal: { 'new-id': { reason: 'Many letters' } },
      });
  });

  it('V1 an officer authorises once, and another one may besides', () => {
    given(...given1)
      .when(authorise)
      .thenRejects('signature-already-authorised');
    given(...given1)
      .when(new AuthoriseSignature(of, colleague))
      .thenTypes('SignatureAuthorised');
  });

  it('V1 an authorisation is ended once', () => {
    const ended: LetterheadFact = {
      type: 'SignatureAuthorisationEnded',
      data: { authorisationId: 'authorisation-1' },
      personal: { 'new-id': { reason: 'Many letters' } },
    };
    given(...given1)
      .when(end)
      .then(ended);
    given(...given1, ended)
      .when(end)
      .thenRejects('signature-authorisation-unknown');
    given(...given1, ended)
      .when(authorise)
      .thenTypes('SignatureAuthorised');
  });
});

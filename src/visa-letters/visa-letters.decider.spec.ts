import {
  approved,
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  revoked,
  verified,
  withdrawnFromList,
} from '../../test/examples/accreditation.examples.js';
import { appointed, DELEGATION } from '../../test/examples/delegation.examples.js';
import { contact, MEETING, meetingAfter } from '../../test/examples/meeting.examples.js';
import { LETTER, letterheadData, letterPerson } from '../../test/examples/visa-letter.examples.js';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import { fileFold, type FileState } from '../accreditation/accreditation.state.js';
import { by, callerOf, rulesOf, stateAfter } from '../event-sourcing/testing/given.js';
import type { OfficerAppointed } from '../meetings/meetings.events.js';
import { letterheadFold, type LetterheadState } from './letterhead.state.js';
import {
  CancelVisaLetter,
  RecordVisaLetterFailed,
  RecordVisaLetterIssued,
  RequestVisaLetter,
  RetryVisaLetter,
  SignVisaLetter,
} from './visa-letters.commands.js';
import { visaLetters } from './visa-letters.decider.js';
import type {
  LetterheadFact,
  VisaLetterCancelled,
  VisaLetterFailed,
  VisaLetterIssued,
  VisaLetterRequested,
  VisaLetterRetried,
  VisaLetterSigned,
} from './visa-letters.events.js';

const past = [opened(), completed(), by('verifier', verified), by('approver', approved)];
const fileAfter = (...facts: readonly AccreditationFact[]): FileState => stateAfter(fileFold, [...past, ...facts]);

const protocolPower = { role: 'protocol-officer', appointmentId: 'appointment-p' };
const officer: OfficerAppointed = {
  type: 'OfficerAppointed',
  data: { appointmentId: 'appointment-p', personId: 'protocol', role: 'protocol-officer', emailDigest: 'digest-p' },
  personal: { protocol: contact },
};
const adopted: LetterheadFact = { type: 'LetterheadAdopted', data: letterheadData };
const authorised: LetterheadFact = {
  type: 'SignatureAuthorised',
  data: { authorisationId: 'authorisation-1', letterheadVersion: 1 },
};
const letterhead: LetterheadState = stateAfter(letterheadFold, [adopted]);
const authorisedLetterhead = stateAfter(letterheadFold, [
  adopted,
  by('protocol', authorised, '2025-08-01T12:00:00.000Z', protocolPower),
]);

const context = {
  meeting: meetingAfter(officer),
  delegation: delegationOf(),
  file: fileAfter(),
  letterhead,
  newId: LETTER,
  person: letterPerson,
  documentOutlastsStay: true,
};
const { given } = rulesOf(visaLetters, context);

const asked = {
  language: 'es' as const,
  consulate: { city: 'Buenos Aires', country: 'AR' },
  stay: { from: '2025-09-22', until: '2025-09-27' },
  costs: 'delegation' as const,
};
const delegate = callerOf({ power: { role: 'delegate' } });
const protocol = callerOf({ actorId: 'protocol', power: protocolPower });
const request = new RequestVisaLetter({ fileId: FILE, ...asked }, delegate);
const requestOf = (from: string, until: string): RequestVisaLetter =>
  new RequestVisaLetter({ fileId: FILE, ...asked, stay: { from, until } }, delegate);
const sign = new SignVisaLetter({ fileId: FILE }, protocol);
const retry = new RetryVisaLetter({ fileId: FILE }, protocol);
const cancel = new CancelVisaLetter({ fileId: FILE, reasonCode: 'asked', reason: 'As was asked' }, protocol);
const letterIssued = {
  letterId: LETTER,
  number: 'CONARE-2025-DYD2RWEE',
  sha256: 'a'.repeat(64),
  templateVersion: 1,
  language: 'es' as const,
  issuedOn: '2025-08-10',
};
const record = new RecordVisaLetterIssued({ fileId: FILE, ...letterIssued }, callerOf());
const letterFailed = { letterId: LETTER, attempts: 13, reasonCode: 'not-made' };
const recordFailed = new RecordVisaLetterFailed({ fileId: FILE, ...letterFailed }, callerOf());

const requested: VisaLetterRequested = {
  type: 'VisaLetterRequested',
  data: {
    letterId: LETTER,
    fileId: FILE,
    meetingId: MEETING,
    delegationId: DELEGATION,
    capacity: 'delegate',
    requestedBy: 'delegate',
    language: 'es',
    costs: 'delegation',
  },
  personal: { [FILE]: letterPerson },
};
const signed: VisaLetterSigned = {
  type: 'VisaLetterSigned',
  data: { letterId: LETTER, authorisationId: null, letterheadVersion: 1 },
};
const signedByAuthorisation: VisaLetterSigned = {
  type: 'VisaLetterSigned',
  data: { letterId: LETTER, authorisationId: 'authorisation-1', letterheadVersion: 1 },
};
const issued: VisaLetterIssued = { type: 'VisaLetterIssued', data: letterIssued };
const failed: VisaLetterFailed = { type: 'VisaLetterFailed', data: letterFailed };
const retried: VisaLetterRetried = { type: 'VisaLetterRetried', data: { letterId: LETTER } };
const cancelled: VisaLetterCancelled = {
  type: 'VisaLetterCancelled',
  data: { letterId: LETTER, reasonCode: 'asked' },
  personal: { [FILE]: { reason: 'As was asked' } },
};

const pasts = {
  requested: [requested],
  signed: [requested, signed],
  issued: [requested, signed, issued],
  failed: [requested, signed, failed],
} as const;

describe('a request', () => {
  it('V1 V2 holds all that the letter will say, the person apart', () => given().when(request).then(requested));

  it('T2 keeps the consulate, whose city is free text, and the days of the stay with the person', () => {
    expect(requested.personal?.[FILE]).toMatchObject({ consulate: asked.consulate, stay: asked.stay });
    expect(JSON.stringify(requested.data)).not.toMatch(/Buenos Aires|2025-09-2/u);
  });

  it.each(Object.entries(pasts))(
    'V1 there is one living letter: another one is refused while it is %s',
    (status, facts) =>
      given(...facts)
        .when(request)
        .thenRejects('visa-letter-already-lives', { status }),
  );

  it('V1 a cancelled letter makes way for another one', () =>
    given(requested, signed, issued, cancelled).when(request).then(requested));

  it('V1 only an approved file gets a letter', () => {
    const file = stateAfter(fileFold, [opened(), completed(), verified]);
    given().when(request, undefined, { file }).thenRejects('file-not-ready-for-letter', { stage: 'verified' });
  });

  it('V1 C4 nothing is requested while the file is on hold, after its revocation or without its slot', () => {
    given()
      .when(request, undefined, { file: fileAfter(held) })
      .thenRejects('file-not-ready-for-letter', { stage: 'on-hold' });
    given()
      .when(request, undefined, { file: fileAfter(revoked) })
      .thenRejects('file-not-ready-for-letter', { stage: 'revoked' });
    given().when(request, undefined, { delegation: withdrawnFromList }).thenRejects('file-not-ready-for-letter');
  });

  it('V1 a travel document is needed, complete and valid to the end of the stay', () => {
    const none = completed({ document: { required: false, type: null, rulesVersion: 1 } });
    const file = stateAfter(fileFold, [opened(), none, verified, approved]);
    given().when(request, undefined, { file }).thenRejects('travel-document-incomplete');
    given().when(request, undefined, { person: null }).thenRejects('travel-document-incomplete');
    given().when(request, undefined, { documentOutlastsStay: false }).thenRejects('travel-document-ends-before-stay');
  });

  it('V3 the meeting has adopted a letterhead', () =>
    given().when(request, undefined, { letterhead: letterheadFold.initialState }).thenRejects('letterhead-missing'));

  it.each([
    ['2025-08-25', '2025-10-25'],
    ['2025-09-24', '2025-09-24'],
    ['2025-09-25', '2025-09-25'],
  ])('V2 a stay from %s to %s is of the meeting', (from, until) =>
    given().when(requestOf(from, until)).thenTypes('VisaLetterRequested'),
  );

  it.each([
    ['2025-08-24', '2025-09-26'],
    ['2025-09-22', '2025-10-26'],
    ['2025-09-20', '2025-09-23'],
    ['2025-09-26', '2025-09-27'],
    ['2025-09-25', '2025-09-24'],
  ])('V2 a stay from %s to %s is not', (from, until) =>
    given()
      .when(requestOf(from, until))
      .thenRejects('stay-out-of-bounds', { earliest: '2025-08-25', latest: '2025-10-25' }),
  );
});

describe('a signature', () => {
  it('V1 the protocol officer signs what was requested, once', () => {
    given(requested).when(sign).then(signed);
    given(requested, signed).when(sign).thenRejects('visa-letter-not-waiting', { status: 'signed' });
    given().when(sign).thenRejects('visa-letter-unknown');
    given(requested, cancelled).when(sign).thenRejects('visa-letter-unknown');
  });

  it('V1 C4 nothing is signed for a file that is on hold', () =>
    given(requested)
      .when(sign, undefined, { file: fileAfter(held) })
      .thenRejects('file-not-ready-for-letter'));

  it('V1 under a standing authorisation a request is signed at once, and the authorisation is named', () =>
    given().when(request, undefined, { letterhead: authorisedLetterhead }).then(requested, signedByAuthorisation));

  it('V1 an authorisation ends with the appointment of whoever gave it', () =>
    given().when(request, undefined, { letterhead: authorisedLetterhead, meeting: meetingAfter() }).then(requested));

  it('S1 an authorisation does not sign for the delegation of whoever gave it', () =>
    given()
      .when(request, undefined, { letterhead: authorisedLetterhead, delegation: delegationOf(appointed('protocol')) })
      .then(requested));

  it('V3 is under the letterhead of its moment, and not of the request', () => {
    const renewed = stateAfter(letterheadFold, [adopted, { ...adopted, data: { ...letterheadData, version: 2 } }]);
    given(requested)
      .when(sign, undefined, { letterhead: renewed })
      .then({ ...signed, data: { ...signed.data, letterheadVersion: 2 } });
  });

  it.each([
    ['signs', sign],
    ['cancels', cancel],
  ])('S1 S2 whoever belongs to the delegation %s none of its letters, and the attempt is a fact', (_, command) => {
    const refused = (code: string): object => ({
      type: 'DecisionRefused',
      data: { attempted: command.type, code, rule: 'S1', rulesVersion: 1 },
    });
    given(requested)
      .when(command, undefined, { delegation: delegationOf(appointed('protocol')) })
      .then(refused('belongs-to-delegation') as VisaLetterSigned);
    const themselves = { ...officer, data: { ...officer.data, emailDigest: 'digest-1' } };
    given(requested)
      .when(command, undefined, { meeting: meetingAfter(themselves) })
      .then(refused('decides-on-themselves') as VisaLetterSigned);
  });
});

describe('the making of a letter', () => {
  it('V4 number, SHA-256, template version and language stand in the fact', () =>
    given(requested, signed).when(record).then(issued));

  it('is recorded once', () => given(requested, signed, issued).when(record).thenNothing());

  it('V1 only a signed letter is issued', () => {
    given(requested).when(record).thenRejects('visa-letter-not-signed', { status: 'requested' });
    given(requested, signed, failed).when(record).thenRejects('visa-letter-not-signed', { status: 'failed' });
    given(requested, signed, cancelled).when(record).thenRejects('visa-letter-not-signed', { status: 'cancelled' });
  });

  it('C4 nothing is issued for a file that was placed on hold or revoked meanwhile', () => {
    given(requested, signed)
      .when(record, undefined, { file: fileAfter(held) })
      .thenRejects('file-not-ready-for-letter');
    given(requested, signed)
      .when(record, undefined, { file: fileAfter(revoked) })
      .thenRejects('file-not-ready-for-letter');
  });

  it('what is told of a former letter changes nothing', () => {
    const former = { ...requested, data: { ...requested.data, letterId: 'former' } };
    given(former, { ...signed, data: { ...signed.data, letterId: 'former' } })
      .when(record)
      .thenNothing();
    given(former).when(recordFailed).thenNothing();
    given().when(record).thenNothing();
  });

  it('that fails is told, and made again on request', () => {
    given(requested, signed).when(recordFailed).then(failed);
    given(requested, signed, failed).when(recordFailed).thenNothing();
    given(requested, signed, issued).when(recordFailed).thenNothing();
    given(requested, signed, failed).when(retry).then(retried);
    given(requested, signed, failed, retried).when(record).then(issued);
    given(requested, signed, failed, retried).when(recordFailed).then(failed);
  });

  it.each(['requested', 'signed', 'issued'] as const)('is not asked for again while the letter is %s', (status) =>
    given(...pasts[status])
      .when(retry)
      .thenRejects('visa-letter-not-failed', { status }),
  );
});

describe('a cancellation', () => {
  it.each(Object.entries(pasts))('C4 cancels a letter that is %s', (_, facts) =>
    given(...facts)
      .when(cancel)
      .then(cancelled),
  );

  it('finds no letter, or no living one', () => {
    given().when(cancel).thenRejects('visa-letter-unknown');
    given(requested, cancelled).when(cancel).thenRejects('visa-letter-unknown');
  });
});

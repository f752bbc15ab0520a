import {
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  passport,
  profile,
  returned,
  verified,
} from '../../test/examples/accreditation.examples.js';
import { adopted, meetingAfter, zone } from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { CompleteProfile } from './accreditation.commands.js';
import { accreditation } from './accreditation.decider.js';
import type { Profile } from './accreditation.events.js';

const context = { meeting: meetingAfter(), delegation: delegationOf(), newId: 'invitation-2', actorEmailDigests: [] };
const { given } = rulesOf(accreditation, context);

type Document = NonNullable<Profile['document']>;

const complete = (changed: Partial<Omit<CompleteProfile['data'], 'fileId'>> = {}, role = 'delegate'): CompleteProfile =>
  new CompleteProfile(
    {
      fileId: FILE,
      functionalTitleCode: 'director',
      declarations: ['experience', 'power-to-decide'],
      profile,
      ...changed,
    },
    callerOf({ power: { role } }),
  );
const withDocument = (changed: Partial<Document>): CompleteProfile =>
  complete({ profile: { ...profile, document: { ...passport, ...changed } } });
const withoutDocument = complete({ profile: { ...profile, document: null } });
const withBadgeName = (badgeName: string): CompleteProfile => complete({ profile: { ...profile, badgeName } });
const observer = opened({ category: 'observer' });
const notAsked = { required: false, type: null, rulesVersion: 1 };

describe('completing a profile', () => {
  it('keeps the person apart from the verdict on the document', () =>
    given(opened()).when(complete()).then(completed()));
  it('says that a focal point did it', () =>
    given(opened())
      .when(complete({}, 'focal-point'))
      .then(completed({ completedBy: 'focal-point' })));
  it('comes again after a return', () => given(opened(), completed(), returned).when(complete()).then(completed()));
  it.each([
    ['submitted', [opened(), completed()]],
    ['verified', [opened(), completed(), verified]],
  ])('is impossible while the file is %s', (stage, past) =>
    given(...past)
      .when(complete())
      .thenRejects('not-at-this-stage', { possible: ['nominated', 'returned'], stage }),
  );
  it('waits for a held file to be resumed', () => given(opened(), held).when(complete()).thenRejects('file-on-hold'));
});

describe('what the meeting asks of a person', () => {
  it('D7 a functional title is one of the list', () =>
    given(opened())
      .when(complete({ functionalTitleCode: 'minister' }))
      .thenRejects('functional-title-not-listed', { known: ['director', 'technical-secretary'] }));
  it('D7 a functional title may wait until verification', () =>
    given(opened())
      .when(complete({ functionalTitleCode: null }))
      .then(completed({ functionalTitleCode: null })));
  it('D7 any functional title serves where the rules list none', () => {
    const meeting = meetingAfter(adopted({ profile: { functionalTitles: [], declarations: [] } }));
    given(opened())
      .when(complete({ functionalTitleCode: 'minister', declarations: [] }), undefined, { meeting })
      .thenTypes('ProfileCompleted');
  });
  it('D7 a declaration is one that the meeting asks for', () =>
    given(opened())
      .when(complete({ declarations: ['experience', 'good-will'] }))
      .thenRejects('declaration-unknown', { code: 'good-will' }));
  it('D7 a declaration counts once', () =>
    given(opened())
      .when(complete({ declarations: ['experience', 'experience'] }))
      .then(completed({ declarations: ['experience'] })));
});

describe('the badge name', () => {
  it('I3 fits on the badge', () =>
    given(opened())
      .when(withBadgeName('a'.repeat(20)))
      .thenTypes('ProfileCompleted'));
  it('I3 is never cut silently', () =>
    given(opened())
      .when(withBadgeName('a'.repeat(21)))
      .thenRejects('badge-name-too-long', { length: 21, most: 20 }));
  it('I3 counts letters as people see them', () => {
    given(opened())
      .when(withBadgeName('e\u0301'.repeat(20)))
      .thenTypes('ProfileCompleted');
    given(opened())
      .when(withBadgeName('e\u0301'.repeat(21)))
      .thenRejects('badge-name-too-long', { length: 21 });
  });
});

describe('the travel document', () => {
  it('I2 is asked of a category that travels', () =>
    given(opened()).when(withoutDocument).thenRejects('travel-document-required'));
  it('I2 is not asked of others', () =>
    given(observer)
      .when(withoutDocument)
      .then({ ...completed({ document: notAsked }), personal: { [FILE]: { ...profile, document: null } } }));
  it('I2 is asked of those who enter a zone that needs it', () => {
    const meeting = meetingAfter(zone('base', { capacities: ['delegate'], travelDocumentRequired: true }));
    given(observer).when(withoutDocument, undefined, { meeting }).thenRejects('travel-document-required');
    given(opened({ category: 'observer', capacity: 'adviser' }))
      .when(withoutDocument, undefined, { meeting })
      .thenTypes('ProfileCompleted');
  });
  it('I2 is checked although nobody asked for it', () =>
    given(observer)
      .when(withDocument({ expiresOn: '2025-10-01' }))
      .thenRejects('passport-validity-too-short'));
  it('I2 a passport is valid for six months after the last day', () => {
    given(opened())
      .when(withDocument({ expiresOn: '2026-03-25' }))
      .thenTypes('ProfileCompleted');
    given(opened())
      .when(withDocument({ expiresOn: '2026-03-24' }))
      .thenRejects('passport-validity-too-short', { expiresOn: '2026-03-24', validUntil: '2026-03-25' });
  });
  it('I2 the rules say for how long', () => {
    const meeting = meetingAfter(adopted({ travelDocument: { identityCardsOf: [], passportValidityMonths: 0 } }));
    given(opened())
      .when(withDocument({ expiresOn: '2025-09-25' }), undefined, { meeting })
      .thenTypes('ProfileCompleted');
    given(opened())
      .when(withDocument({ expiresOn: '2025-09-24' }), undefined, { meeting })
      .thenRejects('passport-validity-too-short');
  });
  it('I2 an identity card serves where the rules say so', () => {
    const card = { type: 'identity-card', expiresOn: '2025-09-25' } as const;
    given(opened()).when(withDocument(card)).thenTypes('ProfileCompleted');
    given(opened())
      .when(withDocument({ ...card, issuingCountry: 'CHL' }))
      .thenRejects('identity-card-not-accepted', { country: 'CHL', accepted: ['PAN', 'CRI'] });
  });
  it('I2 an identity card outlasts the meeting', () =>
    given(opened())
      .when(withDocument({ type: 'identity-card', expiresOn: '2025-09-24' }))
      .thenRejects('document-expired', { expiresOn: '2025-09-24', endsOn: '2025-09-25' }));
  it('I2 a document is issued before it expires', () =>
    given(opened())
      .when(withDocument({ issuedOn: '2030-01-01' }))
      .thenRejects('document-dates-out-of-order', { issuedOn: '2030-01-01', expiresOn: '2030-01-01' }));
  it('I2 a document is issued today at the latest, wherever that day has begun', () => {
    const now = '2025-08-15T12:00:00.000Z';
    given(opened())
      .when(withDocument({ issuedOn: '2025-08-16' }), now)
      .thenTypes('ProfileCompleted');
    given(opened())
      .when(withDocument({ issuedOn: '2025-08-16' }), '2025-08-15T09:59:59.999Z')
      .thenRejects('document-dates-out-of-order');
    given(opened())
      .when(withDocument({ issuedOn: '2025-08-17' }), now)
      .thenRejects('document-dates-out-of-order');
  });
});

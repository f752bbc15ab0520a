import { adopted, contact, convened, MEETING, rules, zone } from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import {
  AdoptRules,
  AppointOfficer,
  CloseNominations,
  ConfigureZone,
  ConveneMeeting,
  EndAppointment,
  ExtendDeadline,
  type MeetingCommand,
} from './meetings.commands.js';
import { meetings } from './meetings.decider.js';
import type {
  AppointmentEnded,
  DeadlineExtended,
  MeetingRules,
  NominationsClosed,
  OfficerAppointed,
} from './meetings.events.js';

const { given } = rulesOf(meetings, { newId: 'appointment-1', emailDigest: 'digest' });
const caller = callerOf();
const meetingId = MEETING;
const reason = 'Asked for by three delegations';
const personal = { [MEETING]: { reason } };

const convene = (changed: Partial<typeof convened.data> = {}): ConveneMeeting =>
  new ConveneMeeting({ meetingId, ...convened.data, ...changed }, caller);
const adopt = (changed: Partial<MeetingRules> = {}): AdoptRules =>
  new AdoptRules({ meetingId, rules: { ...rules, ...changed } }, caller);
const configure = (changed: Partial<ReturnType<typeof zone>['data']> = {}): ConfigureZone =>
  new ConfigureZone({ meetingId, ...zone('plenary', changed).data }, caller);
const extend = (until: string, deadline: 'nominations' | 'substitutions' = 'nominations'): ExtendDeadline =>
  new ExtendDeadline({ meetingId, deadline, until, reason }, caller);
const close = new CloseNominations({ meetingId, reason }, caller);
const appoint = (role: 'gate' | 'auditor', personId = 'person-1'): AppointOfficer =>
  new AppointOfficer({ meetingId, personId, role, contact }, caller);
const end = new EndAppointment({ meetingId, appointmentId: 'appointment-1', reason }, caller);

const closed: NominationsClosed = { type: 'NominationsClosed', data: { at: '2025-08-20T15:30:00.000Z' } };
const extended: DeadlineExtended = {
  type: 'DeadlineExtended',
  data: { deadline: 'nominations', from: rules.windows.nominationsClose, until: '2025-09-10T18:00:00-05:00' },
};
const officer: OfficerAppointed = {
  type: 'OfficerAppointed',
  data: { appointmentId: 'appointment-1', personId: 'person-1', role: 'gate', emailDigest: 'digest' },
  personal: { 'person-1': contact },
};
const ended: AppointmentEnded = {
  type: 'AppointmentEnded',
  data: { appointmentId: 'appointment-1', personId: 'person-1', role: 'gate' },
};

describe('convening a meeting', () => {
  it('states the meeting', () => given().when(convene()).then(convened));
  it('may last a single day', () =>
    given()
      .when(convene({ endsOn: '2025-09-24' }))
      .thenTypes('MeetingConvened'));
  it('happens once', () => given(convened).when(convene()).thenRejects('meeting-already-convened', { meetingId }));
  it('never ends before it starts', () =>
    given()
      .when(convene({ endsOn: '2025-09-23' }))
      .thenRejects('meeting-days-out-of-order', { startsOn: '2025-09-24', endsOn: '2025-09-23' }));
  it.each<MeetingCommand>([adopt(), configure(), extend('2025-09-10T18:00:00-05:00'), close, appoint('gate'), end])(
    'comes before everything else ($type)',
    (command) => given().when(command).thenRejects('meeting-unknown', { meetingId }),
  );
});

describe('adopting rules', () => {
  it('S3 makes the first version', () => given(convened).when(adopt()).then(adopted()));
  it('S3 makes the next version, for decisions to name', () =>
    given(convened, adopted())
      .when(adopt({ badgeNameMaxLength: 30 }))
      .then(adopted({ badgeNameMaxLength: 30 }, 2)));
  it.each(['2025-07-01T00:00:00-05:00', '2025-06-30T23:59:00-05:00'])(
    'nominations open before they close (%s)',
    (nominationsClose) =>
      given(convened)
        .when(adopt({ windows: { ...rules.windows, nominationsClose } }))
        .thenRejects('windows-out-of-order'),
  );
  it('compares instants, not their texts', () =>
    given(convened)
      .when(
        adopt({
          windows: {
            ...rules.windows,
            nominationsOpen: '2025-07-01T00:00:00+02:00',
            nominationsClose: '2025-06-30T23:00:00Z',
          },
        }),
      )
      .thenTypes('RulesAdopted'));
  it('a category stands once', () =>
    given(convened)
      .when(adopt({ categories: [...rules.categories, ...rules.categories.slice(1)] }))
      .thenRejects('rules-repeat-a-code', { code: 'observer', list: 'categories' }));
  it('a capacity stands once', () =>
    given(convened)
      .when(adopt({ capacities: [...rules.capacities, ...rules.capacities.slice(0, 1)] }))
      .thenRejects('rules-repeat-a-code', { code: 'head-of-delegation', list: 'capacities' }));
  it('a declaration stands once', () => {
    const { declarations } = rules.profile;
    given(convened)
      .when(adopt({ profile: { ...rules.profile, declarations: [...declarations, ...declarations] } }))
      .thenRejects('rules-repeat-a-code', { code: 'experience', list: 'declarations' });
  });
});

describe('configuring a zone', () => {
  it('names the categories and capacities that it opens to', () => {
    const restricted = { categories: ['member'], capacities: ['head-of-delegation'], travelDocumentRequired: true };
    given(convened, adopted()).when(configure(restricted)).then(zone('plenary', restricted));
  });
  it('waits for the rules', () => given(convened).when(configure()).thenRejects('rules-not-adopted'));
  it('knows no category that the rules do not know', () =>
    given(convened, adopted())
      .when(configure({ categories: ['press'] }))
      .thenRejects('zone-names-unknown-code', { code: 'press' }));
  it('knows no capacity that the rules do not know', () =>
    given(convened, adopted())
      .when(configure({ capacities: ['pilot'] }))
      .thenRejects('zone-names-unknown-code', { code: 'pilot' }));
});

describe('deadlines', () => {
  const ready = [convened, adopted()];

  it('D4 a deadline is extended, with what it was and why', () =>
    given(...ready)
      .when(extend('2025-09-10T18:00:00-05:00'))
      .then({ ...extended, personal }));
  it('D4 an extension counts from the last one', () =>
    given(...ready, extended)
      .when(extend('2025-09-12T18:00:00-05:00'))
      .then({
        ...extended,
        data: { ...extended.data, from: '2025-09-10T18:00:00-05:00', until: '2025-09-12T18:00:00-05:00' },
        personal,
      }));
  it('D4 substitutions have a deadline of their own', () =>
    given(...ready)
      .when(extend('2025-09-21T18:00:00-05:00', 'substitutions'))
      .then({
        type: 'DeadlineExtended',
        data: { deadline: 'substitutions', from: rules.windows.substitutionsClose, until: '2025-09-21T18:00:00-05:00' },
        personal,
      }));
  it.each(['2025-09-05T18:00:00-05:00', '2025-09-05T22:59:59Z'])(
    'D4 a deadline is never brought forward (%s), and the answer names the zone',
    (until) =>
      given(...ready)
        .when(extend(until))
        .thenRejects('deadline-not-later', { present: '2025-09-05 18:00 (America/Panama)' }),
  );
  it('D4 without rules there is no deadline', () =>
    given(convened).when(extend('2025-09-10T18:00:00-05:00')).thenRejects('rules-not-adopted'));

  it('D4 nominations close at once, with the reason', () =>
    given(...ready)
      .when(close, '2025-08-20T15:30:00.000Z')
      .then({ ...closed, personal }));
  it('D4 nominations close once, and the answer says since when', () =>
    given(...ready, closed)
      .when(close)
      .thenRejects('nominations-already-closed', { closedAt: '2025-08-20 10:30 (America/Panama)' }));
  it('D4 an extension opens closed nominations again', () =>
    given(...ready, closed, extended)
      .when(close, '2025-08-20T15:30:00.000Z')
      .then({ ...closed, personal }));
  it('D4 an extension of substitutions opens no nominations', () => {
    const substitutions: DeadlineExtended = { ...extended, data: { ...extended.data, deadline: 'substitutions' } };
    given(...ready, closed, substitutions)
      .when(close)
      .thenRejects('nominations-already-closed');
  });
  it('D4 without rules there is nothing to close', () => given(convened).when(close).thenRejects('rules-not-adopted'));
});

describe('officers', () => {
  it('are appointed by a fact that keeps their contact apart', () =>
    given(convened).when(appoint('gate')).then(officer));
  it('may hold several roles', () => given(convened, officer).when(appoint('auditor')).thenTypes('OfficerAppointed'));
  it('hold a role once', () =>
    given(convened, officer).when(appoint('gate')).thenRejects('officer-already-appointed', { role: 'gate' }));
  it('share a role with others', () =>
    given(convened, officer).when(appoint('gate', 'person-2')).thenTypes('OfficerAppointed'));
  it('end with a reason', () =>
    given(convened, officer)
      .when(end)
      .then({ ...ended, personal }));
  it('end once', () => given(convened, officer, ended).when(end).thenRejects('appointment-unknown'));
  it('may be appointed again', () => given(convened, officer, ended).when(appoint('gate')).then(officer));
  it('that nobody appointed cannot end', () => given(convened).when(end).thenRejects('appointment-unknown'));
});

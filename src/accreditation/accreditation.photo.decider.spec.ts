import {
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  returned,
  verified,
} from '../../test/examples/accreditation.examples.js';
import { adopted, meetingAfter, rules } from '../../test/examples/meeting.examples.js';
import { callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { AttachPhoto, VerifyProfile } from './accreditation.commands.js';
import { accreditation } from './accreditation.decider.js';
import type { PhotoAttached } from './accreditation.events.js';

const asking = meetingAfter(adopted({ profile: { ...rules.profile, photoRequired: true } }, 2));
const context = { meeting: asking, delegation: delegationOf(), newId: 'invitation-2', actorEmailDigests: [] };
const { given } = rulesOf(accreditation, context);

const photo = { sha256: 'cd'.repeat(32), width: 826, height: 1_062 };
const attach = (role: string, changed: Partial<typeof photo> = {}): AttachPhoto =>
  new AttachPhoto({ fileId: FILE, ...photo, ...changed }, callerOf({ power: { role } }));
const attached = (attachedBy: PhotoAttached['data']['attachedBy']): PhotoAttached => ({
  type: 'PhotoAttached',
  data: { ...photo, attachedBy },
});
const verify = new VerifyProfile(
  { fileId: FILE },
  callerOf({ actorId: 'officer', power: { role: 'verifying-officer' } }),
);

describe('a photo', () => {
  it.each(['delegate', 'focal-point', 'registration-officer'] as const)('I4 is attached by a %s', (role) =>
    given(opened()).when(attach(role)).then(attached(role)),
  );
  it('I4 may be replaced while the profile is not verified', () =>
    given(opened(), completed(), attached('delegate'), returned)
      .when(attach('delegate', { sha256: 'ef'.repeat(32) }))
      .thenTypes('PhotoAttached'));
  it('I4 is attached once: the same one again is nothing new', () =>
    given(opened(), attached('delegate')).when(attach('focal-point')).thenNothing());
  it('I4 stays as it was verified', () =>
    given(opened(), completed(), attached('delegate'), verified)
      .when(attach('delegate', { sha256: 'ef'.repeat(32) }))
      .thenRejects('not-at-this-stage', { stage: 'verified' }));
  it('I4 waits while the file is on hold', () =>
    given(opened(), held).when(attach('delegate')).thenRejects('file-on-hold'));

  it('I4 is needed for verification where the rules ask for one', () => {
    given(opened(), completed()).when(verify).thenRejects('photo-missing');
    given(opened(), completed(), attached('delegate')).when(verify).thenTypes('ProfileVerified');
  });
  it('I4 is not needed where the rules say nothing', () =>
    given(opened(), completed()).when(verify, undefined, { meeting: meetingAfter() }).thenTypes('ProfileVerified'));
});

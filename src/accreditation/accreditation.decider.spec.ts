import {
  approved,
  basis,
  closed,
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  profile,
  rejected,
  returned,
  revoked,
  uncovered,
  verified,
  withdrawnFromList,
} from '../../test/examples/accreditation.examples.js';
import { nominee } from '../../test/examples/delegation.examples.js';
import { adopted, meetingAfter } from '../../test/examples/meeting.examples.js';
import { by, callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import {
  type AccreditationCommand,
  ApproveAccreditation,
  CloseFile,
  CompleteProfile,
  OpenFile,
  PlaceOnHold,
  RedeemInvitation,
  RejectAccreditation,
  RenewInvitation,
  ResumeFile,
  ReturnProfile,
  RevokeAccreditation,
  VerifyProfile,
} from './accreditation.commands.js';
import { accreditation } from './accreditation.decider.js';
import type { AccreditationFact } from './accreditation.events.js';

const meeting = meetingAfter();
const context = {
  meeting,
  delegation: delegationOf(),
  newId: 'invitation-2',
  actorEmailDigests: ['digest of officer'],
};
const { given } = rulesOf(accreditation, context);

const fileId = FILE;
const officer = callerOf({ actorId: 'officer', power: { role: 'verifying-officer' } });
const approver = callerOf({ actorId: 'approver', power: { role: 'approving-officer' } });
const why = { fileId, reasonCode: 'because', reason: 'For this reason' };
const personal = { [FILE]: { reason: 'For this reason' } };

const { invitationId: _, ...openedData } = opened().data;
const open = new OpenFile({ fileId, ...openedData, nominee }, callerOf());
const renew = new RenewInvitation({ fileId, cause: 'asked' }, callerOf());
const redeem = (invitationId: string): RedeemInvitation => new RedeemInvitation({ fileId, invitationId }, callerOf());
const complete = new CompleteProfile({ fileId, functionalTitleCode: null, declarations: [], profile }, callerOf());
const returnIt = new ReturnProfile(why, officer);
const verify = new VerifyProfile({ fileId }, officer);
const hold = new PlaceOnHold(why, officer);
const resume = new ResumeFile({ fileId }, officer);
const approve = new ApproveAccreditation({ fileId }, approver);
const reject = new RejectAccreditation(why, approver);
const revoke = new RevokeAccreditation(why, approver);
const close = new CloseFile({ fileId, cause: 'substituted' }, callerOf());

/** A lawful past for each stage. */
const pasts = {
  nominated: [opened()],
  submitted: [opened(), completed()],
  returned: [opened(), completed(), returned],
  verified: [opened(), completed(), by('verifier', verified)],
  approved: [opened(), completed(), by('verifier', verified), by('approver', approved)],
  rejected: [opened(), completed(), rejected],
  revoked: [opened(), completed(), by('verifier', verified), by('approver', approved), revoked],
  closed: [opened(), closed],
} as const;
type Stage = keyof typeof pasts;
const stages = Object.keys(pasts) as Stage[];
const active = ['nominated', 'submitted', 'returned', 'verified', 'approved'] as const satisfies readonly Stage[];

/** The command is refused at every stage but these. */
function onlyAt(command: AccreditationCommand, ...possible: readonly Stage[]): void {
  it.each(stages.filter((stage) => !possible.includes(stage)))(
    `${command.type} is impossible while the file is %s`,
    (stage) =>
      given(...pasts[stage])
        .when(command)
        .thenRejects('not-at-this-stage', { possible, stage }),
  );
}

/** A command for whom nothing is decided while the file is on hold. */
const waitsForResume = (command: AccreditationCommand, stage: Stage): void =>
  it(`${command.type} waits for a held file to be resumed`, () =>
    given(...pasts[stage], held)
      .when(command)
      .thenRejects('file-on-hold'));

describe('opening a file', () => {
  it('follows a nomination, with an invitation', () =>
    given()
      .when(open)
      .then(opened({ invitationId: 'invitation-2' })));
  it('needs no name: it may be erased already', () =>
    given()
      .when(new OpenFile({ fileId, ...openedData, nominee: null }, callerOf()))
      .then({ ...opened({ invitationId: 'invitation-2' }), personal: { [FILE]: null } }));
  it('happens once', () => given(opened()).when(open).thenRejects('file-already-opened'));
  it.each<AccreditationCommand>([
    renew,
    redeem('invitation-1'),
    complete,
    returnIt,
    verify,
    hold,
    resume,
    approve,
    reject,
    revoke,
    close,
  ])('comes before everything else ($type)', (command) => given().when(command).thenRejects('file-unknown'));
});

describe('the invitation link', () => {
  const renewed: AccreditationFact = {
    type: 'InvitationRenewed',
    data: { invitationId: 'invitation-2', cause: 'asked' },
  };
  const redeemed = (invitationId: string): AccreditationFact => ({
    type: 'InvitationRedeemed',
    data: { invitationId },
  });

  it('opens the profile', () => given(opened()).when(redeem('invitation-1')).then(redeemed('invitation-1')));
  it('opens it once', () =>
    given(opened(), redeemed('invitation-1'))
      .when(redeem('invitation-1'))
      .thenRejects('invitation-not-valid', { days: 14 }));
  it('opens it for fourteen days', () => {
    given(opened()).when(redeem('invitation-1'), '2025-08-15T11:59:59.999Z').thenTypes('InvitationRedeemed');
    given(opened()).when(redeem('invitation-1'), '2025-08-15T12:00:00.000Z').thenRejects('invitation-not-valid');
  });
  it('is renewed', () => given(opened()).when(renew).then(renewed));
  it('is renewed after it was used', () => given(opened(), redeemed('invitation-1')).when(renew).then(renewed));
  it('opens nothing once there is a newer one', () => {
    given(opened(), renewed).when(redeem('invitation-1'), '2025-08-02T00:00:00Z').thenRejects('invitation-not-valid');
    given(opened(), redeemed('invitation-1'), renewed)
      .when(redeem('invitation-2'), '2025-08-02T00:00:00Z')
      .then(redeemed('invitation-2'));
  });
  it('counts its days from the renewal', () =>
    given(opened(), by('focal', renewed, '2025-08-10T00:00:00.000Z'))
      .when(redeem('invitation-2'), '2025-08-20T00:00:00Z')
      .then(redeemed('invitation-2')));
  it('comes again with a return', () => {
    given(opened(), redeemed('invitation-1'), completed(), returned)
      .when(redeem('invitation-2'), '2025-08-02T00:00:00Z')
      .then(redeemed('invitation-2'));
    given(opened(), completed(), returned)
      .when(redeem('invitation-1'), '2025-08-02T00:00:00Z')
      .thenRejects('invitation-not-valid');
  });
  it.each(['rejected', 'closed', 'revoked'] as const)('opens nothing of a file that is %s', (stage) => {
    const invitation = stage === 'rejected' ? 'invitation-1' : pasts[stage][0].data.invitationId;
    given(...pasts[stage])
      .when(redeem(invitation), '2025-08-02T00:00:00Z')
      .thenRejects('invitation-not-valid');
  });
  onlyAt(renew, 'nominated', 'submitted', 'returned', 'verified', 'approved');
  waitsForResume(renew, 'nominated');
});

describe('returning', () => {
  it.each(['submitted', 'verified'] as const)('S3 a %s profile goes back with a reason and a new invitation', (stage) =>
    given(...pasts[stage])
      .when(returnIt)
      .then({
        type: 'ProfileReturned',
        data: { ...basis, reasonCode: 'because', invitationId: 'invitation-2' },
        personal,
      }),
  );
  onlyAt(returnIt, 'submitted', 'verified');
  waitsForResume(returnIt, 'submitted');
});

describe('verifying', () => {
  const submittedWith = (changed: Parameters<typeof completed>[0]): readonly AccreditationFact[] => [
    opened(),
    completed(changed),
  ];

  it('S3 names the rules and the evidence', () =>
    given(...pasts.submitted)
      .when(verify)
      .then({ type: 'ProfileVerified', data: basis }));
  it('S3 names the version of the rules that is in force', () =>
    given(...pasts.submitted)
      .when(verify, undefined, { meeting: meetingAfter(adopted({}, 2)) })
      .then({ type: 'ProfileVerified', data: { ...basis, rulesVersion: 2 } }));
  it('C4 needs a place on the list', () =>
    given(...pasts.submitted)
      .when(verify, undefined, { delegation: withdrawnFromList })
      .thenRejects('not-on-the-list'));
  it('E1 needs accepted evidence where the category requires it', () =>
    given(...pasts.submitted)
      .when(verify, undefined, { delegation: uncovered })
      .thenRejects('evidence-missing', { category: 'member' }));
  it('E1 needs no evidence where the category requires none', () =>
    given(opened({ category: 'observer' }), completed())
      .when(verify, undefined, { delegation: uncovered })
      .then({ type: 'ProfileVerified', data: { rulesVersion: 1, evidence: null } }));
  it('D7 needs a functional title of the list', () =>
    given(...submittedWith({ functionalTitleCode: null }))
      .when(verify)
      .thenRejects('profile-does-not-fit-meeting', { missing: ['functional-title'] }));
  it('D7 needs a title that the rules list now', () =>
    given(...submittedWith({ functionalTitleCode: 'minister' }))
      .when(verify)
      .thenRejects('profile-does-not-fit-meeting', { missing: ['functional-title'] }));
  it('D7 needs every declaration that the meeting requires', () =>
    given(...submittedWith({ declarations: ['experience'] }))
      .when(verify)
      .thenRejects('profile-does-not-fit-meeting', { missing: ['power-to-decide'] }));
  it('D7 says all that is missing', () =>
    given(...submittedWith({ functionalTitleCode: null, declarations: [] }))
      .when(verify)
      .thenRejects('profile-does-not-fit-meeting', { missing: ['functional-title', 'experience', 'power-to-decide'] }));
  it('D7 admits any title where the rules list none', () => {
    const any = meetingAfter(adopted({ profile: { functionalTitles: [], declarations: [] } }));
    given(...submittedWith({ functionalTitleCode: null, declarations: [] }))
      .when(verify, undefined, { meeting: any })
      .thenTypes('ProfileVerified');
  });
  onlyAt(verify, 'submitted');
  waitsForResume(verify, 'submitted');
});

describe('approving', () => {
  it('S3 names the rules and the evidence', () =>
    given(...pasts.verified)
      .when(approve)
      .then({ type: 'AccreditationApproved', data: { ...basis, invitationId: 'invitation-2' } }));
  it('C4 needs a place on the list', () =>
    given(...pasts.verified)
      .when(approve, undefined, { delegation: withdrawnFromList })
      .thenRejects('not-on-the-list'));
  it('E1 needs accepted evidence where the category requires it', () =>
    given(...pasts.verified)
      .when(approve, undefined, { delegation: uncovered })
      .thenRejects('evidence-missing', { category: 'member' }));
  onlyAt(approve, 'verified');
  waitsForResume(approve, 'verified');
});

describe('rejecting', () => {
  const possible = ['nominated', 'submitted', 'verified'] as const;

  it.each(possible)('S3 says why, and that the file was %s', (from) =>
    given(...pasts[from])
      .when(reject)
      .then({ type: 'AccreditationRejected', data: { ...basis, reasonCode: 'because', from }, personal }),
  );
  it('S1 before verification takes one officer', () =>
    given(...pasts.submitted)
      .when(new RejectAccreditation(why, officer))
      .thenTypes('AccreditationRejected'));
  it('S1 after verification takes an approving officer', () =>
    given(...pasts.verified)
      .when(new RejectAccreditation(why, officer))
      .thenRejects('rejection-needs-approving-officer'));
  it('needs no place on the list', () =>
    given(...pasts.submitted)
      .when(reject, undefined, { delegation: withdrawnFromList })
      .thenTypes('AccreditationRejected'));
  onlyAt(reject, ...possible);
  waitsForResume(reject, 'submitted');
});

describe('revoking', () => {
  const fact: AccreditationFact = { type: 'AccreditationRevoked', data: { ...basis, reasonCode: 'because' }, personal };

  it('S3 says why', () =>
    given(...pasts.approved)
      .when(revoke)
      .then(fact));
  it('C4 does not wait for a held file to be resumed', () =>
    given(...pasts.approved, held)
      .when(revoke)
      .then(fact));
  onlyAt(revoke, 'approved');
});

describe('holds', () => {
  it.each(active)('S3 a %s file is held with a reason', (stage) =>
    given(...pasts[stage])
      .when(hold)
      .then({ type: 'FilePlacedOnHold', data: { ...basis, reasonCode: 'because' }, personal }),
  );
  it.each(active)('resuming restores a file that was %s', (to) => {
    given(...pasts[to], held)
      .when(resume)
      .then({ type: 'FileResumed', data: { ...basis, to } });
    const { state } = given(...pasts[to], held, { type: 'FileResumed', data: { ...basis, to } });
    expect([state.stage, state.onHold]).toEqual([to, false]);
  });
  it.each(stages)('a %s file that is not held is not resumed', (stage) =>
    given(...pasts[stage])
      .when(resume)
      .thenRejects('file-not-on-hold'),
  );
  it.each([rejected, closed, revoked])('a hold ends with the file ($type)', (fact) =>
    given(opened(), held, fact).when(resume).thenRejects('file-not-on-hold'),
  );
  onlyAt(hold, ...active);
  waitsForResume(hold, 'submitted');
});

describe('closing', () => {
  it.each(active)('follows withdrawal and substitution of a %s file', (stage) =>
    given(...pasts[stage])
      .when(close)
      .then({ type: 'FileClosed', data: { cause: 'substituted' } }),
  );
  it('does not wait for a held file to be resumed', () =>
    given(...pasts.verified, held)
      .when(close)
      .thenTypes('FileClosed'));
  it.each(['rejected', 'revoked', 'closed'] as const)('adds nothing to a %s file', (stage) =>
    given(...pasts[stage])
      .when(close)
      .thenNothing(),
  );
});

import {
  approved,
  closed,
  completed,
  delegationOf,
  FILE,
  held,
  opened,
  revoked,
  verified,
  withdrawnFromList,
} from '../../test/examples/accreditation.examples.js';
import { credentialIssued } from '../../test/examples/credential.examples.js';
import { adopted, meetingAfter, zone } from '../../test/examples/meeting.examples.js';
import type { AccreditationFact } from '../accreditation/accreditation.events.js';
import { by, callerOf, type Past, rulesOf } from '../event-sourcing/testing/given.js';
import {
  ActivateCredential,
  type CredentialCommand,
  IssueCredential,
  RevokeCredential,
} from './credentials.commands.js';
import { credentials } from './credentials.decider.js';
import type { CredentialFact, CredentialIssued } from './credentials.events.js';
import { deadBecause } from './credentials.state.js';

const meeting = meetingAfter(
  zone('plenary'),
  zone('lounge', { capacities: ['head-of-delegation'] }),
  zone('press', { categories: ['observer'] }),
  zone('rooms', { categories: ['member'], capacities: ['delegate'] }),
);
const { given } = rulesOf(credentials, {
  meeting,
  delegation: delegationOf(),
  newSerial: 'serial-1',
  keyId: 'key-1',
  authorisationStored: true,
});

const fileId = FILE;
const issuer = callerOf({ actorId: 'issuer', power: { role: 'credentials-officer' } });
const issue = new IssueCredential({ fileId }, issuer);
const activate = (serial = 'serial-1'): ActivateCredential => new ActivateCredential({ fileId, serial }, issuer);
const revoke = (serial: string | null = 'serial-1'): RevokeCredential =>
  new RevokeCredential({ fileId, serial, reasonCode: 'lost', reason: 'Left in a taxi' }, issuer);

const issued = (changed: Partial<CredentialIssued['data']> = {}): CredentialIssued =>
  credentialIssued({ zones: ['plenary', 'rooms'], ...changed });
const activated: CredentialFact = { type: 'CredentialActivated', data: { serial: 'serial-1' } };
const lost: CredentialFact = { type: 'CredentialRevoked', data: { serial: 'serial-1', reasonCode: 'lost' } };
const resumed: AccreditationFact = { type: 'FileResumed', data: { rulesVersion: 1, evidence: null, to: 'approved' } };

const verifiedFile = [opened(), completed(), by('verifier', verified)];
const file = [...verifiedFile, by('approver', approved)];

describe('issuing', () => {
  it('C1 C2 makes the first generation, with its zones, for the days of the meeting in its zone', () =>
    given(...file)
      .when(issue)
      .then(issued()));
  it('C1 needs no activation where the rules ask for none', () =>
    given(...file)
      .when(issue, undefined, { meeting: meetingAfter(adopted({ credential: { activationRequired: false } }, 2)) })
      .then(issued({ activationRequired: false, rulesVersion: 2, zones: [] })));
  it.each([
    ['nominated', []],
    ['submitted', file.slice(0, 2)],
    ['verified', verifiedFile],
    ['revoked', [...file, revoked]],
    ['closed', [...file, closed]],
    ['on-hold', [...file, held]],
  ])('C1 waits for an approved file: this one is %s', (stage, past) =>
    given(...past)
      .when(issue)
      .thenRejects('file-not-approved', { stage }),
  );
  it('C4 needs the slot', () =>
    given(...file)
      .when(issue, undefined, { delegation: withdrawnFromList })
      .thenRejects('file-not-approved', { stage: 'approved' }));
  it('C1 one credential lives at a time, activated or not', () => {
    given(...file, issued())
      .when(issue)
      .thenRejects('credential-already-lives', { generation: 1 });
    given(...file, issued(), activated)
      .when(issue)
      .thenRejects('credential-already-lives', { generation: 1 });
  });
  it('C3 a revoked one is followed by the next generation', () =>
    given(...file, issued(), lost)
      .when(issue, undefined, { newSerial: 'serial-2' })
      .then(issued({ serial: 'serial-2', generation: 2 })));
  it('C3 generations go on counting', () =>
    given(...file, issued({ generation: 4 }), lost)
      .when(issue)
      .then(issued({ generation: 5 })));

  const byApprover = new IssueCredential({ fileId }, callerOf({ actorId: 'approver' }));
  it('S1 S2 whoever approved does not issue where the rules say so, and the attempt is a fact', () =>
    given(...file)
      .when(byApprover)
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'IssueCredential', code: 'approved-this-file', rule: 'S1', rulesVersion: 1 },
      }));
  it('S1 a focal point of the delegation issues none of its badges', () =>
    given(...file)
      .when(new IssueCredential({ fileId }, callerOf({ actorId: 'focal' })))
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'IssueCredential', code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 1 },
      }));
  it('S1 whoever approved may issue where the rules say nothing', () =>
    given(...file)
      .when(byApprover, undefined, {
        meeting: meetingAfter(adopted({ separation: { issuerMustNotBeApprover: false } })),
      })
      .thenTypes('CredentialIssued'));
});

describe('activating', () => {
  it('C1 makes the credential valid', () =>
    given(...file, issued())
      .when(activate())
      .then(activated));
  it('C1 happens once', () =>
    given(...file, issued(), activated)
      .when(activate())
      .thenNothing());
  it('C1 has nothing to do where the rules ask for none', () =>
    given(...file, issued({ activationRequired: false }))
      .when(activate())
      .thenNothing());
  it('C1 knows the living serial only', () => {
    given(...file)
      .when(activate())
      .thenRejects('credential-unknown');
    given(...file, issued())
      .when(activate('serial-2'))
      .thenRejects('credential-unknown');
  });
  it('C4 wakes no revoked credential', () =>
    given(...file, issued(), lost)
      .when(activate())
      .thenRejects('credential-revoked'));
  it.each([
    ['revoked', revoked],
    ['closed', closed],
    ['on-hold', held],
  ])('C4 waits for an approved file: this one is %s', (stage, fact) =>
    given(...file, issued(), fact)
      .when(activate())
      .thenRejects('file-not-approved', { stage }),
  );
  it('C4 needs the slot', () =>
    given(...file, issued())
      .when(activate(), undefined, { delegation: withdrawnFromList })
      .thenRejects('file-not-approved'));
});

describe('revoking', () => {
  const fact = { ...lost, personal: { [FILE]: { reason: 'Left in a taxi' } } } as CredentialFact;

  it('C4 says why', () =>
    given(...file, issued(), activated)
      .when(revoke())
      .then(fact));
  it('C4 asks for no approved file: a dead file has no living credential', () =>
    given(...file, issued(), revoked)
      .when(revoke())
      .then(fact));
  it('C4 takes whichever lives where no serial is given', () =>
    given(...file, issued())
      .when(revoke(null))
      .then(fact));
  it('C4 has nothing to do where none lives', () => {
    given(...file)
      .when(revoke(null))
      .thenNothing();
    given(...file, issued(), lost)
      .when(revoke(null))
      .thenNothing();
  });
  it('C4 happens once to a serial', () =>
    given(...file, issued(), lost)
      .when(revoke())
      .thenRejects('credential-revoked'));
  it('S1 S2 whoever belongs to the delegation revokes none of its badges, and the attempt is a fact', () => {
    const of = { fileId, serial: 'serial-1', reasonCode: 'lost', reason: 'Left in a taxi' };
    given(...file, issued())
      .when(new RevokeCredential(of, callerOf({ actorId: 'focal' })))
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'RevokeCredential', code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 1 },
      });
  });
  it('C4 S1 a reaction belongs to no delegation', () => {
    const of = { fileId, serial: null, reasonCode: 'withdrawn', reason: '' };
    given(...file, issued())
      .when(
        new RevokeCredential(of, callerOf({ actorId: 'reaction:revoke-credentials', power: { role: 'system' } })),
        undefined,
        { delegation: withdrawnFromList },
      )
      .thenTypes('CredentialRevoked');
  });
  it('C4 knows the living serial only', () =>
    given(...file, issued())
      .when(revoke('serial-2'))
      .thenRejects('credential-unknown'));
  it.each<CredentialCommand>([issue, activate(), revoke()])(
    'C1 there is no credential before a file ($type)',
    (command) =>
      given()
        .when(command)
        .thenRejects(command.type === 'IssueCredential' ? 'file-not-approved' : 'credential-unknown'),
  );
});

describe('a credential at the gate', () => {
  const DURING = new Date('2025-09-24T15:00:00Z');
  const living = [...file, issued(), activated];
  const verdict = (
    past: readonly (AccreditationFact | CredentialFact | Past<AccreditationFact>)[],
    serial = 'serial-1',
    hasSlot = true,
    at = DURING,
  ): ReturnType<typeof deadBecause> => deadBecause(given(...past).state, serial, hasSlot, at);

  it('C1 opens doors when file, slot and badge live', () => expect(verdict(living)).toBeNull());
  it('C1 opens none before activation', () => expect(verdict([...file, issued()])).toBe('not-activated'));
  it('C1 opens doors at once where the rules ask for no activation', () =>
    expect(verdict([...file, issued({ activationRequired: false })])).toBeNull());
  it('C3 opens none after it was replaced', () =>
    expect(verdict([...living, lost, issued({ serial: 'serial-2', generation: 2 })])).toBe('replaced'));
  it('C4 opens none after it was revoked', () => expect(verdict([...living, lost])).toBe('revoked'));
  it('C4 opens none from the moment that the accreditation is revoked', () =>
    expect(verdict([...living, revoked])).toBe('file-not-approved'));
  it('C4 opens none from the moment that the file is closed', () =>
    expect(verdict([...living, closed])).toBe('file-not-approved'));
  it('C4 opens none without the slot', () => expect(verdict(living, 'serial-1', false)).toBe('file-not-approved'));
  it('C4 sleeps while the file is held, and wakes with it', () => {
    expect(verdict([...living, held])).toBe('file-on-hold');
    expect(verdict([...living, held, resumed])).toBeNull();
  });
  it('C2 lives from the first midnight of the meeting to the one after its last day', () => {
    const at = (instant: string): ReturnType<typeof deadBecause> =>
      verdict(living, 'serial-1', true, new Date(instant));
    expect(at('2025-09-24T04:59:59.999Z')).toBe('not-yet-valid');
    expect(at('2025-09-24T05:00:00.000Z')).toBeNull();
    expect(at('2025-09-26T04:59:59.999Z')).toBeNull();
    expect(at('2025-09-26T05:00:00.000Z')).toBe('expired');
  });
  it('C2 a serial that nobody issued opens none', () => expect(verdict(file)).toBe('replaced'));
});

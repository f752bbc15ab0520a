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
import { submitted } from '../../test/examples/delegation.examples.js';
import { meetingAfter } from '../../test/examples/meeting.examples.js';
import { by, callerOf, rulesOf } from '../event-sourcing/testing/given.js';
import { type CredentialCommand, HandOverCredential, PrintCredential } from './credentials.commands.js';
import { credentials } from './credentials.decider.js';
import type { CredentialFact } from './credentials.events.js';

const fileId = FILE;
const context = { meeting: meetingAfter(), delegation: delegationOf(), newSerial: 'serial-2', keyId: 'key-1' };
const { given } = rulesOf(credentials, { ...context, authorisationStored: true });
const officer = callerOf({ actorId: 'issuer', power: { role: 'credentials-officer' } });

const issued = credentialIssued();
const file = [opened(), completed(), by('verifier', verified), by('approver', approved), issued];
const serial = 'serial-1';
const gone: CredentialFact = { type: 'CredentialRevoked', data: { serial, reasonCode: 'lost' } };
const asleep: CredentialFact = { type: 'CredentialSuspended', data: { serial, cause: 'officer', reasonCode: 'lost' } };
const printed = (copy = 1, reasonCode: string | null = null): CredentialFact => ({
  type: 'CredentialPrinted',
  data: { serial, copy, printer: 'desk-1', reasonCode },
});
const toHolder: CredentialFact = { type: 'CredentialHandedOver', data: { serial, to: 'holder', authorisation: null } };

const print = (again: Partial<PrintCredential['data']> = {}, caller = officer): PrintCredential =>
  new PrintCredential({ fileId, serial, printer: 'desk-1', reasonCode: null, reason: null, ...again }, caller);
const handOver = (other: Partial<HandOverCredential['data']> = {}, caller = officer): HandOverCredential =>
  new HandOverCredential({ fileId, serial, to: 'holder', receiver: null, authorisation: null, ...other }, caller);
const toOther = { to: 'other', receiver: 'Ana Pérez', authorisation: 'cd'.repeat(32) } as const;
const torn = { reasonCode: 'damaged', reason: 'The printer tore it' };

describe('printing', () => {
  it('C7 the first print of a generation is copy 1 and needs no reason', () =>
    given(...file)
      .when(print())
      .then(printed()));

  it.each([{}, { reasonCode: 'damaged' }, { reason: 'The printer tore it' }])(
    'C7 a second print of one generation needs a reason, code and text: %j is none',
    (half) =>
      given(...file, printed())
        .when(print(half))
        .thenRejects('second-print-needs-reason', { copies: 1 }),
  );

  it('C7 a second print with its reason is copy 2, and the text can be erased', () =>
    given(...file, printed())
      .when(print(torn))
      .then({ ...printed(2, 'damaged'), personal: { [FILE]: { reason: 'The printer tore it' } } } as CredentialFact));

  it('C7 the next generation counts its prints anew', () =>
    given(...file, printed(), printed(2, 'damaged'), gone, {
      ...issued,
      data: { ...issued.data, serial: 'serial-2', generation: 2 },
    })
      .when(print({ serial: 'serial-2' }))
      .thenTypes('CredentialPrinted'));

  it('S1 S2 whoever belongs to the delegation prints none of its badges, and the attempt is a fact', () =>
    given(...file)
      .when(print({}, callerOf({ actorId: 'focal' })))
      .then({
        type: 'DecisionRefused',
        data: { attempted: 'PrintCredential', code: 'belongs-to-delegation', rule: 'S1', rulesVersion: 1 },
      }));

  it('S1 whoever approved may print: only the issue is kept apart', () =>
    given(...file)
      .when(print({}, callerOf({ actorId: 'approver' })))
      .thenTypes('CredentialPrinted'));
});

describe('handing over', () => {
  it('C7 goes to the holder once it is printed', () =>
    given(...file, printed())
      .when(handOver())
      .then(toHolder));

  it('C7 needs a print first', () =>
    given(...file)
      .when(handOver())
      .thenRejects('not-printed-yet'));

  it('C7 each printed copy goes out once', () => {
    given(...file, printed(), toHolder)
      .when(handOver())
      .thenRejects('already-handed-over');
    given(...file, printed(), toHolder, printed(2, 'damaged'))
      .when(handOver())
      .then(toHolder);
  });

  it('C7 to another person with a written authorisation, whose name can be erased', () =>
    given(...file, printed())
      .when(handOver(toOther))
      .then({
        type: 'CredentialHandedOver',
        data: { serial, to: 'other', authorisation: toOther.authorisation },
        personal: { [FILE]: { receiver: 'Ana Pérez' } },
      }));

  it('C7 E1 the authorisation may stand in evidence, however long ago it was uploaded', () =>
    given(...file, printed())
      .when(handOver({ ...toOther, authorisation: submitted().data.sha256 }), undefined, { authorisationStored: false })
      .thenTypes('CredentialHandedOver'));

  it('C7 to nobody else without one', () => {
    given(...file, printed())
      .when(handOver({ ...toOther, authorisation: null }))
      .thenRejects('collection-needs-authorisation');
    given(...file, printed())
      .when(handOver(toOther), undefined, { authorisationStored: false })
      .thenRejects('authorisation-unknown', { sha256: toOther.authorisation });
    given(...file, printed())
      .when(handOver({ ...toOther, receiver: null }))
      .thenRejects('receiver-not-named');
  });

  it.each([{ receiver: 'Ana Pérez' }, { authorisation: toOther.authorisation }])(
    'C7 says one thing: the holder, or another person (%j)',
    (other) =>
      given(...file, printed())
        .when(handOver(other))
        .thenRejects('receiver-is-the-holder'),
  );

  it('S1 S2 whoever belongs to the delegation hands none of its badges over', () =>
    given(...file, printed())
      .when(handOver({}, callerOf({ actorId: 'focal' })))
      .thenTypes('DecisionRefused'));
});

describe.each<CredentialCommand>([print(torn), handOver()])('$type', (command) => {
  it.each([
    ['revoked', revoked],
    ['closed', closed],
    ['on-hold', held],
  ])('C4 waits for an approved file: this one is %s', (stage, fact) =>
    given(...file, printed(), fact)
      .when(command)
      .thenRejects('file-not-approved', { stage }),
  );

  it('C4 needs the slot', () =>
    given(...file, printed())
      .when(command, undefined, { delegation: withdrawnFromList })
      .thenRejects('file-not-approved'));

  it('C4 leaves alone what is revoked, suspended or unknown', () => {
    given(...file, printed(), gone)
      .when(command)
      .thenRejects('credential-revoked');
    given(...file, printed(), asleep)
      .when(command)
      .thenRejects('credential-suspended');
    given(...file.slice(0, -1))
      .when(command)
      .thenRejects('credential-unknown');
  });
});

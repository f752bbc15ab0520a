import { type Kernel, startKernel } from '../../test/setup/kernel.js';
import { systemClock } from '../platform/clock.js';
import { catalogueOf, type Recorded } from '../event-sourcing/event.js';
import type { MessageKind, NotificationQueued } from './notifications.events.js';
import { Suppression } from './suppression.js';

const NOON = '2099-01-05T12:00:00.000Z';
const LATER = '2099-01-05T12:00:01.000Z';

describe('what is not worth sending any more', () => {
  let kernel: Kernel;
  let suppression: Suppression;

  beforeAll(async () => {
    kernel = await startKernel(catalogueOf([]));
    suppression = new Suppression(kernel.pool, kernel.decisions, systemClock);
  });
  afterAll(() => kernel.stop());
  beforeEach(() => kernel.owner.query('truncate read.messages'));

  const listed = (id: string, kind: MessageKind, of: { room?: string; status?: string; bounceStatus?: string } = {}) =>
    kernel.owner.query(
      `insert into read.messages (id, meeting_id, file_id, delegation_id, kind, language, template_version, recipient_id, recipient,
         cause_id, details, status, resends, queued_at, settled_at, bounce_status)
       values ($1, 'm', 'file', 'd', $2, 'es', 1, 'file', 'ana@x.example', 'c', $3, $4, 0, $5, $5, $6)`,
      [id, kind, { room: of.room }, of.status ?? 'queued', LATER, of.bounceStatus ?? null],
    );
  const waiting = (kind: MessageKind, room?: string): Recorded<NotificationQueued> =>
    ({
      type: 'NotificationQueued',
      data: { kind, delegationId: 'd', fileId: 'file', recipientId: 'file', details: { room } },
      personal: { file: { to: 'ana@x.example' } },
      metadata: { recordedAt: NOON },
    }) as unknown as Recorded<NotificationQueued>;

  it('P6 a seat that was assigned before it changed is, in the same room alone', async () => {
    await listed('new', 'seat-changed', { room: 'plenary' });
    expect(await suppression.of('old', waiting('seat-assigned', 'plenary'), 0)).toBe('superseded');
    expect(await suppression.of('old', waiting('seat-assigned', 'annex'), 0)).toBeNull();
  });

  it('Q4 a change of the quota is always worth it', async () => {
    await listed('new', 'quota-changed');
    expect(await suppression.of('old', waiting('quota-changed'), 0)).toBeNull();
  });

  it.each([
    ['5.1.1', 'bounced-address'],
    ['5.1.10', 'bounced-address'],
    ['5.1.8', null],
    ['5.2.2', null],
    ['5.7.1', null],
    ['4.4.7', null],
  ])('N3 to an address whose last mail came back with %s: %s', async (bounceStatus, because) => {
    await listed('last', 'approved', { status: 'bounced', bounceStatus });
    expect(await suppression.of('new', waiting('approved'), 0)).toBe(because);
    expect(await suppression.of('new', waiting('approved'), 1)).toBeNull();
  });

  it('T3 to somebody who was erased nothing is sent, by hand neither', async () => {
    const { personal: _, ...erased } = waiting('invitation');
    expect(await suppression.of('new', erased, 0)).toBe('recipient-erased');
    expect(await suppression.of('new', erased, 1)).toBe('recipient-erased');
  });
});

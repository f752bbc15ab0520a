import fc from 'fast-check';
import { deliveryReport } from '../../test/examples/delivery-reports.js';
import { readDeliveryReport } from './delivery-report.js';

const messageId = '<6f2c1b0e-7a0b-5b6e-8f0e-0f7d6b3c9a42@credence.example>';
const reported = { to: 'luz@ar.example', messageId };
const read = (text: string): ReturnType<typeof readDeliveryReport> => readDeliveryReport(Buffer.from(text));

describe('N3 a delivery status notification', () => {
  it.each(['message/rfc822', 'text/rfc822-headers'] as const)(
    'N3 names the message that came back, in %s',
    async (returned) =>
      expect(await read(deliveryReport({ ...reported, returned }))).toEqual({
        originalMessageId: messageId,
        action: 'failed',
        statusCode: '5.1.1',
        diagnostic: '550 5.1.1 <luz@ar.example>: Recipient address rejected: User unknown in virtual mailbox table',
      }),
  );

  it('N3 tells a delay from a failure', async () =>
    expect(await read(deliveryReport({ ...reported, action: 'delayed', status: '4.4.1' }))).toMatchObject({
      action: 'delayed',
      statusCode: '4.4.1',
    }));

  it.each([
    ['', 'nothing'],
    ['Subject: Hello\r\n\r\nHow are you?', 'a letter'],
    [deliveryReport({ ...reported, status: 'unknown' }), 'a report without a code'],
    [deliveryReport(reported).replace(/Message-ID: <6f2c.*\r\n/u, ''), 'a report of a message without an id'],
    [deliveryReport(reported).replace(/message\/delivery-status/u, 'text/plain'), 'a report without its status'],
  ])('N3 is not what %# is', async (text) => expect(await read(text)).toBeNull());

  it('N3 no bytes break the reader', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.nat(2_500), async (bytes, at) => {
        const report = Buffer.from(deliveryReport(reported));
        const broken = Buffer.concat([report.subarray(0, at), bytes, report.subarray(at + bytes.length)]);
        await expect(readDeliveryReport(broken)).resolves.toBeDefined();
        await expect(readDeliveryReport(bytes)).resolves.toBeNull();
      }),
      { numRuns: 200 },
    ));
});

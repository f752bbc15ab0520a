import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { readSettings } from '../platform/settings.js';
import type { Services } from '../platform/services.js';
import type { Telemetry } from '../platform/telemetry/telemetry.js';
import { MailSender } from './mail-sender.js';

it('a mail server that takes the connection and says nothing is given up before the queues stop waiting for the job', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const smtpUrl = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const telemetry = { mail: (_: string, work: () => Promise<void>) => work() } as unknown as Telemetry;
  const sender = new MailSender({ smtpUrl } as Services, readSettings({ NODE_ENV: 'test' }, []), telemetry);
  const mail = {
    messageId: 'a',
    to: { name: 'A', address: 'a@x.example' },
    language: 'en',
    subject: '',
    html: '',
    text: '',
  };
  const begun = performance.now();
  await expect(sender.send(mail)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  expect(performance.now() - begun).toBeLessThan(18_000);
  sender.onApplicationShutdown();
  server.close();
});

import { ValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Inbox } from './inbox.js';
import { InboxController } from './inbox.controller.js';
import type { InboxMessage } from './inbox-message.js';

const letter = (id: string, to: string): InboxMessage => ({
  id,
  messageId: `<${id}@x>`,
  from: 'a@b.example',
  to: [to],
  subject: `<script>alert("${id}")</script>`,
  date: '',
  text: 'See https://credence.example/i/abc?x=1&y=2. <b>now</b>',
  html: `<a href="https://credence.example">"go"</a><script>alert(1)</script>`,
  headers: { 'x-evil': '<img src=x onerror=alert(1)>' },
  receivedAt: '2031-05-01T08:00:00.000Z',
});
const messages = [letter('one', 'ana@mission.example'), letter('two', 'jo@mission.example')];

class FixedInbox extends Inbox {
  readonly smtpUrl = '';
  listMessages = (): Promise<InboxMessage[]> => Promise.resolve([...messages]);
  readMessage = (wanted: string): Promise<InboxMessage | undefined> => {
    return Promise.resolve(messages.find(({ id }) => id === wanted));
  };
  stop = (): Promise<void> => Promise.resolve();
}

describe('inbox pages', () => {
  let app: NestFastifyApplication;
  const get = async (url: string) => app.inject({ method: 'GET', url });

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      controllers: [InboxController],
      providers: [{ provide: Inbox, useClass: FixedInbox }],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  it('list the newest first and run nothing that a letter brings', async () => {
    const { body, headers } = await get('/dev/inbox');
    expect(body.indexOf('/dev/inbox/two')).toBeLessThan(body.indexOf('/dev/inbox/one'));
    expect(body).not.toContain('<script>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('show one letter with its HTML in a closed frame', async () => {
    const { body, headers } = await get('/dev/inbox/one');
    expect(body).not.toMatch(/<script>|<img|<b>/);
    expect(body).toContain('<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(body).toContain('srcdoc="&lt;base target&#x3D;&quot;_blank&quot;&gt;&lt;a href');
    expect(body).toContain('<a href="https://credence.example/i/abc?x&#x3D;1&amp;y&#x3D;2" rel="noreferrer">');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('answer for one address, oldest first', async () => {
    expect((await get('/dev/inbox/messages')).json()).toEqual(messages);
    expect((await get('/dev/inbox/messages?to=JO@mission.example')).json()).toEqual([messages[1]]);
    expect((await get('/dev/inbox/messages?to=a&to=b')).statusCode).toBe(400);
  });

  it('do not find what is not there', async () => {
    expect((await get('/dev/inbox/three')).statusCode).toBe(404);
  });
});

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { clockFrom } from '../clock.js';
import { type Inbox, startInbox } from './inbox.js';

const letter = {
  from: 'Credence <no-reply@credence.example>',
  to: 'Ana <ana@mission.example>, jo@mission.example',
  subject: 'Invitación ñ',
  text: 'Bienvenida:\nhttps://credence.example/i/abc?x=1.',
  html: '<p>Bienvenida</p>',
  headers: { 'X-Meeting': 'one' },
};

describe('inbox', () => {
  let dataFolder: string;
  let inbox: Inbox;
  const send = (mail: object): Promise<unknown> => {
    const transport = createTransport(inbox.smtpUrl);
    return transport.sendMail({ ...letter, ...mail }).finally(() => transport.close());
  };

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'credence-inbox-'));
    inbox = await startInbox({ dataFolder, clock: clockFrom(new Date('2031-05-01T08:00:00Z')) });
  });

  afterEach(async () => {
    await inbox.stop();
    await rm(dataFolder, { recursive: true, force: true });
  });

  it('keeps what a letter says', async () => {
    await send({ messageId: '<one@credence.example>' });
    const [message] = await inbox.listMessages();
    expect(message).toMatchObject({
      messageId: '<one@credence.example>',
      from: 'no-reply@credence.example',
      to: ['ana@mission.example', 'jo@mission.example'],
      subject: 'Invitación ñ',
      html: expect.stringContaining('<p>Bienvenida</p>') as string,
      text: expect.stringContaining('https://credence.example/i/abc?x=1.') as string,
      headers: expect.objectContaining({ 'x-meeting': 'one' }) as object,
      receivedAt: expect.stringMatching(/^2031-05-01T08:00:0/) as string,
    });
  });

  it('lists in the order of arrival', async () => {
    for (const subject of ['1', '2', '3', '4', '5']) await send({ subject });
    expect((await inbox.listMessages()).map(({ subject }) => subject)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('takes many letters at once', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => send({ subject: String(index) })));
    expect(new Set((await inbox.listMessages()).map(({ subject }) => subject)).size).toBe(50);
  });

  it('still has them after a restart, in files for the owner only', async () => {
    await send({});
    await inbox.stop();
    inbox = await startInbox({ dataFolder, clock: clockFrom(new Date()) });
    expect(await inbox.listMessages()).toHaveLength(1);
    const names = await readdir(join(dataFolder, 'inbox'));
    expect(names).toEqual([expect.stringMatching(/\.eml$/)]);
    expect((await stat(join(dataFolder, 'inbox', names[0] ?? ''))).mode & 0o077).toBe(0);
  });

  it('parses a letter once', async () => {
    await send({});
    const [first] = await inbox.listMessages();
    expect(await inbox.readMessage(first?.id ?? '')).toBe(first);
  });

  it('reads no other file', async () => {
    expect(await inbox.readMessage('../../etc/passwd')).toBeUndefined();
    expect(await inbox.readMessage('20310501T080000000Z-00000000-0000-4000-8000-000000000000')).toBeUndefined();
  });

  it('refuses a letter above 10 MB and keeps nothing of it', async () => {
    await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toThrow(/552/);
    expect(await readdir(join(dataFolder, 'inbox'))).toEqual([]);
  });
});

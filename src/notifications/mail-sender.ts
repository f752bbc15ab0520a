import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { Attachment } from 'nodemailer/lib/mailer/index.js';
import { SERVICES, type Services } from '../platform/services.js';
import { Settings } from '../platform/settings.js';
import { Telemetry } from '../platform/telemetry/telemetry.js';

export interface Mail {
  readonly messageId: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly language: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** An iCalendar file for the recipient's own calendar. */
  readonly calendar?: { readonly filename: string; readonly content: string };
}

/** A mail server that falls silent must not hold a job longer than the queues wait for it when the process stops. */
const patience = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 };

/** One SMTP connection pool for the process. */
@Injectable()
export class MailSender implements OnApplicationShutdown {
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(
    @Inject(SERVICES) { smtpUrl }: Services,
    private readonly settings: Settings,
    private readonly telemetry: Telemetry,
  ) {
    this.transport = createTransport({
      url: smtpUrl,
      pool: true,
      maxConnections: 3,
      ...patience,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.domain = /@([^>\s]+)>?$/u.exec(settings.mailFrom)?.[1] ?? 'credence.example';
  }

  /** The id in a Message-ID of ours, or null where it is none. */
  messageIn(header: string): string | null {
    const [, id = null, domain] = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^>\s]+)>?$/u.exec(header) ?? [];
    return domain === this.domain ? id : null;
  }

  /** For things that have a name of their own in mail. */
  nameOf(thing: string): string {
    return `${thing}@${this.domain}`;
  }

  /** Always the same for one message, so that an unavoidable repeat is seen to be one (N2). */
  headerOf(messageId: string): string {
    return `<${messageId}@${this.domain}>`;
  }

  send(mail: Mail): Promise<void> {
    return this.telemetry.mail(mail.messageId, () => this.hand(mail));
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private async hand(mail: Mail): Promise<void> {
    const { mailFrom, mailBouncesTo } = this.settings;
    await this.transport.sendMail({
      from: mailFrom,
      to: { name: mail.to.name, address: mail.to.address },
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: this.headerOf(mail.messageId),
      headers: { 'Content-Language': mail.language, 'Auto-Submitted': 'auto-generated' },
      ...(mail.calendar === undefined ? {} : { attachments: [attachmentOf(mail.calendar)] }),
      ...(mailBouncesTo === undefined ? {} : { envelope: { from: mailBouncesTo, to: mail.to.address } }),
    });
  }
}

const attachmentOf = ({ filename, content }: NonNullable<Mail['calendar']>): Attachment => ({
  filename,
  content,
  contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
  // No program on the way may change the ends of its lines.
  contentTransferEncoding: 'base64',
});

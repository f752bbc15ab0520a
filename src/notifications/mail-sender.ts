import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
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
}

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
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.domain = /@([^>\s]+)>?$/u.exec(settings.mailFrom)?.[1] ?? 'credence.example';
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
    await this.transport.sendMail({
      from: this.settings.mailFrom,
      to: { name: mail.to.name, address: mail.to.address },
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: this.headerOf(mail.messageId),
      headers: { 'Content-Language': mail.language, 'Auto-Submitted': 'auto-generated' },
    });
  }
}

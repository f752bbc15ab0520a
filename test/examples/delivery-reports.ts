interface Reported {
  readonly to: string;
  readonly messageId: string;
  readonly action?: string;
  readonly status?: string;
  /** What comes back: the whole message, or its headers. */
  readonly returned?: 'message/rfc822' | 'text/rfc822-headers';
}

/** As Postfix 3.7 writes it (RFC 3464, appendix E has the shape). */
export const deliveryReport = ({
  to,
  messageId,
  action = 'failed',
  status = '5.1.1',
  returned = 'message/rfc822',
}: Reported): string =>
  [
    'Return-Path: <>',
    'Received: by mx.example.org (Postfix)\r\n\tid 4F8D21A0C1; Sat, 10 Jan 2099 12:00:01 +0000 (UTC)',
    'Date: Sat, 10 Jan 2099 12:00:01 +0000 (UTC)',
    'From: MAILER-DAEMON@mx.example.org (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: bounces@credence.example',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="9B2C41A0C0.1767000000/mx.example.org"',
    'Message-Id: <20990110120001.4F8D21A0C1@mx.example.org>',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--9B2C41A0C0.1767000000/mx.example.org',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'This is the mail system at host mx.example.org.',
    '',
    `<${to}>: host mail.example[192.0.2.25] said: 550 5.1.1 User unknown`,
    '',
    '--9B2C41A0C0.1767000000/mx.example.org',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    'X-Postfix-Queue-ID: 9B2C41A0C0',
    'X-Postfix-Sender: rfc822; bounces@credence.example',
    'Arrival-Date: Sat, 10 Jan 2099 12:00:00 +0000 (UTC)',
    '',
    `Final-Recipient: rfc822; ${to}`,
    `Original-Recipient: rfc822;${to}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Remote-MTA: dns; mail.example',
    `Diagnostic-Code: smtp; 550 5.1.1 <${to}>: Recipient address rejected:`,
    '    User unknown in virtual mailbox table',
    '',
    '--9B2C41A0C0.1767000000/mx.example.org',
    'Content-Description: Undelivered Message',
    `Content-Type: ${returned}`,
    'Content-Transfer-Encoding: 8bit',
    '',
    'From: Credence <no-reply@credence.example>',
    `To: ${to}`,
    'Subject: Complete su perfil',
    `Message-ID: ${messageId}`,
    'MIME-Version: 1.0',
    '',
    ...(returned === 'message/rfc822' ? ['Message-ID: <not-this-one@example.org>', ''] : []),
    '--9B2C41A0C0.1767000000/mx.example.org--',
    '',
  ].join('\r\n');

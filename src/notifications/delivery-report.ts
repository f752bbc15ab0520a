import PostalMime, { type Attachment } from 'postal-mime';

/** What a delivery status notification (RFC 3464) says of the message that it is about. */
export interface DeliveryReport {
  /** The Message-ID of the message that came back. */
  readonly originalMessageId: string;
  /** failed, delayed, delivered, relayed or expanded. */
  readonly action: string;
  /** Enhanced status code of RFC 3463. */
  readonly statusCode: string;
  /** What the remote server said; it may quote the address. */
  readonly diagnostic: string | null;
}

const MOST_DIAGNOSTIC = 500;
const limits = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 };

/** Null where the mail is no report, or does not hold the headers of what came back. */
export async function readDeliveryReport(raw: Uint8Array): Promise<DeliveryReport | null> {
  const mail = await parsed(raw);
  const status = textOf(mail?.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status'));
  const returned = textOf(
    mail?.attachments.find(({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers'),
  );
  const originalMessageId = fieldIn(returned.split(/\r?\n\r?\n/u)[0] ?? '', 'Message-ID');
  const action = fieldIn(status, 'Action')?.toLowerCase();
  const statusCode = /^[245]\.\d{1,3}\.\d{1,3}/u.exec(fieldIn(status, 'Status') ?? '')?.[0];
  if (originalMessageId === null || action === undefined || statusCode === undefined) return null;
  // The type of the code stands before it: smtp; 550 5.1.1 …
  const diagnostic = fieldIn(status, 'Diagnostic-Code')?.replace(/^[\w-]+\s*;\s*/u, '') ?? null;
  return { originalMessageId, action, statusCode, diagnostic: diagnostic?.slice(0, MOST_DIAGNOSTIC) ?? null };
}

async function parsed(raw: Uint8Array): Promise<{ readonly attachments: readonly Attachment[] } | null> {
  try {
    return await PostalMime.parse(raw, { ...limits, forceRfc822Attachments: true });
  } catch {
    return null;
  }
}

function textOf(attachment: Attachment | undefined): string {
  const content = attachment?.content ?? '';
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** The value of the first field of a name, unfolded (RFC 5322, 2.2.3). */
function fieldIn(text: string, name: string): string | null {
  const unfolded = text.replace(/\r?\n[ \t]+/gu, ' ');
  const line = unfolded.split(/\r?\n/u).find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}

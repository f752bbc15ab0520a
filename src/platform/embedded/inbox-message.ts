import PostalMime, { type Address } from 'postal-mime';

export interface InboxMessage {
  readonly id: string;
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** As the sender wrote it, ISO 8601 where it can be read. */
  readonly date: string;
  readonly text: string;
  readonly html: string;
  /** By lower-case name; a repeated one keeps its first value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAt: string;
}

export async function parseMessage(id: string, raw: Uint8Array): Promise<InboxMessage> {
  const mail = await PostalMime.parse(raw);
  return {
    id,
    messageId: mail.messageId ?? '',
    from: mail.from ? (addressesIn(mail.from)[0] ?? '') : '',
    to: (mail.to ?? []).flatMap(addressesIn),
    subject: mail.subject ?? '',
    date: mail.date ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value] as const).reverse()),
    receivedAt: instantIn(id),
  };
}

function addressesIn(address: Address): string[] {
  const mailboxes = address.group ?? [address];
  return mailboxes.flatMap((mailbox) => (mailbox.address ? [mailbox.address] : []));
}

function instantIn(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z');
}

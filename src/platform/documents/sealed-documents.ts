import { createHash } from 'node:crypto';
import { seal, type SubjectKeys, unseal } from '../../event-sourcing/subject-keys.js';
import { type DocumentName, DocumentStore } from './document-store.js';

/** What every place of documents has in common: it sees ciphertext only, bound to the name that it is kept under. */
export abstract class SealedDocuments extends DocumentStore {
  /** What is being written now: the same document at the same moment is written once. */
  private readonly writing = new Map<string, Promise<void>>();

  constructor(private readonly keys: SubjectKeys) {
    super();
  }

  async put(subject: string, bytes: Buffer): Promise<string> {
    const name = { subject, sha256: createHash('sha256').update(bytes).digest('hex') };
    const key = (await this.keys.forWriting([subject])).get(subject);
    if (key === undefined) throw new Error(`No key for ${subject}.`);
    await this.writeOnce(name, () => seal(key, bytes, contextOf(name)));
    return name.sha256;
  }

  async get(name: DocumentName): Promise<Buffer | null> {
    const sealed = await this.read(name);
    if (sealed === null) return null;
    const key = (await this.keys.forReading([name.subject])).get(name.subject);
    return key == null ? null : unseal(key, sealed, contextOf(name));
  }

  private writeOnce(name: DocumentName, sealed: () => Buffer): Promise<void> {
    const context = contextOf(name);
    const written = this.writing.get(context) ?? this.write(name, sealed()).finally(() => this.writing.delete(context));
    this.writing.set(context, written);
    return written;
  }

  /** Whole or not at all; over what is there under this name. */
  protected abstract write(name: DocumentName, sealed: Buffer): Promise<void>;

  protected abstract read(name: DocumentName): Promise<Buffer | null>;
}

const contextOf = ({ subject, sha256 }: DocumentName): string => `document ${subject} ${sha256}`;

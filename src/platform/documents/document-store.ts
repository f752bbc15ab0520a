/** What a document is found by: whose it is, and the SHA-256 (hex) of its bytes. */
export interface DocumentName {
  /** The subject under whose key it is encrypted: erased with the person or the delegation. */
  readonly subject: string;
  readonly sha256: string;
}

/** How long a document waits for the fact that names it; what nobody named is removed some time later. */
export const NAMED_WITHIN_MS = 24 * 3_600_000;

/** The store gave no answer, or not the one that was asked for. */
export class DocumentsUnavailable extends Error {
  override readonly name = 'DocumentsUnavailable';
}

/**
 * Photos, evidence, letters: content-addressed, encrypted per subject, written before the fact that names them.
 * The same bytes again are the same document, stored anew.
 */
export abstract class DocumentStore {
  /** @returns the SHA-256 (hex) of the bytes, once they are stored durably @throws SubjectDestroyed */
  abstract put(subject: string, bytes: Buffer): Promise<string>;

  /** When the bytes were last stored; null where there are none. */
  abstract storedAt(name: DocumentName): Promise<Date | null>;

  /** Null where there is none, or its subject is erased. @throws where the bytes were changed */
  abstract get(name: DocumentName): Promise<Buffer | null>;

  /** Also what an interrupted `put` may have left of it. */
  abstract remove(name: DocumentName): Promise<void>;

  async has(name: DocumentName): Promise<boolean> {
    return (await this.storedAt(name)) !== null;
  }

  /** Whether a new fact may name it: of an older one nobody knows whether it is being swept meanwhile. */
  async isFresh(name: DocumentName): Promise<boolean> {
    const storedAt = await this.storedAt(name);
    return storedAt !== null && Date.now() - storedAt.getTime() < NAMED_WITHIN_MS;
  }
}

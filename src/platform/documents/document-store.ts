/** What a document is found by: whose it is, and the SHA-256 (hex) of its bytes. */
export interface DocumentName {
  /** The subject under whose key it is encrypted: erased with the person or the delegation. */
  readonly subject: string;
  readonly sha256: string;
}

export interface StoredDocument extends DocumentName {
  readonly storedAt: Date;
}

/**
 * Photos, evidence, letters: content-addressed, encrypted per subject, written before the fact that names them.
 * The same bytes again are the same document.
 */
export abstract class DocumentStore {
  /** @returns the SHA-256 (hex) of the bytes, once they are stored durably */
  abstract put(subject: string, bytes: Buffer): Promise<string>;

  abstract has(name: DocumentName): Promise<boolean>;

  /** Null where there is none, or its subject is erased. @throws where the bytes were changed */
  abstract get(name: DocumentName): Promise<Buffer | null>;

  abstract remove(name: DocumentName): Promise<void>;

  /** Every document, to find those that no fact names. */
  abstract list(): AsyncIterable<StoredDocument>;
}

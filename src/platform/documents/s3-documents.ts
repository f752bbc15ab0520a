import { S3mini } from 's3mini';
import type { SubjectKeys } from '../../event-sourcing/subject-keys.js';
import { type DocumentName, DocumentsUnavailable, type StoredDocument } from './document-store.js';
import type { S3Bucket } from './s3-bucket.js';
import { SealedDocuments } from './sealed-documents.js';

const ANSWER_MS = 20_000;
const PAGE = 1_000;

/** One object a document, in a bucket of an S3 service. */
export class S3Documents extends SealedDocuments {
  private readonly bucket: S3mini;

  constructor(bucket: S3Bucket, keys: SubjectKeys) {
    super(keys);
    this.bucket = new S3mini({ ...bucket, requestAbortTimeout: ANSWER_MS });
  }

  async storedAt(name: DocumentName): Promise<Date | null> {
    const key = keyOf(name);
    const { objects } = await this.page(key, 1);
    return objects.find(({ Key }) => Key === key)?.LastModified ?? null;
  }

  async remove(name: DocumentName): Promise<void> {
    await answered(this.bucket.deleteObject(keyOf(name)));
  }

  async *list(): AsyncIterable<StoredDocument> {
    let next: string | undefined;
    do {
      const page = await this.page('', PAGE, next);
      for (const { Key, LastModified } of page.objects) {
        const [, subject, sha256] = /^([^/]+)\/([0-9a-f]{64})$/u.exec(Key) ?? [];
        // What else lies in the bucket is not ours to touch.
        if (subject !== undefined && sha256 !== undefined)
          yield { subject: subjectIn(subject), sha256, storedAt: LastModified };
      }
      ({ next } = page);
    } while (next !== undefined);
  }

  protected async write(name: DocumentName, sealed: Buffer): Promise<void> {
    await answered(this.bucket.putObject(keyOf(name), sealed));
  }

  protected async read(name: DocumentName): Promise<Buffer | null> {
    const bytes = await answered(this.bucket.getObjectArrayBuffer(keyOf(name)));
    return bytes === null ? null : Buffer.from(bytes);
  }

  private async page(prefix: string, most: number, from?: string): Promise<Listed> {
    const page = await answered(this.bucket.listObjectsPaged('/', prefix, most, from));
    if (page?.objects == null) throw new DocumentsUnavailable('There is no such bucket.');
    return { objects: page.objects, next: page.nextContinuationToken };
  }
}

interface Listed {
  readonly objects: readonly { readonly Key: string; readonly LastModified: Date }[];
  readonly next: string | undefined;
}

// Not every service and proxy keeps a percent sign of a key as it is, so a subject stands in base64url.
const keyOf = ({ subject, sha256 }: DocumentName): string => `${Buffer.from(subject).toString('base64url')}/${sha256}`;
const subjectIn = (folder: string): string => Buffer.from(folder, 'base64url').toString();

/** What the service says of an error may quote the request, so only its code is kept. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new DocumentsUnavailable(`The document store failed: ${code}.`);
  }
}

import { S3mini } from 's3mini';
import type { SubjectKeys } from '../../event-sourcing/subject-keys.js';
import { type DocumentName, DocumentsUnavailable } from './document-store.js';
import type { S3Bucket } from './s3-bucket.js';
import { SealedDocuments } from './sealed-documents.js';

const ANSWER_MS = 20_000;

/** One object a document, in a bucket of an S3 service. */
export class S3Documents extends SealedDocuments {
  private readonly bucket: S3mini;

  constructor(bucket: S3Bucket, keys: SubjectKeys) {
    super(keys);
    this.bucket = new S3mini({ ...bucket, requestAbortTimeout: ANSWER_MS });
  }

  async storedAt(name: DocumentName): Promise<Date | null> {
    const key = keyOf(name);
    const page = await answered(this.bucket.listObjectsPaged('/', key, 1));
    if (page?.objects == null) throw new DocumentsUnavailable('There is no such bucket.');
    return page.objects.find(({ Key }) => Key === key)?.LastModified ?? null;
  }

  async remove(name: DocumentName): Promise<void> {
    await answered(this.bucket.deleteObject(keyOf(name)));
  }

  protected async write(name: DocumentName, sealed: Buffer): Promise<void> {
    await answered(this.bucket.putObject(keyOf(name), sealed));
  }

  protected async read(name: DocumentName): Promise<Buffer | null> {
    const bytes = await answered(this.bucket.getObjectArrayBuffer(keyOf(name)));
    return bytes === null ? null : Buffer.from(bytes);
  }
}

// Not every service and proxy keeps a percent sign of a key as it is, so a subject stands in base64url.
const keyOf = ({ subject, sha256 }: DocumentName): string => `${Buffer.from(subject).toString('base64url')}/${sha256}`;

/** What the service says of an error may quote the request, so only its code is kept. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new DocumentsUnavailable(`The document store failed: ${code}.`);
  }
}

import { join } from 'node:path';
import type { SubjectKeys } from '../../event-sourcing/subject-keys.js';
import type { Settings } from '../settings.js';
import { DiskDocuments } from './disk-documents.js';
import type { DocumentStore } from './document-store.js';
import { s3BucketOf } from './s3-bucket.js';
import { S3Documents } from './s3-documents.js';

/** In the bucket that is set, and otherwise in the data folder. */
export function documentsOf({ documentsUrl = '', dataFolder }: Settings, keys: SubjectKeys): DocumentStore {
  const bucket = s3BucketOf(documentsUrl);
  return bucket === undefined ? new DiskDocuments(join(dataFolder, 'documents'), keys) : new S3Documents(bucket, keys);
}

import { Module } from '@nestjs/common';
import { Consumers } from '../event-sourcing/consumers.js';
import { Rounds } from '../platform/work.js';
import { documentsProjection } from './documents.projection.js';
import { SweepDocuments } from './sweep-documents.js';

const HOUR_MS = 3_600_000;

/** What the store of documents (`src/platform/documents`) cannot know, since it knows no facts: which documents are named, and which are to go. */
@Module({ providers: [SweepDocuments] })
export class DocumentsModule {
  constructor(consumers: Consumers, rounds: Rounds, sweeper: SweepDocuments) {
    consumers.project(documentsProjection);
    rounds.every(HOUR_MS, 'sweep-documents', (signal?: AbortSignal) => sweeper.sweep(signal));
  }
}

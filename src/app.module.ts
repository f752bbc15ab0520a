import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { catalogueOf } from './event-sourcing/event.js';
import { EventSourcingModule } from './event-sourcing/event-sourcing.module.js';
import { meetingFacts } from './meetings/meetings.events.js';
import { meetingRejections } from './meetings/meetings.rejections.js';
import type { Entity } from './platform/database.js';
import { LifeCycle, WORKS } from './platform/life-cycle.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';

export interface AppOptions extends PlatformOptions {
  /** Whether this process follows the log and does jobs. */
  readonly worker: boolean;
}

// The table of contents: a capability stands in each of these lists.
const capabilities: NonNullable<ModuleMetadata['imports']> = [];
const facts = catalogueOf([meetingFacts]);
const rejections = { ...meetingRejections };
const entities: readonly Entity[] = [];

@Module({})
export class AppModule {
  static with({ worker, ...platform }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(platform, { entities, rejections }), EventSourcingModule.with(facts), ...capabilities],
      providers: [LifeCycle, { provide: WORKS, useValue: worker }],
    };
  }
}

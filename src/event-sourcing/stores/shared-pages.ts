import { LRUCache } from 'lru-cache';
import type { Page } from '../event-store.js';

/** Readers who follow close behind each other ask the store once: a full page never changes, and one that is being read is waited for. */
export class SharedPages {
  private readonly full = new LRUCache<string, Page>({ max: 8 });
  private readonly reading = new Map<string, Promise<Page>>();

  constructor(private readonly read: (after: string, limit: number) => Promise<Page>) {}

  async page(after: string, limit: number): Promise<Page> {
    const key = `${after}|${limit}`;
    const known = this.full.get(key);
    if (known !== undefined) return known;
    const underWay = this.reading.get(key) ?? this.read(after, limit).finally(() => this.reading.delete(key));
    this.reading.set(key, underWay);
    const page = await underWay;
    if (page.facts.length === limit) this.full.set(key, page);
    return page;
  }

  forget(): void {
    this.full.clear();
  }
}

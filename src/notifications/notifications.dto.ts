import { type Message } from './notifications.entity.js';

export class MessagePage {
  readonly items: Message[];
  readonly next: string | null;
}

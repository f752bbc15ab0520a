import { Optional, OneOf } from '../platform/edge/shapes.js';
import { PageQuery } from '../platform/edge/pages.js';
import { type Message } from './notifications.entity.js';
import { type MessageKind, messageKinds } from './notifications.events.js';
import { type MessageStatus, messageStatuses } from './notifications.state.js';

export class ListMessagesQuery extends PageQuery {
  @Optional() @OneOf(messageStatuses) readonly status?: MessageStatus;
  @Optional() @OneOf(messageKinds) readonly kind?: MessageKind;
}

export class MessagePage {
  readonly items: Message[];
  readonly next: string | null;
}

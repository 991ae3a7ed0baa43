import type { SpanAttributes } from '@countersign/runtime';

/** What the spans of a job tell, where it is sent and where it is done (semantic conventions for messaging). */
export function jobAttributes({ queue, id, topic }: { queue: string; id: string; topic: string }): SpanAttributes {
  return {
    'messaging.system': 'bullmq',
    'messaging.destination.name': queue,
    'messaging.message.id': id,
    'countersign.topic': topic,
  };
}

import { addOutboxTraceparent, type Migration } from '@countersign/db';

/** Announcements tell which work made them. */
export const traces: Migration = { up: addOutboxTraceparent };

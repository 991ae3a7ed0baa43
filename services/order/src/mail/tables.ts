import type { Generated } from 'kysely';
import type { Json } from '../json.ts';
import type { BillingMessage, StoredParams } from './mail.ts';

/** Table of what buyers are told about their orders and subscriptions. */
export interface MailTables {
  mails: {
    id: string;
    /** What it is about: the same is told once. */
    key: string;
    message: BillingMessage;
    orderId: string;
    params: Json<StoredParams>;
    createdAt: Date;
    sentAt: Generated<Date | null>;
  };
}

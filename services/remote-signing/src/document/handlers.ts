import type { Handlers } from '@countersign/grpc';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { Clock } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { RemoteSigningOutcomes } from '../outcomes.ts';

export interface DocumentDependencies {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  /** Seals the content. */
  keyring: Keyring;
}

type DocumentHandlers = Pick<
  Handlers<typeof RemoteSigningServiceService>,
  | 'startDocument'
  | 'appendDocument'
  | 'finishDocument'
  | 'listDocuments'
  | 'getDocument'
  | 'readDocument'
  | 'deleteDocument'
>;

/** The handlers of stored documents. */
export function createDocumentHandlers(
  _deps: DocumentDependencies & { counted: RemoteSigningOutcomes },
): DocumentHandlers {
  const missing = (name: string) => () => Promise.reject(new Error(`${name} is not there`));
  return {
    startDocument: missing('startDocument'),
    appendDocument: missing('appendDocument'),
    finishDocument: missing('finishDocument'),
    listDocuments: missing('listDocuments'),
    getDocument: missing('getDocument'),
    readDocument: missing('readDocument'),
    deleteDocument: missing('deleteDocument'),
  };
}

import { MessageInbox } from '../../../test/src/message-inbox.ts';
import { PersistentClient } from '../persistent-client.ts';
import { employOfficer, enrolSigner, type Signer } from '../signing/people.ts';

export interface EnrolOptions {
  /** Address of the gateway, or of what stands before it. */
  url: string;
  inboxUrl: string;
  /** Makes an invitation of the first operator. */
  inviteOperator: () => Promise<string>;
  /** Folder for the apps on people's phones. */
  folder: string;
  /** How many people. */
  count: number;
}

/** Makes people with an account, a soft token on their phone, validated names and a credential to sign with. */
export async function enrolPeople({ url, inboxUrl, inviteOperator, folder, count }: EnrolOptions): Promise<Signer[]> {
  // A busy machine may be late; people try again.
  const api = new PersistentClient(url);
  const inbox = new MessageInbox(inboxUrl);
  const officer = await employOfficer({ api, inbox }, inviteOperator);
  const people: Signer[] = [];
  for (let number = 0; number < count; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- the officer has one session, whose tokens are taken anew for each
    people.push(await enrolSigner({ api, inbox, folder, officer }, `resident${number}`, [{}]));
  }
  return people;
}

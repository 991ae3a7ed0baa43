import { createHash } from 'node:crypto';
import type { OAuthClient } from '@countersign/proto/oauth';
import type { AuthoriseDigestsRequest } from '@countersign/proto/signing-application';
import type { TestClient } from '@countersign/testing';
import type { NewGrant } from '../src/oauth/grant-store.ts';
import { alice, type Harness } from './harness.ts';
import { createOAuthHouse } from './oauth-house.ts';
import { rightCode } from './outside-parties.ts';

/** The digest of a text. */
export const digestOf = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

/** Digests of texts, each under the text as its name. */
export const labelled = (...texts: string[]) => texts.map((text) => ({ digest: digestOf(text), label: text }));

/** An application, and the grant by which it acts. */
export interface TestApplication {
  id: string;
  grantId: string;
}

/** What applications do on a harness. */
export async function createApplicationHouse(house: Harness, credentialId: string) {
  const oauth = createOAuthHouse(house);
  /** An application that may collect factors, and what alice granted it. */
  const letIn = async (over: Partial<OAuthClient> = {}, grant: Partial<NewGrant> = {}): Promise<TestApplication> => {
    const { id } = await oauth.register({ explicitAuthorisation: true, responseHosts: ['shop.example.com'], ...over });
    const { id: grantId } = await oauth.grant(id, { codeUsedAt: house.clock.now(), ...grant });
    return { id, grantId };
  };
  const shop = await letIn();
  /** A call by the token of an application. */
  const by = async (client: TestApplication & Partial<TestClient>, actor = alice) =>
    await house.as({ ...actor, client: { scope: 'service', ...client } });
  const authorise = async (over: Partial<AuthoriseDigestsRequest> = {}, app = shop) => {
    const digests = over.digests ?? labelled('contract');
    const request = {
      credentialId,
      signatures: digests.length,
      digests,
      hashAlgorithm: 'SHA-256',
      digestKind: 0,
      factors: [{ id: '', value: rightCode }],
      description: 'A contract',
      ...over,
    };
    return await house.applications.authoriseDigests(request, await by(app));
  };
  return {
    oauth,
    /** One that is there from the beginning. */
    shop,
    letIn,
    by,
    authorise,
    /** What an application holds once signatures were authorised: the handle, and the token that carries it. */
    activate: async (over: Partial<AuthoriseDigestsRequest> = {}, app = shop) => {
      const { activation } = await authorise(over, app);
      if (activation === undefined) throw new Error('nothing is authorised');
      const { authorisationId, credentialId: of } = activation;
      const ids = { authorisationId, tokenId: authorisationId, credentialId: of };
      return { ...activation, token: { ...app, scope: 'credential' as const, ...ids } };
    },
  };
}

export type ApplicationHouse = Awaited<ReturnType<typeof createApplicationHouse>>;
export type Activation = Awaited<ReturnType<ApplicationHouse['activate']>>;

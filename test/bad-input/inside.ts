import { createServiceAuthority, createServiceCertificate } from '@countersign/platform';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AbusedPlatform } from '../src/abused-platform.ts';
import { type Belongings, collect, oneOfEach } from '../src/belongings.ts';
import { awaitEntry, cards, fillCart, orderCart, type Proved, readOrder } from '../src/buying.ts';
import { listForgedJobs, runForgedJobs } from '../src/forged-jobs.ts';
import { forgeTokens } from '../src/forged-tokens.ts';
import { type Callee, certificateOf, connectTo, contracts, methodsOf } from '../src/insider.ts';
import { addBuyer, addOfficer, type Buyer, newPerson } from '../src/members.ts';

/** Tries what callers within the platform, forged actors and forged jobs are refused. */
export function describeInside(running: () => AbusedPlatform): void {
  describe('inside the platform', () => {
    let abused: AbusedPlatform;
    let buyer: Buyer;
    let mine: Belongings;
    /** Never completed. */
    let unpaid: Proved;

    beforeAll(async () => {
      abused = running();
      const { api, inviteOperator } = abused;
      const [ann, officer] = await Promise.all([
        addBuyer(abused, 'ann', oneOfEach, cards.capturedTwice),
        inviteOperator().then((invitation) => addOfficer(abused, invitation)),
      ]);
      buyer = ann;
      mine = await collect(abused, buyer, officer);
      unpaid = await orderCart(api, await fillCart(api), newPerson('lee'));
    }, 300_000);

    const callees = Object.keys(contracts) as Callee[];

    describe('a caller within the platform', () => {
      type Calls = Readonly<Partial<Record<Callee, readonly string[]>>>;
      const shopCatalog = ['getProduct', 'getProductVersion', 'listTiers', 'planRenewals'];
      const statusAndTime = ['answerOcsp', 'createTimestamp'];
      const administration = ['assignGridCard', 'changeUserAuthenticator', 'listUserAuthenticators'];
      const registration = ['getClient', 'listClients', 'registerClient', 'rotateClientSecret', 'updateClient'];
      // What a service may ask another for.
      const internal: Readonly<Record<string, Calls>> = {
        order: { catalog: [...shopCatalog, 'priceLines'] },
        enrollment: {
          catalog: [...shopCatalog, 'getValidity'],
          order: ['getOrder', 'getPaidOrder', 'getRefund', 'getSubscriptionState', 'moveOrder', 'recordEnrolmentStep'],
          identity: ['getMe', 'getStaffRoles', 'introspectSession', 'registerUser', 'revokeSessions'],
          'second-factor': [...administration, 'askVerification', 'verify'],
          'certificate-authority': ['issueServerCertificate', 'revokeCertificate'],
        },
        identity: {
          'second-factor': [
            'askLoginFactor',
            'getLoginFactors',
            'getSetUpProgress',
            'grantReplacement',
            'issueEmergencyCode',
            'listPolicyDeviations',
            'listUserAuthenticators',
            'releaseUser',
            'sendCode',
            'sendLoginPin',
            'verifyCode',
            'verifyLoginCode',
          ],
        },
        'remote-signing': {
          enrollment: ['consumeLicence', 'getReservation', 'releaseLicence', 'reserveLicence'],
          identity: ['getValidatedPerson', 'introspectSession', 'revokeSessions'],
          'second-factor': [
            'answerSigningChallenge',
            'askSigningFactor',
            'askVerification',
            'createSigningChallenge',
            'getFactorReplacement',
            'verify',
          ],
          'certificate-authority': [
            ...statusAndTime,
            'getCrl',
            'holdCertificate',
            'issueSigningCertificate',
            'listAuthorities',
            'revokeCertificate',
          ],
          signer: [
            'authorise',
            'destroyKey',
            'endAuthorisation',
            'extendAuthorisation',
            'generateKey',
            'getVerificationKeys',
            'listKeyHistory',
            'resumeKey',
            'setKeyPolicy',
            'signDigests',
            'suspendKey',
          ],
        },
        ops: {
          identity: ['createOperatorInvitation', 'introspectSession', 'revokeSessions'],
          'certificate-authority': [
            'attestAuthorityKeys',
            'getCrl',
            'installCeremonyResult',
            'listAuthorities',
            'listCertificationRequests',
          ],
          'remote-signing': registration,
          signer: ['attest', 'rewrapKeys'],
        },
        catalog: {},
        'second-factor': {},
        signer: {},
        'certificate-authority': {},
      };
      const publicReads = ['getCrl', 'listAuthorities', ...statusAndTime, ...shopCatalog, 'getValidity', 'priceLines'];
      const alsoOfGateway = ['getMe', 'getOrder', ...publicReads, ...administration, ...registration];
      const isForGateway = (callee: Callee) => (method: string) =>
        alsoOfGateway.includes(method) || !Object.values(internal).some((calls) => calls[callee]?.includes(method));
      const calls: typeof internal = {
        ...internal,
        gateway: Object.fromEntries(callees.map((callee) => [callee, methodsOf(callee).filter(isForGateway(callee))])),
      };

      it.each(Object.keys(calls))(
        '%s may use exactly the methods on its list',
        async (name) => {
          const tls = await certificateOf(abused.platform, name);
          for (const callee of callees) {
            const connection = connectTo(abused.platform, callee, tls);
            // oxlint-disable-next-line no-await-in-loop
            const answers = await Promise.all(
              methodsOf(callee).map(async (method) => [method, await connection.call(method)] as const),
            );
            connection.close();
            const open = answers.filter(([, reason]) => reason !== 'CALLER_NOT_ALLOWED');
            expect([callee, open.map(([method]) => method).toSorted()]).toEqual([
              callee,
              (calls[name]?.[callee] ?? []).toSorted(),
            ]);
            // Even an empty request is refused for a reason, not by a fault.
            expect(open.filter(([, reason]) => reason !== 'ok' && !/^[A-Z_]+$/.test(reason))).toEqual([]);
          }
        },
        30_000,
      );

      it('is not even heard with a certificate of another authority', async () => {
        const { ca } = await certificateOf(abused.platform, 'gateway');
        const { cert, key } = await createServiceCertificate(await createServiceAuthority(), 'gateway');
        for (const callee of callees) {
          const connection = connectTo(abused.platform, callee, { ca, cert, key });
          // oxlint-disable-next-line no-await-in-loop
          const said = await Promise.all(methodsOf(callee).map((method) => connection.call(method)));
          connection.close();
          expect([callee, [...new Set(said)]]).toEqual([callee, ['SERVICE_UNAVAILABLE']]);
        }
      }, 30_000);
    });

    describe('a forged actor', () => {
      it('is refused by every service and at the edge, whatever is wrong with his token', async () => {
        const { api, platform } = abused;
        const forged = await forgeTokens(platform, buyer.token);
        expect(Object.keys(forged)).toHaveLength(10);
        const gateway = await certificateOf(platform, 'gateway');
        for (const callee of callees) {
          const tls = callee === 'signer' ? await certificateOf(platform, 'remote-signing') : gateway;
          const method =
            { signer: 'destroyKey', 'certificate-authority': 'listAuthorities' }[callee as string] ??
            methodsOf(callee)[0] ??
            '';
          const connection = connectTo(platform, callee, tls);
          for (const [what, token] of Object.entries(forged)) {
            api.secrets.add(token);
            expect([callee, what, await connection.call(method, token)]).toEqual([callee, what, 'TOKEN_INVALID']);
          }
          expect([callee, await connection.call(method, buyer.token)]).not.toEqual([callee, 'TOKEN_INVALID']);
          connection.close();
        }
        for (const token of Object.values(forged)) await api.refused(401, 'TOKEN_INVALID', 'GET', '/v1/me', { token });
      }, 30_000);
    });

    describe('a job written into Redis by hand', () => {
      it('changes nothing and sends nothing, whatever it says', async () => {
        const { api, databases, inbox, platform } = abused;
        const { id: userId } = await api.ask<{ id: string }>('GET', '/v1/me', { token: buyer.token });
        const surplus = await awaitEntry(api, buyer.order, 'surplus_refunded');
        const one = async (owner: Parameters<typeof databases.query>[0], statement: string, values: string[] = []) => {
          const [row] = await databases.query<{ id: string }>(owner, statement, values);
          if (row === undefined) throw new Error(`nothing happened yet: ${statement}`);
          return row.id;
        };
        const order = [buyer.order.id];
        const jobs = listForgedJobs({
          userId,
          authenticatorId: buyer.authenticatorId,
          paidOrderId: buyer.order.id,
          unpaidOrderId: unpaid.id,
          // It gave money back that bought nothing.
          refundId: await one('order', 'select id from refunds where order_id = $1', order),
          subscriptionId: surplus.subscriptionIds[0] ?? '',
          eventId: await one('order', 'select id from payment_events'),
          mailId: await one('order', 'select id from mails'),
          activationId: await one('enrollment', 'select id from activations'),
          invitationId: mine.invitationId,
          requestId: mine.certificateRequestId,
          certificateId: mine.certificateId,
          deliveryId: await one('second-factor', 'select id from pin_deliveries'),
          recoveryFlowId: mine.recovery.id,
          sessionId: mine.sessionId,
          contactChangeId: mine.contactChangeId,
          accountId: mine.accountId,
          credentialId: mine.credential.id,
        });
        // The work that real jobs still owe.
        await databases.settle();
        const messages = await inbox.list();
        const before = await databases.fingerprint();
        await runForgedJobs(platform, jobs);
        expect(await databases.fingerprint()).toEqual(before);
        expect(await inbox.list()).toEqual(messages);
        expect(await readOrder(api, unpaid)).toMatchObject({ status: 'details_complete' });
      }, 60_000);
    });
  });
}

import { type Caller, type CallerOptions, createCaller, createHealthProbe } from '@countersign/grpc';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { IdentityServiceService } from '@countersign/proto/identity';
import { OAuthServiceService } from '@countersign/proto/oauth';
import { OrderServiceService } from '@countersign/proto/order';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import type { ServiceName } from './config.ts';

export type CatalogClient = Pick<
  Caller<typeof CatalogServiceService>,
  'listFamilies' | 'listProducts' | 'getProduct' | 'getValidity' | 'getSupport' | 'getGeneration'
>;
export type OrderClient = Pick<
  Caller<typeof OrderServiceService>,
  | 'createCart'
  | 'getCart'
  | 'addCartLine'
  | 'updateCartLine'
  | 'removeCartLine'
  | 'getOwnCart'
  | 'mergeCart'
  | 'createQuote'
  | 'getQuote'
  | 'createOrder'
  | 'getOrder'
  | 'listOrders'
  | 'setContacts'
  | 'addPayment'
  | 'completeOrder'
  | 'cancelOrder'
  | 'requestRefund'
  | 'getOrderDocument'
  | 'getCheckoutOptions'
  | 'listSubscriptions'
  | 'getSubscription'
  | 'setSubscriptionRenewal'
  | 'renewSubscription'
  | 'listTroubledOrders'
  | 'retryOrder'
  | 'refundOrder'
  | 'ingestPaymentEvent'
>;
export type EnrollmentClient = Pick<
  Caller<typeof EnrollmentServiceService>,
  | 'describeActivation'
  | 'activate'
  | 'resendActivation'
  | 'changeActivationContact'
  | 'listClaims'
  | 'acceptClaim'
  | 'listMemberships'
  | 'listMembershipChanges'
  | 'getAccount'
  | 'updateAccount'
  | 'previewUpgrade'
  | 'upgradeAccount'
  | 'listMembers'
  | 'changeMemberRoles'
  | 'removeMember'
  | 'listMemberAuthenticators'
  | 'changeMemberAuthenticator'
  | 'assignMemberGridCard'
  | 'inviteMember'
  | 'withdrawInvitation'
  | 'describeInvitation'
  | 'acceptInvitation'
  | 'getInventory'
  | 'listLicences'
  | 'getLicence'
  | 'recycleLicence'
  | 'listInventoryEntries'
  | 'proveInventory'
  | 'createIssuanceRequest'
  | 'getIssuanceRequest'
  | 'listIssuanceRequests'
  | 'decideIssuanceRequest'
  | 'cancelIssuanceRequest'
  | 'listCertificates'
  | 'getCertificate'
  | 'getCertificateFile'
  | 'revokeCertificate'
>;
export type IdentityClient = Pick<
  Caller<typeof IdentityServiceService>,
  | 'startLoginFlow'
  | 'startStepUpFlow'
  | 'getLoginPolicy'
  | 'getLoginFlow'
  | 'submitPassword'
  | 'submitCode'
  | 'chooseFactor'
  | 'reportFactorLoss'
  | 'resendPin'
  | 'useAlternativeChannel'
  | 'setLoginFlowLanguage'
  | 'cancelLoginFlow'
  | 'refreshSession'
  | 'endSession'
  | 'listSessions'
  | 'endSessions'
  | 'setSessionAccount'
  | 'listEndedSessions'
  | 'startRecoveryFlow'
  | 'getRecoveryFlow'
  | 'submitRecoveryCode'
  | 'submitRecoveryAnswers'
  | 'submitRecoveryFactorCode'
  | 'chooseRecoveryFactor'
  | 'submitNewPassword'
  | 'resendRecoveryCode'
  | 'setRecoveryFlowLanguage'
  | 'cancelRecoveryFlow'
  | 'changePassword'
  | 'listRecoveryQuestions'
  | 'setRecoveryAnswers'
  | 'updateMe'
  | 'getMe'
  | 'getSetUpProgress'
  | 'listPolicyDeviations'
  | 'listAccountAudit'
  | 'proveAccountAudit'
  | 'listMyAudit'
  | 'submitPersonalValidation'
  | 'getPersonalValidation'
  | 'listPersonalValidations'
  | 'decidePersonalValidation'
  | 'addEvidenceFile'
  | 'getEvidenceFile'
  | 'inviteSigner'
  | 'listSignerInvitations'
  | 'withdrawSignerInvitation'
  | 'describeSignerInvitation'
  | 'sendSignerMobileCode'
  | 'acceptSignerInvitation'
  | 'startContactChange'
  | 'confirmContactChange'
  | 'acceptOperatorInvitation'
  | 'inviteStaff'
  | 'listStaffInvitations'
  | 'withdrawStaffInvitation'
  | 'listStaff'
  | 'setStaffRoles'
  | 'getUserStatus'
  | 'releaseUser'
  | 'requestEmergencyCode'
  | 'collectEmergencyCode'
  | 'listApprovals'
  | 'decideApproval'
>;
export type SecondFactorClient = Pick<
  Caller<typeof SecondFactorServiceService>,
  | 'enrolAuthenticator'
  | 'activateAuthenticator'
  | 'listAuthenticators'
  | 'renameAuthenticator'
  | 'removeAuthenticator'
  | 'resynchroniseAuthenticator'
  | 'askAuthenticator'
  | 'listUserAuthenticators'
  | 'changeUserAuthenticator'
  | 'getAccountFactorPolicy'
  | 'setAccountFactorPolicy'
  | 'checkAccountFactorPolicy'
  | 'switchSoftTokenPlatform'
  | 'describeSoftTokenService'
  | 'startSoftTokenActivation'
  | 'finishSoftTokenActivation'
  | 'checkSoftTokenCode'
  | 'recordDeliveryReceipt'
  | 'downloadEgrid'
  | 'assignGridCard'
  | 'createGridCardBatch'
  | 'listGridCardBatches'
  | 'getGridCardBatch'
  | 'getGridCardPrintFile'
  | 'voidGridCardBatch'
>;
export type RemoteSigningClient = Pick<
  Caller<typeof RemoteSigningServiceService>,
  | 'createCredential'
  | 'rekeyCredential'
  | 'listCredentials'
  | 'getCredential'
  | 'listCredentialsOfUser'
  | 'setCredentialPolicy'
  | 'suspendCredential'
  | 'resumeCredential'
  | 'revokeCredential'
  | 'listCredentialHistory'
  | 'getVerificationKeys'
  | 'startDocument'
  | 'appendDocument'
  | 'finishDocument'
  | 'listDocuments'
  | 'getDocument'
  | 'readDocument'
  | 'deleteDocument'
  | 'validateDocument'
  | 'createSignatureRequest'
  | 'listSignatureRequests'
  | 'cancelSignatureRequest'
  | 'askSignatureFactor'
  | 'authoriseSignatureRequest'
  | 'getSignatureRequest'
>;
/** Applications: their registration, what they ask users for, what they were granted. */
export type OAuthClient = Caller<typeof OAuthServiceService>;
/** What applications do with the credentials of users. */
export type ApplicationClient = Caller<typeof SigningApplicationServiceService>;
export type CertificateAuthorityClient = Pick<
  Caller<typeof CertificateAuthorityServiceService>,
  'listAuthorities' | 'getCrl' | 'answerOcsp' | 'createTimestamp'
>;

/** The services behind the gateway, each narrowed to the methods that a route uses. */
export interface Clients {
  catalog: CatalogClient;
  order: OrderClient;
  enrollment: EnrollmentClient;
  identity: IdentityClient;
  secondFactor: SecondFactorClient;
  remoteSigning: RemoteSigningClient;
  oauth: OAuthClient;
  applications: ApplicationClient;
  certificateAuthority: CertificateAuthorityClient;
}

/** Resolves when a dependency works within `limitMs`; rejects otherwise. */
export type Probe = (limitMs: number) => Promise<void>;

export interface Connections {
  clients: Clients;
  /** One probe per service, by its name. */
  probes: Readonly<Record<string, Probe>>;
  close(): void;
}

/** Time limit of a call that signs or issues: several services take part in it. */
const longCallMs = 10_000;

/** Connects to every service; connections are opened by the first call. */
export function connect(
  addresses: Readonly<Record<ServiceName, string>>,
  calling: Pick<CallerOptions, 'tls' | 'metrics'>,
): Connections {
  const to = (callee: ServiceName) => ({ address: addresses[callee], callee, ...calling });
  const clients = {
    catalog: createCaller(CatalogServiceService, to('catalog')),
    order: createCaller(OrderServiceService, { ...to('order'), timeoutMs: longCallMs }),
    enrollment: createCaller(EnrollmentServiceService, { ...to('enrollment'), timeoutMs: longCallMs }),
    identity: createCaller(IdentityServiceService, to('identity')),
    secondFactor: createCaller(SecondFactorServiceService, to('second-factor')),
    remoteSigning: createCaller(RemoteSigningServiceService, { ...to('remote-signing'), timeoutMs: longCallMs }),
    oauth: createCaller(OAuthServiceService, { ...to('remote-signing'), timeoutMs: longCallMs }),
    applications: createCaller(SigningApplicationServiceService, { ...to('remote-signing'), timeoutMs: longCallMs }),
    certificateAuthority: createCaller(CertificateAuthorityServiceService, to('certificate-authority')),
  };
  const probes = Object.keys(addresses).map((name) => ({ name, probe: createHealthProbe(to(name as ServiceName)) }));
  return {
    clients,
    probes: Object.fromEntries(probes.map(({ name, probe }) => [name, (limitMs: number) => probe.check(limitMs)])),
    close: () => {
      for (const client of Object.values(clients)) client.close();
      for (const { probe } of probes) probe.close();
    },
  };
}

// Made from gateway/openapi.json by `npm run generate`; not to be changed by hand.

/** Operations that take an `Idempotency-Key`: method and path. */
export const keyedOperations: readonly string[] = [
  'POST /v1/documents',
  'POST /v1/orders',
  'POST /v1/orders/{orderId}/payments',
  'POST /v1/orders/{orderId}/completion',
  'POST /v1/orders/{orderId}/refunds',
  'POST /v1/subscriptions/{subscriptionId}/renewals',
  'POST /v1/staff/grid-card-batches',
  'POST /v1/staff/orders/{orderId}/refunds',
  'POST /v1/certificate-requests',
  'POST /v1/certificates/{certificateId}/renewals',
  'POST /v1/certificates/{certificateId}/reissues',
  'POST /v1/certificates/{certificateId}/duplicates',
  'POST /v1/credentials',
  'POST /v1/credentials/{credentialId}/rekey',
  'POST /v1/signatures',
  'POST /v1/staff/applications',
];

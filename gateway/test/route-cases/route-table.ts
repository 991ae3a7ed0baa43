import type { Answers } from '../gateway.ts';
import { accountCases } from './accounts.ts';
import { applicationCases } from './applications.ts';
import { auditCases } from './audit.ts';
import { authenticatorCases } from './authenticators.ts';
import { catalogAndCartCases } from './catalog-and-carts.ts';
import { certificateCases } from './certificates.ts';
import { credentialCases } from './credentials.ts';
import { deliveryReceiptCases } from './delivery-receipts.ts';
import { gridCardCases } from './grid-cards.ts';
import { inventoryCases } from './inventory.ts';
import { loginCases } from './login.ts';
import { meAndStaffCases } from './me-and-staff.ts';
import { memberAuthenticatorCases } from './member-authenticators.ts';
import { orderCases } from './orders.ts';
import { recoveryCases } from './recovery.ts';
import type { RouteCase } from './route-case.ts';
import { sessionCases } from './sessions.ts';
import { setUpCases } from './set-up.ts';
import { signerCases } from './signers.ts';
import { signingCases } from './signing.ts';
import { softTokenCases } from './soft-tokens.ts';
import { staffCases } from './staff.ts';
import { staffAuthenticatorCases } from './staff-authenticators.ts';
import { textCases } from './texts.ts';
import { validationCases } from './validations.ts';

/** A right use of every route under `/v1`. */
export const routeTable: readonly RouteCase[] = [
  ...catalogAndCartCases,
  ...orderCases,
  ...loginCases,
  ...sessionCases,
  ...recoveryCases,
  ...meAndStaffCases,
  ...staffCases,
  ...signerCases,
  ...setUpCases,
  ...authenticatorCases,
  ...staffAuthenticatorCases,
  ...gridCardCases,
  ...softTokenCases,
  ...deliveryReceiptCases,
  ...accountCases,
  ...memberAuthenticatorCases,
  ...auditCases,
  ...inventoryCases,
  ...certificateCases,
  ...credentialCases,
  ...signingCases,
  ...validationCases,
  ...applicationCases,
  ...textCases,
];

/** All answers of the table at once, for tests that ask every route. */
export function allAnswers(): Answers {
  const all: Record<string, object> = {};
  for (const { answers } of routeTable) {
    for (const [service, methods] of Object.entries(answers)) all[service] = { ...all[service], ...methods };
  }
  return all;
}

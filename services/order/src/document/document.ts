import { type DomainError, notFound } from '@countersign/errors';
import type { Money } from '../money.ts';
import type { PaymentOption } from '../quote/quote.ts';
import type { Seller } from './seller.ts';

export const documentKinds = ['invoice', 'receipt', 'credit_note'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A document as an order lists it. */
export interface OrderDocument {
  /** Prefixed `inv_`. */
  id: string;
  kind: DocumentKind;
  /** Without gaps per kind and year. */
  number: string;
  issuedAt: Date;
  /** With tax; what is paid back for a credit note. */
  total: Money;
}

/** A line of a document. JSON has no integers of 64 bits, hence amounts as text; moments are ISO 8601. */
export interface DocumentLine {
  productCode: string;
  productName: string;
  licences: number;
  extraDomains: string[];
  paymentOption: PaymentOption;
  /** The time that is paid by it. */
  from: string;
  to: string;
  /** Before discounts, without tax; absent where it is not known for this charge. */
  listMinor?: string;
  discounts: { id: string; amountMinor: string }[];
  /** Without tax. */
  netMinor: string;
}

/** What a document says, frozen when it is issued: whatever changes later, it is drawn the same. */
export interface DocumentContent {
  language: string;
  orderNumber: string;
  seller: Seller;
  buyer: { name: string; organisation: string; address: string[]; country: string; taxId: string };
  lines: DocumentLine[];
  currency: string;
  exponent: number;
  netMinor: string;
  taxMinor: string;
  totalMinor: string;
  tax: { name: string; basisPoints: number; reverseCharge: boolean };
  /** Of a credit note: number of the invoice that it corrects. */
  invoiceNumber?: string;
}

const prefixes: Readonly<Record<DocumentKind, string>> = { invoice: 'INV', receipt: 'RCP', credit_note: 'CRN' };

/** Number for people, such as `INV-2026-000001`: six digits, or more when they are used up. */
export function documentNumber(kind: DocumentKind, year: number, running: number): string {
  return `${prefixes[kind]}-${year}-${running.toString().padStart(6, '0')}`;
}

/** Answers an unknown document and that of another order alike. */
export function documentNotFound(): DomainError {
  return notFound('DOCUMENT_NOT_FOUND', 'no such document');
}

/** Words of a document in one language. */
export interface DocumentTexts {
  invoice: string;
  receipt: string;
  creditNote: string;
  number: string;
  date: string;
  order: string;
  /** On a credit note: the invoice that it corrects. */
  correctedInvoice: string;
  taxId: string;
  buyer: string;
  description: string;
  amount: string;
  licences: (count: number) => string;
  /** From and to, both included. */
  period: (from: string, to: string) => string;
  extraDomains: string;
  listPrice: string;
  discount: string;
  net: string;
  /** Name of the tax, or empty, and its rate. */
  tax: (name: string, rate: string) => string;
  total: string;
  totalCredited: string;
  paid: string;
  reverseCharge: string;
  refund: string;
  page: (page: number, pages: number) => string;
}

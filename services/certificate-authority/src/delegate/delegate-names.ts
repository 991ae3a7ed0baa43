import { type AuthorityName, authorityNames } from '@countersign/certificates';

/** A delegate: the responder that tells the status of an authority's certificates, or the one that stamps time. */
export type DelegateName = `ocsp:${AuthorityName}` | 'tsa';

/** The responder of an authority. */
export function responderOf(authority: AuthorityName): DelegateName {
  return `ocsp:${authority}`;
}

/** Delegates whose certificates the authorities in this process issue; that of the root comes from a ceremony. */
export const delegatesOfHere: readonly DelegateName[] = [
  ...authorityNames.filter((name) => name !== 'root').map(responderOf),
  'tsa',
];

/** For how long a delegate's key signs; its certificate may live longer. */
const keyUseSeconds = {
  // Without a pointer to its status (ocsp-nocheck) it is believed to its end: a short one.
  responder: 90 * 86_400,
  // The root's comes from a ceremony, which people hold once a year.
  rootResponder: 366 * 86_400,
  // Stamps are believed for the life of the certificate, which is why the key stops long before.
  stamper: 365 * 86_400,
} as const;

/** When the key of a delegate must stop to sign. */
export function signsUntilOf(name: DelegateName, { notBefore, notAfter }: { notBefore: Date; notAfter: Date }): Date {
  const seconds =
    name === 'tsa' ? keyUseSeconds.stamper : keyUseSeconds[name === 'ocsp:root' ? 'rootResponder' : 'responder'];
  return new Date(Math.min(notAfter.getTime(), notBefore.getTime() + seconds * 1000));
}

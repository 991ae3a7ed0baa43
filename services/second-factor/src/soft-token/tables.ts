interface SoftTokenTable {
  authenticatorId: string;
  /** SHA-256 of what the QR code gives a mobile app; null for desktop. */
  activationTokenHash: Buffer | null;
  /** Sealed w0 and L (RFC 9383); null once an app proved that it knows the codes. */
  verifier: Buffer | null;
  /** Sealed; null until an app is bound, and once the token is dead. */
  transactionKey: Buffer | null;
  /** Ed25519, raw; null until an app is bound. */
  deviceKey: Buffer | null;
  /** Keyed hash; null for mobile, until an app is bound, and once it was used. */
  registrationCodeHash: Buffer | null;
  registrationTries: number;
  /** When somebody first came with codes that an app had used already. */
  reusedAt: Date | null;
}

interface SoftTokenRunTable {
  id: string;
  authenticatorId: string;
  /** Of the codes that the run is about. */
  serial: string;
  /** Sealed: the key confirmation that is awaited, and the shared key; null once it was used. */
  secrets: Buffer | null;
  startedAt: Date;
  finishedAt: Date | null;
}

/** The tables of soft tokens. */
export interface SoftTokenTables {
  softTokens: SoftTokenTable;
  softTokenRuns: SoftTokenRunTable;
}

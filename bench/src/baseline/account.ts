/** The answer of `GET /v1/account`. Every baseline gives the very same, so that all carry the same bytes. */
export interface AccountJson {
  id: string;
  name: string;
  tier: string;
  state: string;
  tierRuleId: string;
  entitlements: {
    tier: string;
    maxMembers?: number;
    approvalWorkflow: boolean;
    organisations: boolean;
    apiKeys: boolean;
  };
  approvalRequired: boolean;
  members: number;
  createdAt: string;
}

/** Certificates of one side of mTLS, PEM. */
export interface Tls {
  ca: string;
  cert: string;
  key: string;
}

/** What the service that does nothing is told; without certificates it speaks plain text. */
export interface HopOptions {
  account: AccountJson;
  tls?: Tls;
}

/** What the bare route is told; without a hop it knows the answer itself. */
export interface RouteOptions {
  account: AccountJson;
  hop?: { address: string; tls?: Tls };
}

/** What routes are told that send given bytes, by path. */
export interface BytesOptions {
  answers: Readonly<Record<string, { type: string; body: string }>>;
}

/** Where a baseline listens on 127.0.0.1. */
export interface Listening {
  port: number;
}

/** The contract's name of an enum value, from the word that the REST API uses. */
export function toWord(prefix: string, word: string): string {
  return `${prefix}_${word.toUpperCase()}`;
}

/** The REST API's word, from the contract's name of an enum value. */
export function fromWord(prefix: string, name: string): string {
  return name.slice(prefix.length + 1).toLowerCase();
}

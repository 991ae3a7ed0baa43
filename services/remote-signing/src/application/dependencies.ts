import type { OAuthDependencies } from '../oauth/dependencies.ts';
import type { SignatureDependencies } from '../signature/dependencies.ts';

/** What the core of the Cloud Signature Consortium API needs. */
export type ApplicationDependencies = OAuthDependencies & SignatureDependencies;

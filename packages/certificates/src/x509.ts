import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

// Imported from here only, so that nobody meets the library before it has its provider.
export { x509 };

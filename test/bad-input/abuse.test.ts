import { sharePlatform } from '../src/shared-platform.ts';
import { describeInside } from './inside.ts';
import { describeLogins } from './logins.ts';
import { describeOrdersAndSignatures } from './orders-and-signatures.ts';
import { describePayments } from './payments.ts';

sharePlatform(describeLogins, describePayments, describeOrdersAndSignatures, describeInside);

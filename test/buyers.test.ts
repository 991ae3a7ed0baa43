import { describeAccounts } from './buyers/accounts.ts';
import { describeApplications } from './buyers/applications.ts';
import { describeShop } from './buyers/shop.ts';
import { sharePlatform } from './src/shared-platform.ts';

sharePlatform(describeShop, describeAccounts, describeApplications);

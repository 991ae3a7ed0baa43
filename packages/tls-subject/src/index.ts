export { type DnsNameRules, findDnsNameFault, normalDnsName } from './dns-name.ts';
export { normalIpAddress } from './ip-address.ts';
export { findOrganisationFaults, type Organisation } from './organisation.ts';

export { ProtocolError } from './protocol/index.ts';

export { type Identity, issued, newAuthority } from '../sandbox/certificates.ts';

import { notFound } from '@countersign/errors';
import type { Clock } from '@countersign/runtime';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { JSONWebKeySet } from 'jose';
import { Type } from 'typebox';
import type { CertificateAuthorityClient } from '../clients.ts';
import { getPart } from '../json.ts';
import { createPkiCache, freshSeconds } from '../pki-cache.ts';
import { closed, text } from '../schemas.ts';

/** The authority in a path. */
export const authorityName = text({
  description: 'Name of the authority: root, signers, tls, private or services.',
  maxLength: 32,
  pattern: '^[a-z0-9]+$',
  example: 'signers',
});
const params = closed({ authority: authorityName });

/** An answer of bytes. */
export const bytes = (description: string, type: string) => ({
  200: { description, content: { [type]: { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } } },
});

const getCrl = {
  operationId: 'getRevocationList',
  summary: 'Read the revocation list of an authority',
  description:
    'E12, R9: the address that certificates name as their CRL distribution point (RFC 5280 4.2.1.13), DER. A revocation is in it within a minute, what others keep of it included.',
  tags: ['Public keys'],
  params,
  response: bytes('The revocation list.', 'application/pkix-crl'),
};

const getCertificate = {
  operationId: 'getAuthorityCertificate',
  summary: 'Read the certificate of an authority',
  description: 'E12, R9: the address that certificates name as their issuer (RFC 5280 4.2.2.1), DER.',
  tags: ['Public keys'],
  params,
  response: bytes('The certificate.', 'application/pkix-cert'),
};

const getJwks = {
  operationId: 'getTokenKeys',
  summary: 'Read the public keys of the access tokens',
  description: 'R8: a JSON Web Key Set (RFC 7517), the newest key first.',
  tags: ['Public keys'],
  response: {
    200: closed(
      {
        keys: Type.Array(
          closed({
            kty: Type.String(),
            crv: Type.String(),
            x: Type.String(),
            y: Type.String(),
            kid: Type.String(),
            alg: Type.String(),
            use: Type.String(),
          }),
        ),
      },
      { title: 'TokenKeys' },
    ),
  },
};

interface PublicKeyDeps {
  certificateAuthority: CertificateAuthorityClient;
  jwks: JSONWebKeySet;
  clock: Clock;
}

/** `/pki` and `/.well-known/jwks.json`: what the world needs to verify what comes from here. */
export const publicKeyRoutes: FastifyPluginAsyncTypebox<PublicKeyDeps> = async (
  app,
  { certificateAuthority, jwks, clock },
) => {
  const pki = createPkiCache(certificateAuthority, clock);
  const config = { public: true, problems: { 404: ['AUTHORITY_NOT_FOUND'] } } as const;

  app.get('/pki/:authority.crl', { schema: getCrl, config }, async (request, reply) => {
    const crl = await pki.getCrl(request.params.authority);
    reply.type('application/pkix-crl').header('cache-control', `public, max-age=${freshSeconds}`);
    return crl;
  });

  app.get('/pki/:authority.cer', { schema: getCertificate, config }, async (request, reply) => {
    const certificate = await pki.findCertificate(request.params.authority);
    if (certificate === undefined) throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
    reply.type('application/pkix-cert').header('cache-control', 'public, max-age=3600');
    return certificate;
  });

  const keys = jwks.keys.map(({ kty, crv, x, y, kid, alg, use }) => ({
    kty: getPart(kty, 'kty'),
    crv: getPart(crv, 'crv'),
    x: getPart(x, 'x'),
    y: getPart(y, 'y'),
    kid: getPart(kid, 'kid'),
    alg: getPart(alg, 'alg'),
    use: getPart(use, 'use'),
  }));
  app.get('/.well-known/jwks.json', { schema: getJwks, config: { public: true } }, async (_request, reply) => {
    reply.header('cache-control', 'public, max-age=300');
    return { keys };
  });
};

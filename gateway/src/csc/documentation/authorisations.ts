import { Type } from 'typebox';
import { closed, nothing, said } from '../../schemas.ts';
import {
  activation,
  activationProblems,
  body,
  credentialId,
  digestsExample,
  type MethodDocuments,
  named,
  objects,
  parts,
  pending,
  token,
} from './parts.ts';

/** What is said of authorisations. */
export const authorisationDocuments = {
  'credentials/authorize': (version) => ({
    summary: 'Authorise signatures with a factor that the application collected',
    description: 'for applications that are registered for it; others use oauth2/authorize.',
    body: body(
      named(version, {
        credentialID: parts.credentialID,
        numSignatures: parts.numSignatures,
        hashes: parts.hashes,
        hashAlgorithmOID: parts.hashAlgorithmOID,
        description: parts.description,
        ...(version === 1
          ? { PIN: said('No credential here has one.', '1234'), OTP: said('The code.', '123456') }
          : {
              hashType: parts.hashType,
              authData: objects(
                'Exactly one of the objects of the credential.',
                closed({
                  id: said('Its id.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
                  value: Type.Optional(said('The code; left out for `page`.', '123456')),
                }),
              ),
            }),
      }),
      ['credentialID', 'numSignatures', version === 1 ? 'OTP' : 'authData'],
      {
        credentialID: credentialId,
        numSignatures: 1,
        ...digestsExample(version),
        ...(version === 1 ? { OTP: '123456' } : { authData: [{ id: 'page' }] }),
      },
    ),
    response: { 200: activation, ...(version === 1 ? {} : { 202: pending }) },
    problems: [
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_NOT_ACTIVE',
      'EXPLICIT_AUTHORISATION_OFF',
      'VALIDATION_OUTDATED',
      'DIGEST_INVALID',
      'SIGNATURES_INVALID',
      'TOO_MANY_DIGESTS',
      'DESCRIPTION_INVALID',
      'FACTORS_INVALID',
      'FACTOR_NOT_PERMITTED',
      'CODE_REFUSED',
      'CHALLENGE_EXPIRED',
      'ATTEMPTS_EXHAUSTED',
    ],
  }),
  'credentials/authorizeCheck': () => ({
    summary: 'Ask what became of an authorisation that waits for the user',
    description: 'every two seconds; more often than once a second is refused.',
    body: body({ handle: said('Of authorize.', 'Zm9yIGF1dGhvcml6ZUNoZWNr') }, ['handle'], {
      handle: 'Zm9yIGF1dGhvcml6ZUNoZWNr',
    }),
    response: { 200: activation, 202: pending },
    problems: ['APPROVAL_NOT_FOUND', 'APPROVAL_EXPIRED', 'APPROVAL_DENIED'],
  }),
  'credentials/getChallenge': () => ({
    summary: 'Ask a factor',
    description: 'the cells to read from a card, or nothing when a code was sent.',
    body: body(
      { credentialID: parts.credentialID, authObjectID: said('Id of the object.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K') },
      ['credentialID', 'authObjectID'],
      { credentialID: credentialId, authObjectID: 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K' },
    ),
    response: {
      200: closed(
        { challenge: said('Cells, in the order in which they are typed.', 'A2 C4 H1') },
        { title: 'CscChallenge' },
      ),
      204: nothing('A code was sent.'),
    },
    problems: [
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_NOT_ACTIVE',
      'EXPLICIT_AUTHORISATION_OFF',
      'AUTHENTICATOR_NOT_FOUND',
      'FACTOR_HAS_NO_CHALLENGE',
      'FACTOR_NOT_PERMITTED',
    ],
  }),
  'credentials/sendOTP': (version) => ({
    summary: 'Have a code sent to the user',
    description: 'to the authenticator that gets codes by message.',
    body: body(
      {
        credentialID: parts.credentialID,
        ...(version === 1
          ? {}
          : { authObjectID: said('Id of the object; the first one when absent.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K') }),
      },
      ['credentialID'],
      { credentialID: credentialId },
    ),
    response: { 204: nothing('It was sent.') },
    problems: [
      'CREDENTIAL_NOT_FOUND',
      'CREDENTIAL_NOT_ACTIVE',
      'EXPLICIT_AUTHORISATION_OFF',
      'AUTHENTICATOR_NOT_FOUND',
      'FACTOR_NOT_PERMITTED',
    ],
  }),
  'credentials/extendTransaction': (version) => ({
    summary: 'Name digests that could not be known before',
    description: 'where the credential permits it; the old activation data dies.',
    body: body(
      named(version, {
        credentialID: parts.credentialID,
        SAD: parts.SAD,
        hashes: parts.hashes,
        hashAlgorithmOID: parts.hashAlgorithmOID,
      }),
      ['credentialID', version === 1 ? 'hash' : 'hashes'],
      { credentialID: credentialId, SAD: token, ...digestsExample(version) },
    ),
    response: { 200: activation },
    problems: [...activationProblems, 'DIGEST_INVALID', 'TOO_MANY_DIGESTS'],
  }),
} satisfies MethodDocuments;

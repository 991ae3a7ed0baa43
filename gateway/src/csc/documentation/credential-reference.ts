import { type TObject, Type } from 'typebox';
import { closed, count, said } from '../../schemas.ts';
import type { CscVersion } from '../call.ts';

const words = (description: string, examples: readonly string[]) =>
  Type.Array(Type.String(), { description, examples: [[...examples]] });

const key = closed(
  {
    status: said('`enabled` when it can sign.', 'enabled'),
    algo: words('Signature algorithms that it has.', ['1.2.840.10045.4.3.2']),
    len: count('Bits.', 256),
    curve: Type.Optional(said('Curve, of an elliptic one.', '1.2.840.10045.3.1.7')),
  },
  { title: 'CscKey', description: 'The key.' },
);

const cert = closed(
  {
    status: said('`valid`, `expired`, `revoked` or `suspended`.', 'valid'),
    certificates: Type.Optional(words('Certificates, DER, base64: signer first, root last.', ['MIID…'])),
    issuerDN: Type.Optional(said('Issuer (RFC 4514).', 'CN=Countersign Signers CA')),
    serialNumber: Type.Optional(said('Serial number, hexadecimal.', '6f2b1f6a1c55')),
    subjectDN: Type.Optional(said('Subject (RFC 4514).', 'CN=Robin Sample,C=US')),
    validFrom: Type.Optional(said('Start, YYYYMMDDHHMMSSZ.', '20260101100000Z')),
    validTo: Type.Optional(said('End, YYYYMMDDHHMMSSZ.', '20290101095959Z')),
  },
  { title: 'CscCertificate', description: 'The certificate, once there is one.' },
);

const auth = closed(
  {
    mode: said('`explicit` or `oauth2code`.', 'oauth2code'),
    expression: Type.Optional(said('How the objects go together.', 'aut_1 OR page')),
    objects: Type.Optional(
      Type.Array(
        closed({
          type: said('`Password`, `ChallengeResponse` or `ChallengeResponseOOB`.', 'Password'),
          id: said('Its id.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
          format: Type.Optional(said('`N`: digits.', 'N')),
          generator: Type.Optional(said('`totp` for apps.', 'totp')),
          label: Type.Optional(said('Its name.', 'Phone')),
          description: said('What the user does.', 'Enter the code that your app shows'),
        }),
        { description: 'What authorises; one of them. Empty for `oauth2code`.', examples: [[]] },
      ),
    ),
  },
  { title: 'CscAuth', description: 'How signatures are authorised.' },
);

const otp = closed(
  {
    presence: said('`true`, or `false` when no factor fits.', 'true'),
    type: Type.Optional(said('`online` where sendOTP has a code sent, or `offline`.', 'offline')),
    format: Type.Optional(said('`N`: digits.', 'N')),
    label: Type.Optional(said('Its name.', 'Phone')),
    description: Type.Optional(said('What the user does.', 'Enter the code that your app shows')),
    ID: Type.Optional(said('Its id.', 'aut_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    provider: Type.Optional(said('Its kind.', 'totp')),
  },
  { title: 'CscOtp', description: 'The one-time password.' },
);
const pin = closed(
  { presence: said('`false`: no credential here has one.', 'false') },
  { title: 'CscPin', description: 'The PIN.' },
);

const common = {
  key,
  cert: Type.Optional(cert),
  SCAL: said('Sole control level: `2` where our own page asks, `1` where the application does.', '2'),
  multisign: count('Signatures that one authorisation may cover.', 100),
  lang: said('Language of the texts.', 'en'),
};

/** A credential in answers, for the OpenAPI document. */
export function credentialReference(
  version: CscVersion,
  { withId, isCreated = false }: { withId: boolean; isCreated?: boolean },
): TObject {
  if (version === 1) {
    const factors = { PIN: Type.Optional(pin), OTP: Type.Optional(otp) };
    const authMode = said('`explicit` or `oauth2code`.', 'oauth2code');
    return closed({ ...common, authMode, ...factors }, { title: 'CscCredentialVersion1' });
  }
  const rest = { signatureQualifier: said('Kind of its signatures.', 'zz_private_aes'), ...common, auth };
  const id = { credentialID: said('Id of the credential.', 'crd_01JD8Z0V9W6Q4X3T2R1P0N7M5K') };
  if (!withId) return closed(rest, { title: 'CscCredential' });
  if (!isCreated) return closed({ ...id, ...rest }, { title: 'CscCredentialInfo' });
  return closed({ ...id, ...Type.Partial(Type.Object(rest)).properties }, { title: 'CscCreatedCredential' });
}

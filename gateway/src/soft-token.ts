import type { SoftTokenActivation } from '@countersign/proto/second-factor';
import { type Static, Type } from 'typebox';
import { omitUndefined } from './json.ts';
import { closed, oneOf, said } from './schemas.ts';

export const platforms = ['mobile', 'desktop'] as const;

/** What a soft token is activated with; answered once. */
export const SoftTokenSchema = closed(
  {
    platform: oneOf(platforms, 'Where its app runs.'),
    address: said('Address that a desktop app asks for.', 'https://sign.example.com'),
    serial: said('Serial number; its last digit checks the others (Luhn).', '69350-19387'),
    activationCode: Type.Optional(
      said('Activation code of a desktop app; its last digit checks the others.', '0505-4283-4011-0157'),
    ),
    activationPassword: Type.Optional(said('Activation password of a mobile app.', '40118326')),
    activationUri: Type.Optional(
      said(
        'What the QR code of a mobile app says; it holds no secret.',
        'softtoken://a?v=1&u=https%3A%2F%2Fsign.example.com&sn=6935019387&act=AAECAwQFBgcICQoLDA0ODw&ik=EBESExQVFhcYGRobHB0eHw&exp=1795348800',
      ),
    ),
    activationLink: Type.Optional(
      said(
        'The same as a link, for a browser on the device with the app; everything is in its fragment.',
        'https://sign.example.com/a#v=1&u=https%3A%2F%2Fsign.example.com&sn=6935019387&act=AAECAwQFBgcICQoLDA0ODw&ik=EBESExQVFhcYGRobHB0eHw&exp=1795348800',
      ),
    ),
    qrSvg: Type.Optional(said('The URI as a QR code, SVG.', '<svg xmlns="http://www.w3.org/2000/svg"/>')),
  },
  { title: 'SoftTokenActivation' },
);

/** What a soft token is activated with; what its platform does not need is left out. */
export function toSoftTokenJson({ platform, address, serial, ...shown }: SoftTokenActivation) {
  const json: Static<typeof SoftTokenSchema> = omitUndefined({
    platform: platform === 'desktop' ? ('desktop' as const) : ('mobile' as const),
    address,
    serial,
    activationCode: shown.activationCode || undefined,
    activationPassword: shown.activationPassword || undefined,
    activationUri: shown.activationUri || undefined,
    activationLink: shown.activationLink || undefined,
    qrSvg: shown.qrSvg || undefined,
  });
  return json;
}

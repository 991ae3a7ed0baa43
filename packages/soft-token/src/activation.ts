import { generateKeyPairSync } from 'node:crypto';
import { arch, hostname, type } from 'node:os';
import { type App, inProtocol } from './app.ts';
import { AppFault } from './app-fault.ts';
import { requireNewPin, sealUnderPin } from './pin.ts';
import {
  type ActivationUri,
  activationParties,
  activationSecret,
  type DeviceDescription,
  finishProver,
  fromBase64url,
  isAnnouncedKey,
  openBox,
  rawPublicKey,
  readActivationCode,
  readActivationPassword,
  readActivationUri,
  readSerial,
  readTokenDescription,
  registrationCodeOf,
  sealBox,
  startProver,
  toBase64url,
  tokenKeysOf,
} from './protocol/index.ts';
import { finishActivation, type Provider, readProvider, startActivation } from './service-client.ts';
import type { StoredToken } from './store.ts';
import { availableName, requireFreeName } from './tokens.ts';

/** A token that the service knows now; it is usable once the page that issued the codes got what confirms it. */
export interface Activated {
  readonly token: StoredToken;
  /** 10 digits, to be typed into the page that showed the codes of a desktop activation; a mobile one asks for a code. */
  readonly registrationCode: string;
}

interface Choice {
  /** New PIN, digits. */
  readonly pin: string;
  /** Name in the app; the service's name when absent. */
  readonly name?: string | undefined;
}

/** Reads the URI of an activation's QR code and asks the service that it names. Throws when it has run out. */
export async function readActivation(
  app: App,
  uri: string,
): Promise<{ invitation: ActivationUri; provider: Provider }> {
  const invitation = inProtocol(() => readActivationUri(uri, app));
  if (invitation.expiresAt * 1000 <= app.now()) throw new AppFault('activation-expired');
  const provider = await readProvider(app, invitation.origin);
  if (!isAnnouncedKey(invitation, provider.identityKey)) {
    throw new AppFault('service-not-announced', { origin: invitation.origin });
  }
  return { invitation, provider };
}

/** Activates by QR code (its URI or link) and activation password. Nothing is stored unless it succeeds. */
export async function activateMobile(
  app: App,
  { uri, activationPassword, ...choice }: Choice & { readonly uri: string; readonly activationPassword: string },
): Promise<Activated> {
  const password = inProtocol(() => readActivationPassword(activationPassword));
  const { invitation, provider } = await readActivation(app, uri);
  const { serial, activationToken } = invitation;
  return await activate(app, { ...choice, provider, serial, activationToken, password });
}

/** Activates by address, serial number and activation code. Nothing is stored unless it succeeds. */
export async function activateDesktop(
  app: App,
  {
    address,
    serial,
    activationCode,
    ...choice
  }: Choice & {
    readonly address: string;
    readonly serial: string;
    readonly activationCode: string;
  },
): Promise<Activated> {
  // Mistyped digits cost no try: the service is not even asked.
  const typed = inProtocol(() => ({ serial: readSerial(serial), password: readActivationCode(activationCode) }));
  const provider = await readProvider(app, address);
  return await activate(app, { ...choice, ...typed, provider });
}

async function activate(
  app: App,
  {
    provider,
    serial,
    activationToken,
    password,
    pin,
    name,
  }: Choice & {
    provider: Provider;
    serial: string;
    activationToken?: Uint8Array | undefined;
    password: string;
  },
): Promise<Activated> {
  const { origin, api, identityKey, profile, pinLength } = provider;
  requireNewPin(pin, pinLength);
  // Asked first: after the exchange there is no second try.
  const { settings } = await app.store.update((state) => {
    if (name !== undefined) requireFreeName(state.tokens, name);
    return state;
  });

  const secret = await activationSecret({ origin, serial, activationToken, password });
  const started = startProver(secret);
  const answer = await startActivation(app, {
    api,
    serial,
    ...(activationToken && { activationToken: toBase64url(activationToken) }),
    shareP: toBase64url(started.shareP),
  });
  const { runId } = answer;
  const { confirmP, sharedKey } = inProtocol(() => {
    const shareV = fromBase64url(answer.shareV, 'message', 65);
    const confirmV = fromBase64url(answer.confirmV, 'message', 32);
    return finishProver(
      secret,
      started,
      { shareV, confirmV },
      activationParties({ origin, serial, identityKey, profile }),
    );
  });

  const keys = tokenKeysOf(sharedKey, { serial, profile });
  const device = generateKeyPairSync('ed25519').privateKey;
  const description: DeviceDescription = {
    deviceKey: toBase64url(rawPublicKey(device)),
    name: (settings.deviceName ?? hostname()).slice(0, 80) || 'device',
    model: `${type()} ${arch()}`,
  };
  // Before the last message, so that a failure here leaves nothing half done.
  const secrets = await sealUnderPin(keys, pin, app.pinCost);
  const box = sealBox(keys.appToServer, { direction: 'c2s', serial, runId }, description);
  const finished = await finishActivation(app, {
    api,
    serial,
    runId,
    confirmP: toBase64url(confirmP),
    box: toBase64url(box),
  });
  const told = inProtocol(() =>
    readTokenDescription(
      openBox(keys.serverToApp, { direction: 's2c', serial, runId }, fromBase64url(finished.box, 'message')),
    ),
  );
  const token = await app.store.update(({ tokens }) => {
    const added: StoredToken = {
      name: name ?? availableName(tokens, told.issuer),
      origin,
      api,
      issuer: told.issuer,
      serial,
      authenticatorId: told.authenticatorId,
      identityKey: toBase64url(identityKey),
      deviceKey: device.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      profile,
      pinLength: told.pinLength,
      addedAt: new Date(app.now()).toISOString(),
      secrets,
    };
    tokens.push(added);
    return added;
  });
  return { token, registrationCode: registrationCodeOf(keys, serial) };
}

import path from 'node:path';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { certifiedNames, productTopology } from '../launcher/topology.ts';
import {
  type AuthorityStep,
  type CertificatePlace,
  containerCertificates,
  ensureServiceCertificates,
  listCertificateEnds,
  localCertificates,
  replaceAuthority,
} from '../secrets/certificate-files.ts';
import type { Command } from './command.ts';

const names = certifiedNames(productTopology);
const dayMs = 86_400_000;

const nextSteps: Readonly<Record<AuthorityStep, string>> = {
  trusted:
    'A new authority is trusted beside the old one. When every process has the files (10 s, if it sees them), run this again.',
  issued: 'The new authority issued all certificates. When every process has the files, run this again.',
  forgotten: 'The old authority is trusted no more. The replacement is complete.',
};

/** Commands for the certificates by which the processes know each other. */
export const certificateCommands: readonly Command[] = [
  {
    noun: 'certificates',
    verb: 'list',
    usage: '[--secrets <folder>]',
    summary: 'show when the certificates of the processes end; exit code 1 when one has less than 30 days left',
    options: ['secrets'],
    run: async ({ secrets }, { home }) => {
      const ends = await listCertificateEnds(placeOf(home, secrets), names);
      const rows = ends.map(({ name, endsAt }) => ({ name, endsAt, daysLeft: daysUntil(endsAt) }));
      const text = rows
        .map(({ name, endsAt, daysLeft }) =>
          endsAt === undefined
            ? `${name.padEnd(24)} none`
            : `${name.padEnd(24)} ${endsAt.toISOString().slice(0, 10)}  ${daysLeft} days left`,
        )
        .join('\n');
      return { text, json: { certificates: rows }, exitCode: rows.some(({ daysLeft }) => daysLeft < 30) ? 1 : 0 };
    },
  },
  {
    noun: 'certificates',
    verb: 'renew',
    usage: '[--all] [--secrets <folder>]',
    summary: 'make new certificates for processes whose own have less than 30 days left, or for all',
    options: ['secrets'],
    flags: ['all'],
    run: async ({ all, secrets }, { home }) => {
      const place = await getPlace(home, secrets);
      const renewed = await ensureServiceCertificates({ place, names, all: all !== undefined });
      const text =
        renewed.length === 0
          ? 'All certificates have 30 days or more left; --all renews them all the same.'
          : `Renewed: ${renewed.join(', ')}. Processes that see the files use them within 10 s, without a restart.`;
      return { text, json: { renewed } };
    },
  },
  {
    noun: 'certificates',
    verb: 'replace-authority',
    usage: '[--secrets <folder>]',
    summary: 'replace the authority of the processes in three steps, one with each call: trusted, issued, forgotten',
    options: ['secrets'],
    run: async ({ secrets }, { home }) => {
      const step = await replaceAuthority({ place: await getPlace(home, secrets), names });
      return { text: nextSteps[step], json: { step } };
    },
  },
];

function placeOf(home: string, secrets: string | undefined): CertificatePlace {
  return secrets === undefined ? localCertificates(stateFolders(home)) : containerCertificates(path.resolve(secrets));
}

/** The same, but a fault where nobody made certificates yet: a mistyped folder must not become an installation. */
async function getPlace(home: string, secrets: string | undefined): Promise<CertificatePlace> {
  const place = placeOf(home, secrets);
  const [authority] = await listCertificateEnds(place, []);
  if (authority?.endsAt === undefined) {
    const make = secrets === undefined ? 'npm start' : 'npm run ops -- secrets create';
    throw new PlatformFault(`there is no authority of processes in ${secrets ?? home}; it is made by: ${make}`);
  }
  return place;
}

function daysUntil(moment: Date | undefined): number {
  return moment === undefined ? 0 : Math.floor((moment.getTime() - Date.now()) / dayMs);
}

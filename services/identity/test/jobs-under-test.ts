import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { relayOutbox } from '@countersign/db';
import { createMailer } from '@countersign/messaging';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { createMailJobs } from '../src/mail-jobs.ts';
import type { IdentityUnderTest } from './under-test.ts';

/** The jobs of a service with a real mail server, and what arrived there. */
export async function jobsOf(identity: IdentityUnderTest) {
  const mails: Email[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, _session, done) =>
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mails.push(mail);
          done();
        }, done),
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Countersign <no-reply@example.com>' });
  const jobs = createMailJobs({ ...identity.deps, mailer });
  const run = async (topic: string, payload: Readonly<Record<string, string>>, id = 'out_1') =>
    await jobs[topic]?.handle({ ...payload }, id);
  return {
    run,
    /** Runs what was announced since the last time, and returns its topics. */
    runAnnounced: async (): Promise<string[]> => {
      const announced: { id: string; topic: string; payload: Readonly<Record<string, string>> }[] = [];
      await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
      for (const { id, topic, payload } of announced) await run(topic, payload, id);
      return announced.map(({ topic }) => topic);
    },
    /** Subjects of the mails that somebody got, the oldest first. */
    mailsTo: (email: string) => mails.filter(({ to }) => to?.some(({ address }) => address === email)),
    close: async () => {
      mailer.close();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

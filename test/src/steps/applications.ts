import type { Step, World } from '../journey.ts';
import { PageVisitor } from '../page-visitor.ts';
import { expectThat } from '../rest-client.ts';
import { samplePdf } from '../sample-pdf.ts';
import { openApplication, registerApplication, signFileByVersion1, signPdf } from '../signing-application.ts';
import { askOpenssl, askOpensslCades } from '../witnesses.ts';

interface Grants {
  items: { id: string; clientName: string; scope: string }[];
}

const clientOf = ({ application }: World) => {
  if (application === undefined) throw new Error('no application yet');
  return application;
};

/** The browser of the signer, who stays logged in. */
const pagesOf = (world: World) => (world.pages ??= new PageVisitor(world.api.url));

/** What applications sign by the API of the Cloud Signature Consortium. */
export const applicationSteps: readonly Step[] = [
  {
    promise: 'R10',
    title: 'Another application signs a PDF: the signer approves it on the consent page, which shows its digest',
    run: async (world) => {
      const { api, signer, officer, takeCode, credential } = world;
      world.application = await registerApplication(api, officer);
      const pdf = samplePdf();
      const seen: string[] = [];
      const application = openApplication(pagesOf(world), world.application, {
        person: signer,
        takeCode: async () => await takeCode(signer),
        onConsent: ({ text }) => void seen.push(text),
      });
      const signed = await signPdf(application, { name: 'contract.pdf', pdf });
      const page = seen.join(' ');
      expectThat(
        page.includes('Contract desk') && page.includes('contract.pdf'),
        'the page names application and file',
      );
      expectThat(signed.subarray(0, pdf.length).equals(pdf), 'the PDF stays as it was before its signature');
      const { ok, said } = await askOpenssl(signed, credential?.chainPem ?? '');
      expectThat(ok !== false, `openssl accepts the signature: ${said}`);
      world.signedByApplication = signed;
    },
  },
  {
    promise: 'R10',
    title: 'An application of version 1 builds a CMS, has its digest approved, and fills in the signature',
    run: async (world) => {
      const { signer, takeCode, credential } = world;
      const content = Buffer.from('number,amount\n2,1500\n');
      const application = openApplication(pagesOf(world), clientOf(world), {
        person: signer,
        takeCode: async () => await takeCode(signer),
      });
      const wanted = { content, credentialId: credential?.id ?? '' };
      const cms = await signFileByVersion1(application, wanted);
      const { ok, said } = await askOpensslCades({ covered: content, cms }, credential?.chainPem ?? '');
      expectThat(ok !== false, `openssl accepts the signature: ${said}`);
    },
  },
  {
    promise: 'R10',
    title: 'The signer sees what he let applications do, and takes it back',
    run: async ({ api, signer: { token } }) => {
      const path = '/v1/me/applications';
      const { items } = await api.ask<Grants>('GET', path, { token });
      const [service] = items.filter(({ scope }) => scope === 'service');
      expectThat(service?.clientName === 'Contract desk', 'the application that he let in is listed');
      await api.ask('DELETE', `${path}/${service.id}`, { token });
      const left = await api.ask<Grants>('GET', path, { token });
      expectThat(
        left.items.every(({ id }) => id !== service.id),
        'what was taken back is over',
      );
    },
  },
];

import { get } from 'node:http';

// Run every few seconds in every container: as few modules as can be.
const { HTTP_PORT, OPS_PORT, INBOX_PORT, SANDBOX_PORT } = process.env;
const port = HTTP_PORT ?? OPS_PORT ?? INBOX_PORT ?? SANDBOX_PORT;
const kind = process.argv[2] === 'live' ? 'live' : 'ready';
const limitMs = 3000;

// A migration or a seed has no port: it is well as long as it runs.
if (port !== undefined) {
  const request = get(
    { host: '127.0.0.1', port, path: `/health/${kind}`, timeout: limitMs, agent: false },
    (answer) => {
      console.log(`/health/${kind} answers ${answer.statusCode}`);
      process.exit(answer.statusCode === 200 ? 0 : 1);
    },
  );
  request.on('timeout', () => request.destroy(new Error(`no answer within ${limitMs} ms`)));
  request.on('error', (error) => {
    console.log(error.message);
    process.exit(1);
  });
}

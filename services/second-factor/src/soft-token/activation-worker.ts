import { parentPort } from 'node:worker_threads';
import { type ActivationOrder, type ActivationReply, doActivationWork } from './activation-work.ts';

parentPort?.on('message', (order: ActivationOrder) => {
  doActivationWork(order).then(
    (result) => answer({ result }),
    (fault: unknown) => answer({ fault }),
  );
});

function answer(message: ActivationReply): void {
  // The rule is about windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(message);
}

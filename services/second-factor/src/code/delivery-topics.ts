/** Queue of this service's own jobs. */
export const deliveryQueue = 'second-factor';
/** Delivers a code. */
export const deliveryTopic = 'deliver-pin';
/** Sends a new code by e-mail in the place of one that cannot be delivered. */
export const fallbackTopic = 'send-fallback';
/** Tells where the codes of a factor went that they go elsewhere now. */
export const noticeTopic = 'tell-old-destination';

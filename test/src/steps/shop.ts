import type { Step } from '../journey.ts';
import { cartSteps } from './cart.ts';
import { catalogSteps } from './catalog.ts';
import { checkoutSteps } from './checkout.ts';
import { deliverySteps } from './delivery.ts';

/** From the shop window to the activation message, as a guest. */
export const shopSteps: readonly Step[] = [...catalogSteps, ...cartSteps, ...checkoutSteps, ...deliverySteps];

import type { RouteCase } from './route-case.ts';

/** The route that the SMS provider calls. */
export const deliveryReceiptCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/delivery-receipts/{deliveryId}',
    url: '/v1/delivery-receipts/dlv_1',
    headers: { 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
    raw: {
      type: 'application/x-www-form-urlencoded',
      content: Buffer.from('MessageSid=SM1&MessageStatus=delivered&To=%2B12025550189&Empty='),
    },
    answers: { secondFactor: { recordDeliveryReceipt: async () => ({}) } },
    call: [
      'secondFactor.recordDeliveryReceipt',
      {
        deliveryId: 'dlv_1',
        fields: { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+12025550189', Empty: '' },
        signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
      },
    ],
    status: 204,
    access: 'public',
  },
];

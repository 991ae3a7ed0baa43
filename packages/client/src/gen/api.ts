// Made from gateway/openapi.json by `npm run generate`; not to be changed by hand.
export interface paths {
    "/v1/payment-events/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of a payment provider
         * @description E9: called by the provider. The body is checked and kept exactly as it came; the same event acts once.
         */
        post: operations["takePaymentEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/evidence-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store a file of evidence for the next submission
         * @description R3: the body is the file, its Content-Type says what it is. It is kept sealed; ten may wait, each for a day.
         */
        post: operations["addEvidenceFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signer-invitations/evidence-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Store a file of evidence, by an invited signer
         * @description R3: as for a signed-in user; the header carries the token of the invitation.
         */
        post: operations["addInvitedEvidenceFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery-receipts/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take what the SMS provider tells of a text message
         * @description E18: called by the provider, at the address that the message was sent with. The form is passed on as it came, with its signature; the same receipt acts once.
         */
        post: operations["takeDeliveryReceipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own documents
         * @description R9: newest first, uploaded and signed ones.
         */
        get: operations["listDocuments"];
        put?: never;
        /**
         * Store a document
         * @description R9: the body is the document, its Content-Type says what it is. It is kept sealed for seven days; all documents of a user have 500 MiB.
         */
        post: operations["createDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/product-families": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the families of certificates on sale
         * @description E1: where a buyer begins.
         */
        get: operations["listProductFamilies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search and filter the types of certificate on sale
         * @description E1, E2, E3, E5: each type tells its validation level, names, terms, payment options, price and validity.
         */
        get: operations["listProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one product
         * @description E1: the version that is on sale now.
         */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{code}/validity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how long a certificate lives that is issued on a given day
         * @description E1, E2: the life of a certificate follows the rule in force on the day of issuance, which is named.
         */
        get: operations["getProductValidity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how support is reached and whether it is open
         * @description E6: chat, telephone numbers with their dialling rules, opening hours in the time zone of the desk.
         */
        get: operations["getSupport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/storefront": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what every page of a shop needs
         * @description E1, E6, E9: languages, currencies, payment, terms, and whether support is open now.
         */
        get: operations["getStorefront"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open an empty cart
         * @description E7: the answer holds the secret that proves the cart; it is not shown again. A signed-in user gets his own open cart, and no secret.
         */
        post: operations["createCart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carts/{cartId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a cart with current prices
         * @description E7: check what is in the cart, what is due now and what account it leads to.
         */
        get: operations["getCart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carts/{cartId}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a line to a cart
         * @description E2, E3, E4, E5, E7: term, payment option, number of licences and extra domains of one product.
         */
        post: operations["addCartLine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/carts/{cartId}/lines/{lineId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a line of a cart
         * @description E7: the line becomes exactly what is sent.
         */
        put: operations["replaceCartLine"];
        post?: never;
        /**
         * Remove a line from a cart
         * @description E7: the changed cart is returned.
         */
        delete: operations["removeCartLine"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/cart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the own open cart
         * @description E7: the cart of the signed-in user, on whatever device he filled it.
         */
        get: operations["getOwnCart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/cart/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a guest's cart into the own one
         * @description E7: after login. Equal lines add their licences; repeating changes nothing.
         */
        post: operations["mergeCart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bind cart, prices, tax, account tier and renewal calendar for 30 minutes
         * @description E2, E7, E10: a binding offer. An order accepts only a quote that its buyer saw; a change of the cart or a newer quote supersedes it.
         */
        post: operations["createQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes/{quoteId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a quote again
         * @description E10: a quote that expired or was superseded says so in its state.
         */
        get: operations["getQuote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own orders and those of the account
         * @description E10: newest first.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Turn a quote into an order
         * @description E7: checkout. A cart has one order: while that one is not completed it gets the new quote and keeps its contacts, so that two tabs meet in one order. The answer holds the secret that proves the order.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an order
         * @description E10, E11: where it stands, what happened, what it cost, and what account it leads to.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set whom the order names
         * @description E8, E13: purchaser, fulfilment, technical and billing contact. May be repeated until the order is completed. The country of the bill is that of the quote; for another one get a new quote.
         */
        put: operations["setOrderContacts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show everything before completing
         * @description E10, E11: the order with its quote, what is left to do, and what happens once it is completed.
         */
        get: operations["reviewOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up an order that is not paid
         * @description E7, E9: its cart opens again. Money that arrives all the same is paid back by itself.
         */
        post: operations["cancelOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payment-page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell where card data is exchanged for a token
         * @description E9: card data goes to the provider's own page or script, never here.
         */
        get: operations["getPaymentPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attach a payment method
         * @description E9: a token of the payment provider. After a decline, another one may be attached.
         */
        post: operations["addOrderPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept quote and terms and complete the order
         * @description E10: charges the payment method. The order is paid once the provider confirms it; enrolment follows by itself. With `payment.status` `requires_action` the buyer confirms at `payment.actionUrl` first.
         */
        post: operations["completeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an order paid back
         * @description E9: within 30 days of the payment, by an owner or administrator. Its licences are withdrawn and certificates issued under them are flagged and later revoked.
         */
        post: operations["requestRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/documents/{documentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an invoice, receipt or credit note
         * @description E10: a PDF in the buyer's language.
         */
        get: operations["getOrderDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the subscriptions of the account
         * @description E2, E3: oldest first.
         */
        get: operations["listSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a subscription
         * @description E2, E3: its term, what is paid, and what is due next.
         */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Switch the renewal of a subscription on or off
         * @description E3: on needs your consent and a payment method that an order kept; the year is then charged when it is due.
         */
        patch: operations["changeSubscription"];
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/renewals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew a subscription by hand
         * @description E3: the next year of an annual plan, else a further term; the remaining time is added. The answer is an order to be paid like any other. A renewal that was begun is returned again.
         */
        post: operations["renewSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activations/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what an activation token opens, without using it
         * @description E14: a page shows the account and the user ID before it asks for a password.
         */
        post: operations["lookUpActivation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate an account: set the password, or join while signed in
         * @description E14: a token is used once. Without an access token, `password` is needed. A signed-in user may name an account of his that takes in what was bought.
         */
        post: operations["activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/activation/resends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the activation message of an order again
         * @description E13: with a new link; the old one is dead. Five times a day at most.
         */
        post: operations["resendActivation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{orderId}/activation/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send the activation of an order to another person
         * @description E13: until it is activated. The old link is dead, and both addresses are told.
         */
        put: operations["changeActivationContact"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a login with a user ID
         * @description R2: the first page. The answer is the same whether or not such a user exists.
         */
        post: operations["startLoginFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a login flow
         * @description R2: what the page has to ask next.
         */
        get: operations["getLoginFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the password
         * @description R1, R2, R8: unknown user, wrong password and locked user answer alike.
         */
        post: operations["submitPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the code and get the tokens
         * @description R1, R2, R5, R8, E16, E17b: the one-time PIN of a first login, the code of the chosen factor (the symbols of the cells, for a card), or the code that followed a report of loss. `nextCode`, the code that an app shows after it, sets a clock right that is off. It completes the flow once. A step-up gives the same session tokens with a new time of authentication. After a refused answer of a card read the flow: other cells may be asked for.
         */
        post: operations["submitCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose the factor to go on with
         * @description E16, E17: one of `factors`. A card shows its cells, a factor by text message or e-mail gets a code; asking again shows the same cells and sends nothing.
         */
        post: operations["chooseFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/factor-loss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that all factors are lost
         * @description R6b: after the password. A code goes to the proved mobile number, else to the mailbox; it completes the login with a set-up session that may submit a personal validation, and nothing else. Once an officer has approved it, the same way leads to a session that replaces the factors. The owner is told by mail.
         */
        post: operations["reportFactorLoss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the code again
         * @description R2, E18: not before `resendAt`.
         */
        post: operations["resendPin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/alternative": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the one-time PIN by e-mail instead
         * @description R1: alternative authentication.
         */
        post: operations["useAlternativeChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/language": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the language
         * @description R2: can be chosen on every step and stays chosen.
         */
        put: operations["setLoginFlowLanguage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-flows/{flowId}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a login flow
         * @description R2: every step can be cancelled.
         */
        post: operations["cancelLoginFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/step-up-flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a step-up
         * @description R8: for a challenge with `error="insufficient_user_authentication"` (RFC 9470). The user proves password and second factor again by the steps of a login flow, each with an access token of this session; the answer has tokens of the same session with a new time of authentication. Refresh tokens from before are dead.
         */
        post: operations["startStepUpFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the policy of logins
         * @description R8: what a login page tells its user: lengths of passwords, limits of sessions, ways of recovery.
         */
        get: operations["getLoginPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for new tokens
         * @description R8: roles are read again, and the account that was chosen stays. A refresh token that was exchanged before ends the session (reuse detection), and its user is told by e-mail: pages of one browser must take turns. With `tokensIn: cookie` the token comes from the cookie and goes back into it.
         */
        post: operations["refreshTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List own sessions
         * @description R8: the current session first, then the last used.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * Log out everywhere else, or everywhere
         * @description R8: ends all other sessions of the user, or all. Their access tokens are refused within a second.
         */
        delete: operations["endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of the own sessions
         * @description R8: its refresh token is dead at once, its access tokens are refused within a second.
         */
        delete: operations["endOtherSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log out
         * @description R2: ends the session of the access token; its refresh token is dead, and a cookie with it is taken away. Within a second the access token is refused.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch to another account
         * @description E15, R8: answers with an access token for one of the accounts that the user is a member of. The session stays with it when tokens are refreshed; the refresh token stays as it is. Who logged in with a factor that his account does not take, or has too few for it, gets into another one so.
         */
        put: operations["setSessionAccount"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the signed-in user and his session
         * @description E15: who is logged in, how, and what may be done with this session.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set the own language
         * @description E15: messages and later logins are in this language. Tokens tell it when they are next refreshed.
         */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/v1/me/personal-validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the own personal validation
         * @description R3: whether a registration officer has decided. Evidence is not shown again; it is erased in time.
         */
        get: operations["getPersonalValidation"];
        /**
         * Submit the own personal validation
         * @description R3: names as in the evidence; a mobile number must be proved (a change of contact) first. Once it is decided it may be submitted anew; what was approved stays valid until the next approval.
         */
        put: operations["submitPersonalValidation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/contact-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a change of the user ID or of the mobile number
         * @description E14: exactly one of the two. A new address gets a code, and the present mailbox another one; a new number gets a code by text message. Nothing is changed before they come back.
         */
        post: operations["startContactChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/contact-changes/{contactChangeId}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a change of contact with the codes
         * @description E14: a new user ID ends all other sessions and is told to both mailboxes; for 24 hours a password is not recovered by the mailbox alone.
         */
        post: operations["confirmContactChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/set-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell which methods are required, done and left
         * @description R4, R4b, E15: progress k of n, and where to get an app for each platform. While something that is required is left, a login gives a session that can do nothing but set it up.
         */
        get: operations["getSetUpProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a recovery with a user ID
         * @description E19: locked out, or the password forgotten. The answer is the same whether or not such a user exists; a code is mailed to one who does.
         */
        post: operations["startRecoveryFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a recovery
         * @description E19: what the page has to ask next.
         */
        get: operations["getRecoveryFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the mailed code
         * @description E19: the first proof; what follows depends on the user.
         */
        post: operations["submitRecoveryCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the answers to the questions asked
         * @description E19: all at once; one wrong set is one failure, without a hint which answer it was.
         */
        post: operations["submitRecoveryAnswers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/factor-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit the code of the second factor
         * @description E19: the proof of who has a factor. Codes by e-mail and emergency codes are none here.
         */
        post: operations["submitRecoveryFactorCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose the factor to go on with
         * @description E16, E19: one of `factors`, as in a login.
         */
        post: operations["chooseRecoveryFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the new password
         * @description E19: ends every session. It opens none: log in with the new password and the second factor.
         */
        post: operations["submitNewPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send another code
         * @description E19: the mailed one, or that of the chosen factor; not before `resendAt`.
         */
        post: operations["resendRecoveryCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/language": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the language
         * @description E19: can be chosen on every step and stays chosen.
         */
        put: operations["setRecoveryFlowLanguage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recovery-flows/{flowId}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a recovery
         * @description E19: every step can be cancelled.
         */
        post: operations["cancelRecoveryFlow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the own password
         * @description E15: needs the current password, and factors that were proved lately (RFC 9470). Logins and recoveries under way end; the user is told by mail.
         */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/recovery-questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the questions that may help to recover the password
         * @description E19: the bank, and which of them are answered. No answer is ever shown.
         */
        get: operations["listRecoveryQuestions"];
        /**
         * Answer the questions that may help to recover the password
         * @description E19: replaces all answers. They are stored as hashes; the user is told by mail.
         */
        put: operations["setRecoveryAnswers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List where the active policy deviates from the standards
         * @description E14, E19, R8: every requirement of ASVS 5.0, chapters 6 and 7, and of SP 800-63B-4 that a setting of the active policy breaks, with the setting that causes it. What no setting can break is not listed. And what a guess at each kind of factor is worth under that policy.
         */
        get: operations["getConformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{accountId}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done to the account
         * @description R8: oldest first, in the order in which it was told of; for its owners and auditors.
         */
        get: operations["listAccountAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{accountId}/audit/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove the audit of the account
         * @description R8: every record is compared with its hash and with the one before it.
         */
        get: operations["proveAccountAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{accountId}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the audit of the account
         * @description R8: all of it, oldest first. JSON lines hold all that the chain is checked with offline (npm run ops -- audit verify); in CSV a cell that a spreadsheet would run begins with an apostrophe. A download that breaks off is not whole.
         */
        get: operations["exportAccountAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done by and to the user
         * @description R8: logins, sessions and changes of the own user, oldest first.
         */
        get: operations["listMyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own authenticators
         * @description R4: oldest first.
         */
        get: operations["listAuthenticators"];
        put?: never;
        /**
         * Begin the enrolment of an authenticator
         * @description R6b, E15, E16, E17, E17b: any authenticator app, a soft token, a grid card by its serial number, an eGrid, or codes by text message or e-mail. What the answer shows is shown once. A pending one is replaced; one that `replacesId` names stays active until the new one is. A full session needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["enrolAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/authenticators/{authenticatorId}/activation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a pending authenticator with its first code
         * @description R6b, E15, E16: the code of the app, the registration code of a desktop app, the cells of a card, or the code that was sent. From now on logins ask for it, and what it replaces is revoked. A soft token or an eGrid is activated only by the session that was shown its codes.
         */
        post: operations["activateAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/authenticators/{authenticatorId}/prompt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a pending authenticator for its first code
         * @description E16, E17: the cells of a card, the same ones until they are answered; or where another code was sent. Nothing is asked of an app.
         */
        post: operations["askAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/authenticators/{authenticatorId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove an authenticator
         * @description E18: it is not taken any more; one that was pending is void. One without which the policy would not be met is replaced instead: enrol another with `replacesId`. Needs a recent login (RFC 9470: step up when asked to).
         */
        delete: operations["removeAuthenticator"];
        options?: never;
        head?: never;
        /**
         * Give an authenticator another name
         * @description E18: the name by which the list and logins show it.
         */
        patch: operations["renameAuthenticator"];
        trace?: never;
    };
    "/v1/me/authenticators/{authenticatorId}/resynchronisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the clock of an app right
         * @description E16: by two codes that follow each other, which are used up; at most ten minutes either way. Counts as an attempt.
         */
        post: operations["resynchroniseAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/authenticators/{authenticatorId}/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a soft token issued for the other platform
         * @description R4b: until it is active, and only in the session that enrolled it. The codes of before are void, an app that used them is of no use, and the ten minutes begin anew. Also gives new codes for the same platform.
         */
        post: operations["switchSoftTokenPlatform"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/authenticators/{authenticatorId}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Download the PDF of an eGrid
         * @description E17b: once, in the session that enrolled it and within ten minutes. One page, encrypted with AES-256 under the password that the enrolment showed; its grid is a table that can be read aloud, too. Neither the file nor the password is kept. Then ask for the prompt of the authenticator, and activate it with the answer.
         */
        post: operations["downloadEgrid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/soft-token-activations/{serial}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the activation of a soft token in its app
         * @description R5, R6: first message of SPAKE2+ (RFC 9383, P256-SHA256-HKDF-SHA256-HMAC-SHA256); the app is the prover. It proves later that it knows the activation password or code, which is never sent. Each of these messages spends one of five tries of the codes; a serial number whose check digit does not fit spends none.
         */
        post: operations["startSoftTokenActivation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/soft-token-activations/{serial}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that the app knows the codes
         * @description R5, R6: second message. It binds the soft token to the app; seed and keys come of the exchange on both sides and are never sent. The token is of no use before the browser session that showed the codes confirms it (`POST /v1/me/authenticators/{authenticatorId}/activation`).
         */
        post: operations["finishSoftTokenActivation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/soft-tokens/{serial}/code-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use up a code to learn whether the PIN was right
         * @description R5: for the app, after its PIN was set or changed: a wrong PIN gives a wrong code, and only the service can tell. Signed with the key of the device; what is not signed counts as no attempt.
         */
        post: operations["checkSoftTokenCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the authenticators of a user
         * @description E18: oldest first; empty for an unknown user. For registration officers; nobody changes his own.
         */
        get: operations["listUserAuthenticators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/authenticators/{authenticatorId}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend an authenticator of a user
         * @description E18: It is not taken until it is resumed. The user is told. Repeating changes nothing. For registration officers; nobody changes his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["suspendUserAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/authenticators/{authenticatorId}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume an authenticator of a user
         * @description E18: It is taken again after a suspension. The user is told. Repeating changes nothing. For registration officers; nobody changes his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["resumeUserAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/authenticators/{authenticatorId}/unlocking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock an authenticator of a user
         * @description E18: It is taken again after too many wrong answers. The user is told. Repeating changes nothing. For registration officers; nobody changes his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["unlockUserAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/authenticators/{authenticatorId}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an authenticator of a user
         * @description E18: It is not taken any more, for good. The user is told. Repeating changes nothing. For registration officers; nobody changes his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["revokeUserAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/grid-card-batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the batches of grid cards
         * @description E17: newest first. For operators.
         */
        get: operations["listGridCardBatches"];
        put?: never;
        /**
         * Order a batch of grid cards
         * @description E17: the cards are made in the background and drawn on sheets of eight, of the size of bank cards and with crop marks, which only the print shop can open. For operators.
         */
        post: operations["createGridCardBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/grid-card-batches/{batchId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a batch of grid cards
         * @description E17: with the serial numbers of its cards, and who of them is free. For operators.
         */
        get: operations["getGridCardBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/grid-card-batches/{batchId}/print-file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the print file of a batch
         * @description E17: the sheets as a PDF, sealed to the certificate of the print shop: CMS EnvelopedData (RFC 5652) in DER, which `openssl cms -decrypt -inform DER` opens with the key of the shop. For operators.
         */
        get: operations["getGridCardPrintFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/grid-card-batches/{batchId}/voiding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a batch of grid cards void
         * @description E17: the print file is gone and cards that nobody has are of no use, for good. Cards that users have stay theirs. Repeating changes nothing. For operators.
         */
        post: operations["voidGridCardBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/grid-cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a grid card of the stock to a user
         * @description E17, E18: it is his as soon as he answers its first challenge. For registration officers; nobody gives himself one. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["assignGridCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/factor-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell which factors the account requires of its members
         * @description R5, E18: that of the installation while the account has said nothing.
         */
        get: operations["getFactorPolicy"];
        /**
         * Set which factors the account requires of its members
         * @description R5, E18: by an owner or administrator. A member whose factors are not enough, or who logged in with another kind, gets tokens that open set-up only (`GET /v1/me/set-up` names what is left) from his next one on. Needs a recent login (RFC 9470: step up when asked to).
         */
        put: operations["setFactorPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/personal-validations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List personal validations, oldest first
         * @description R3: for registration officers; shows the evidence.
         */
        get: operations["listPersonalValidations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/personal-validations/{personalValidationId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or reject a personal validation
         * @description R3: of the version that the officer looked at; never of himself. Where policy wants four eyes, an approval waits for another officer.
         */
        post: operations["decidePersonalValidation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/personal-validations/{personalValidationId}/evidence-files/{fileId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file of evidence
         * @description R3: for registration officers; each reading is recorded in the audit of the person.
         */
        get: operations["getEvidenceFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/signer-invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invitations of signers, newest first
         * @description R3: for registration officers.
         */
        get: operations["listSignerInvitations"];
        put?: never;
        /**
         * Invite somebody to personal validation
         * @description R3: by a registration officer; a link is mailed, good for seven days. An open one is replaced.
         */
        post: operations["inviteSigner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/signer-invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation that was not used
         * @description R3: its link is dead at once. Repeating changes nothing.
         */
        delete: operations["withdrawSignerInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signer-invitations/description": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what an invitation of a signer is for, without using it
         * @description R3: a page shows the user ID before it asks for names and evidence.
         */
        post: operations["describeSignerInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signer-invitations/mobile-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to the mobile number that an invited signer gives
         * @description R3, R1: who knows the code proves the number; without one, codes go by e-mail later.
         */
        post: operations["sendSignerMobileCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signer-invitations/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use an invitation: names, evidence and password in one step
         * @description R3: makes the user and submits his personal validation, all or nothing, once. A mobile number needs the code that was sent to it.
         */
        post: operations["acceptSignerInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List staff, by user ID
         * @description R3: for operators.
         */
        get: operations["listStaff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/members/{userId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the roles of a member of staff
         * @description R3: by another operator; his sessions end, so that the next one has the new roles. A user who is not staff yet becomes so. One operator stays.
         */
        put: operations["setStaffRoles"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member of staff
         * @description R3: by another operator; all his sessions end at once. He stays a user. The last operator stays.
         */
        delete: operations["removeStaffMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open invitations of staff, newest first
         * @description R3: for operators, 100 at most; those of the operator command, too.
         */
        get: operations["listStaffInvitations"];
        put?: never;
        /**
         * Invite somebody as staff
         * @description R3: by an operator; the link is mailed, good for 72 hours and used once. The same address again gets a new link; the old one is dead.
         */
        post: operations["inviteStaff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation of staff
         * @description R3: its link is dead.
         */
        delete: operations["withdrawStaffInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator-invitations/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use an invitation of staff and create the staff user
         * @description R3: the first officer comes from a single-use invitation that the operator command prints; others are invited by an operator, and their user ID is the address that the invitation was mailed to.
         */
        post: operations["acceptOperatorInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell how a user stands
         * @description E19: locks, holds, factors and sessions, for a registration officer who helps him; by id or by user ID, exactly one of the two. Who looks up whom is recorded.
         */
        get: operations["getUserStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release a user who is locked out
         * @description E19: his budgets of attempts begin anew, no device is known any more, and for 24 hours a mailed code alone resets his password. His factors stay. He is told by mail.
         */
        post: operations["releaseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/emergency-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for an emergency code for a user who was called back
         * @description R6b, E17b: for somebody who cannot use his factors now. Under four eyes a second officer decides first; else it is approved at once. The officer who asked collects the code by POST /v1/staff/approvals/{approvalId}/emergency-code. The user is told by mail.
         */
        post: operations["requestEmergencyCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List approvals, newest first
         * @description E19, R3: what waits for a second officer, and what became of it; only what one’s own roles may decide.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/approvals/{approvalId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or reject what another officer asked for
         * @description E19, R3: an approved action happens at once. If it cannot happen any more the answer tells why, and the approval stays pending. Never by him who asked, nor by him whom it is about.
         */
        post: operations["decideApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/approvals/{approvalId}/emergency-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Collect the emergency code of an approved request
         * @description R6b, E17b: by the officer who asked for it, once, within a day of the decision. He passes it on to the user whom he called back: it is good for one login within 24 hours, in which the user replaces his factors; those before are suspended by it. The user is told by mail.
         */
        post: operations["collectEmergencyCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/orders/troubled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the orders that need a person
         * @description E9, E13: oldest first, each with its timeline and what can be done.
         */
        get: operations["listTroubledOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/orders/{orderId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start the step at which an order waits once more
         * @description E11, E13: safe to repeat; what was done is not done again.
         */
        post: operations["retryOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/orders/{orderId}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay an order back, wholly or by lines
         * @description E9: licences of the lines are withdrawn and certificates issued under them are flagged.
         */
        post: operations["refundOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the account of the token
         * @description E11: Starter or Enterprise, the rule that decided it, and what it entitles to.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change name and settings of the account
         * @description E11: by an owner or administrator; what is left out stays. Approval needs an account that has it.
         */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/v1/account/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell what an upgrade to Enterprise changes and keeps
         * @description E11: a Starter account keeps its members, licences and certificates.
         */
        get: operations["previewAccountUpgrade"];
        put?: never;
        /**
         * Upgrade the account to Enterprise
         * @description E11: by an owner; nothing is lost. Repeating changes nothing.
         */
        post: operations["upgradeAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of the account
         * @description E11: oldest first, 1000 at most; the open invitations are shown to those who may invite.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a membership
         * @description E11: by an owner or administrator, and everybody his own; the last owner stays. Repeating changes nothing.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Change the roles of a member
         * @description E11: by an owner or administrator; only an owner gives or takes the role owner, and the last owner keeps it. The tokens of the member follow within their five minutes.
         */
        patch: operations["changeMemberRoles"];
        trace?: never;
    };
    "/v1/account/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite a person by e-mail
         * @description E11: the link is good for seven days and used once. The same address again gets a new link, five times a day at most; the old one is dead.
         */
        post: operations["inviteMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description E11: its link is dead. Repeating changes nothing.
         */
        delete: operations["withdrawInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the authenticators of a member
         * @description E17, E18: oldest first. By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own.
         */
        get: operations["listMemberAuthenticators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}/authenticators/{authenticatorId}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend an authenticator of a member
         * @description E18: It is not taken until it is resumed. The member is told. Repeating changes nothing. By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["suspendMemberAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}/authenticators/{authenticatorId}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume an authenticator of a member
         * @description E18: It is taken again after a suspension. The member is told. Repeating changes nothing. By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["resumeMemberAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}/authenticators/{authenticatorId}/unlocking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock an authenticator of a member
         * @description E18: It is taken again after too many wrong answers. The member is told. Repeating changes nothing. By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["unlockMemberAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}/authenticators/{authenticatorId}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke an authenticator of a member
         * @description E18: It is not taken any more, for good. The member is told. Repeating changes nothing. By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["revokeMemberAuthenticator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/members/{userId}/grid-cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign a grid card to a member
         * @description E17: a card of the stock by its serial number; it is pending until the member answers its first challenge. By an owner or administrator, for a member of this account only; those of an owner by an owner, and nobody his own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["assignMemberGridCard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/describe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what an invitation opens, without using it
         * @description E11: a page shows account, user ID and roles before it asks for a password.
         */
        post: operations["describeInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation: set the password, or join while signed in
         * @description E11: a token is used once. Without an access token, `password` is needed and makes the user; the user of that address joins with his access token and no password.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the orders that wait for the user to say where they belong
         * @description E11: paid orders whose activation went to his verified address; oldest first, 100 at most. Nothing is joined by address alone.
         */
        get: operations["listClaims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/claims/{claimId}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a waiting order into an account
         * @description E11: into the one named, where he is owner or administrator, or else into an account of its own. Repeating changes nothing. A new account is in the tokens after the next refresh.
         */
        post: operations["acceptClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the account holds
         * @description E12: counters by product, and the licences, oldest first, 1000 at most.
         */
        get: operations["getInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory/licences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the licences of the account
         * @description E12: in the order in which they were granted.
         */
        get: operations["listLicences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory/licences/{licenceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a licence with its certificates
         * @description E2, E12: and the certificates to come until its term ends, if they are renewed as planned.
         */
        get: operations["getLicence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory/licences/{licenceId}/recycle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Free a licence for the rest of its term
         * @description E12: its live certificates are revoked, for good. Repeating changes nothing.
         */
        post: operations["recycleLicence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the entries of the inventory's ledger
         * @description E12: oldest first; every change of a licence is one.
         */
        get: operations["listInventoryEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inventory/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove the inventory
         * @description E12: ledger and licences are counted independently, and compared.
         */
        get: operations["proveInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificate-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the certificate requests of the account
         * @description E12: newest first.
         */
        get: operations["listCertificateRequests"];
        put?: never;
        /**
         * Ask for a certificate under a licence
         * @description E12: by an owner, administrator or requester; `licenceId`, or `productCode` for the licence of it that ends first. Under the private profile it is issued at once, under the public one it waits in `validating`; where the account wants it, in `pending_approval` before. 20 requests per licence in seven days.
         */
        post: operations["createCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificate-requests/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a certificate request
         * @description E12: where it stands, and the certificate that it led to.
         */
        get: operations["getCertificateRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificate-requests/{requestId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a certificate request of the account
         * @description E12: by an owner or administrator, in `pending_approval`; never his own.
         */
        post: operations["approveCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificate-requests/{requestId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a certificate request of the account
         * @description E12: by an owner or administrator, in `pending_approval`; never his own. Its licence is free again.
         */
        post: operations["rejectCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificate-requests/{requestId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up a certificate request
         * @description E12: before it is being issued. Its licence is free again. Repeating changes nothing.
         */
        post: operations["cancelCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the certificates of the account
         * @description E12: newest first.
         */
        get: operations["listCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates/{certificateId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a certificate
         * @description E12: its names, validity and state, and from when it is best renewed.
         */
        get: operations["getCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates/{certificateId}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a certificate
         * @description E12: alone or with the certificates of its authorities.
         */
        get: operations["getCertificateFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates/{certificateId}/renewals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew a certificate
         * @description E12: the same names, for as long as the rule in force and the licence allow; at any time. Without a signing request, for the same key.
         */
        post: operations["renewCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates/{certificateId}/reissues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reissue a certificate with another key or other names
         * @description E5, E12: the old one is superseded; it is revoked at once when its key is compromised, after 72 hours when names were taken out, and else not.
         */
        post: operations["reissueCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates/{certificateId}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a further certificate with the same names
         * @description E12: for another server with a key of its own; the old one stays.
         */
        post: operations["duplicateCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/certificates/{certificateId}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a certificate
         * @description E12: for good; its authority publishes it within a minute. With the last live certificate of a licence the licence is free again. Repeating changes nothing.
         */
        post: operations["revokeCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/certificate-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the certificate requests that wait for validation
         * @description E12: of all accounts, oldest first; for registration officers.
         */
        get: operations["listCertificateRequestsToValidate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/certificate-requests/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a certificate request of any account
         * @description E12: its names and organisation, to be validated; for registration officers.
         */
        get: operations["getCertificateRequestToValidate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/certificate-requests/{requestId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm names and organisation of a certificate request
         * @description E12: the certificate is then issued; for registration officers, never for the own request.
         */
        post: operations["validateCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/certificate-requests/{requestId}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse a certificate request
         * @description E12: its licence is free again; for registration officers, never for the own request.
         */
        post: operations["refuseCertificateRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own signing certificates
         * @description R7: oldest first, those that ended included.
         */
        get: operations["listCredentials"];
        put?: never;
        /**
         * Create a signing certificate
         * @description R7: uses a document-signing licence of the account. The key is made and held by the server; the names are those of the approved personal validation. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["createCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one signing certificate
         * @description R7: with certificate and chain, what it asks for, the level of control, and why it rests or ended.
         */
        get: operations["getCredential"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/rekey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a signing certificate anew, with another key
         * @description R7: on the same licence, for an active, suspended or expired one. The old certificate is revoked (superseded) once the new one is active; interrupted, the same Idempotency-Key goes on. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["rekeyCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set what a signing certificate asks for before it signs
         * @description R9: takes effect with the next authorisation. Needs a recent login (RFC 9470: step up when asked to).
         */
        put: operations["setCredentialPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a signing certificate
         * @description R7: it signs nothing from this moment on, and its certificate is on hold. Repeating changes nothing.
         */
        post: operations["suspendCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a suspended signing certificate
         * @description R7: what staff suspended they must release first; after the replacement of lost factors personal validation must be repeated first. Repeating changes nothing. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["resumeCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a signing certificate
         * @description R7: for good. Its key is destroyed and its licence is free again; what was signed stays valid. Repeating changes nothing.
         */
        post: operations["revokeCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was ever done with the key of a signing certificate
         * @description R9: oldest first, as the signer wrote it: its making, every authorisation and signature, suspensions, its end.
         */
        get: operations["listCredentialHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/credentials/{credentialId}/history/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download what was ever done with the key of a signing certificate
         * @description R9: all of it as JSON lines, and as the last line the newest signed root, how the chain leads to it, and the keys; verified offline by npm run ops -- history verify. The root covers what was done until a minute ago. A download that breaks off is not whole.
         */
        get: operations["exportCredentialHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/users/{userId}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the signing certificates of a user
         * @description R7: oldest first; empty for an unknown user. For registration officers and operators.
         */
        get: operations["listUserCredentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/credentials/{credentialId}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a signing certificate of a user
         * @description R7: its owner cannot resume it until it is released. Repeating changes nothing. For registration officers and operators, not for their own. The owner is told by mail. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["suspendUserCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/credentials/{credentialId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let go of a suspended signing certificate of a user
         * @description R7: it rests on; its owner may resume it, for only he can wake its key. For registration officers and operators, not for their own. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["releaseUserCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/credentials/{credentialId}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a signing certificate of a user
         * @description R7: for good. For registration officers and operators, not for their own. The owner is told by mail. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["revokeUserCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{documentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read about a document
         * @description R9: without its content.
         */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        /**
         * Delete a document
         * @description R9: what was signed with it stays signed.
         */
        delete: operations["deleteDocument"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/documents/{documentId}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a document
         * @description R9: its content, under its name, as a file to be saved.
         */
        get: operations["downloadDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own signatures
         * @description R9: newest first, also those that were not authorised.
         */
        get: operations["listSignatures"];
        put?: never;
        /**
         * Prepare signatures over documents or digests
         * @description R9: exactly one of `documents` (up to 50, stored before; 100 MiB together) and `digests`. One code authorises all of them. The answer names the challenge and the factors that may answer it.
         */
        post: operations["createSignature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signatures/{signatureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a signature
         * @description R9: once it is signed with its results, its receipt and the level that was reached.
         */
        get: operations["getSignature"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signatures/{signatureId}/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a factor for the code of a signature
         * @description R9, E17: for a card the cells to read, the same ones until they are answered; for sms and email a code is sent, another one with `resend`. An app needs no question.
         */
        post: operations["askSignatureFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signatures/{signatureId}/authorisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Authorise a signature with a fresh code, and sign
         * @description R9: a code authorises one signature request, once. Without `authenticatorId` it is the code of any app; the transaction code that an app makes from `transactionUri` (8 digits) is good for this request only. Answers when everything is signed; time-stamps may take a minute.
         */
        post: operations["authoriseSignature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signatures/{signatureId}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a prepared signature up
         * @description R9: nothing can authorise it any more. Again changes nothing.
         */
        post: operations["cancelSignature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/validations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Validate the signatures in a document
         * @description R9: reports on every signature of a PDF, or of a CMS signature, as EN 319 102-1 says, at this moment. Nothing of it is kept. Changes after a signature that are more than further signatures and validation data make it INDETERMINATE.
         */
        post: operations["validateDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the applications that sign
         * @description R10: oldest first. For operators.
         */
        get: operations["listApplications"];
        put?: never;
        /**
         * Register an application that signs
         * @description R10: an application that asks users to sign, through OAuth 2.0 and the API of the Cloud Signature Consortium. A repetition with the same key answers without the secret. For operators. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["registerApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/applications/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an application that signs
         * @description R10: as it is registered, without its secret. For operators.
         */
        get: operations["getApplication"];
        /**
         * Change an application that signs, or switch it off or on
         * @description R10: it becomes exactly what is sent. Switched off, nothing of it is accepted from that moment. It can change its way of proof between the two kinds of sending a secret, and to private_key_jwt. For operators. Needs a recent login (RFC 9470: step up when asked to).
         */
        put: operations["replaceApplication"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/applications/{clientId}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an application another secret
         * @description R10: the present one holds for the time of grace, so that the application can change without a pause; none before it does. For operators. Needs a recent login (RFC 9470: step up when asked to).
         */
        post: operations["rotateApplicationSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what applications may do for me
         * @description R10: what the user granted applications and what has not ended, newest first, 100 at most.
         */
        get: operations["listOwnApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/applications/{grantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take back what an application may do for me
         * @description R10: at once, with signatures that were authorised and are not made. What was signed stays signed. Repeating changes nothing.
         */
        delete: operations["revokeOwnApplication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/texts/{language}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the texts of pages in one language
         * @description R2, R4: whatever an answer names by an id (`messageId`, `nextActions` as `action.…`, the key of a question as `question.…`, the code of a problem as `problem.…`) has its text here. `{name}` stands for a parameter (`messageParameters`).
         */
        get: operations["getTexts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/pushed_authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a request for the authorisation endpoint
         * @description R10: pushed authorisation requests (RFC 9126), needed for signatures: what is signed never stands in an address. The URI of the answer goes to the authorisation endpoint with the client_id alone, once, within its seconds.
         */
        post: operations["pushAuthorisationRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an access token
         * @description R10: redeems a code, exchanges a refresh token, or serves the application itself (RFC 6749). A code is good once; a second redemption ends what the first one gave, and so does a second use of a refresh token. The access token of scope `credential` is signature activation data.
         */
        post: operations["requestTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a token
         * @description R10: RFC 7009, with the status of the CSC API. A refresh token ends with all access tokens that came of it, an access token alone. A token that is unknown changes nothing.
         */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/oauth2/pushed_authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a request for the authorisation endpoint
         * @description R10: pushed authorisation requests (RFC 9126), needed for signatures: what is signed never stands in an address. The URI of the answer goes to the authorisation endpoint with the client_id alone, once, within its seconds.
         */
        post: operations["pushAuthorisationRequestV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/oauth2/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an access token
         * @description R10: redeems a code, exchanges a refresh token, or serves the application itself (RFC 6749). A code is good once; a second redemption ends what the first one gave, and so does a second use of a refresh token. The access token of scope `credential` is signature activation data.
         */
        post: operations["requestTokensV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/oauth2/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a token
         * @description R10: RFC 7009, with the status of the CSC API. A refresh token ends with all access tokens that came of it, an access token alone. A token that is unknown changes nothing.
         */
        post: operations["revokeTokenV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read what the service can do
         * @description R10: `info` of the CSC API 1.0.4.0: the only method that needs no token.
         */
        post: operations["csc1Info"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/auth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a token of the application
         * @description R10: `auth/revoke` of the CSC API 1.0.4.0: a refresh token ends with its access tokens, an access token alone; an unknown one changes nothing.
         */
        post: operations["csc1AuthRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/credentials/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List the credentials of the user
         * @description R10: `credentials/list` of the CSC API 1.0.4.0: those that have or had a certificate.
         */
        post: operations["csc1CredentialsList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/credentials/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a credential
         * @description R10: `credentials/info` of the CSC API 1.0.4.0: what it is and what it takes to sign with it.
         */
        post: operations["csc1CredentialsInfo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/credentials/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Authorise signatures with a factor that the application collected
         * @description R10: `credentials/authorize` of the CSC API 1.0.4.0: for applications that are registered for it; others use oauth2/authorize.
         */
        post: operations["csc1CredentialsAuthorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/credentials/sendOTP": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code sent to the user
         * @description R10: `credentials/sendOTP` of the CSC API 1.0.4.0: to the authenticator that gets codes by message.
         */
        post: operations["csc1CredentialsSendOTP"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/credentials/extendTransaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Name digests that could not be known before
         * @description R10: `credentials/extendTransaction` of the CSC API 1.0.4.0: where the credential permits it; the old activation data dies.
         */
        post: operations["csc1CredentialsExtendTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/signatures/signHash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign digests
         * @description R10: `signatures/signHash` of the CSC API 1.0.4.0: that were authorised, 1000 at most. The same call within a minute gets the same signatures.
         */
        post: operations["csc1SignaturesSignHash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/signatures/timestamp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Time-stamp a digest
         * @description R10: `signatures/timestamp` of the CSC API 1.0.4.0: RFC 3161, by the installation's own authority.
         */
        post: operations["csc1SignaturesTimestamp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read what the service can do
         * @description R10: `info` of the CSC API 2.2.0.0: the only method that needs no token.
         */
        post: operations["csc2Info"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/auth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a token of the application
         * @description R10: `auth/revoke` of the CSC API 2.2.0.0: a refresh token ends with its access tokens, an access token alone; an unknown one changes nothing.
         */
        post: operations["csc2AuthRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List the credentials of the user
         * @description R10: `credentials/list` of the CSC API 2.2.0.0: those that have or had a certificate.
         */
        post: operations["csc2CredentialsList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a credential
         * @description R10: `credentials/info` of the CSC API 2.2.0.0: what it is and what it takes to sign with it.
         */
        post: operations["csc2CredentialsInfo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the credential that the user agreed to
         * @description R10: `credentials/create` of the CSC API 2.2.0.0: by a token of scope credential-creation, once; what is made was said in the authorisation.
         */
        post: operations["csc2CredentialsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the credential that the user agreed to end
         * @description R10: `credentials/delete` of the CSC API 2.2.0.0: by a token of scope credential-deletion; its certificate is revoked and its key destroyed.
         */
        post: operations["csc2CredentialsDelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Authorise signatures with a factor that the application collected
         * @description R10: `credentials/authorize` of the CSC API 2.2.0.0: for applications that are registered for it; others use oauth2/authorize.
         */
        post: operations["csc2CredentialsAuthorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/authorizeCheck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask what became of an authorisation that waits for the user
         * @description R10: `credentials/authorizeCheck` of the CSC API 2.2.0.0: every two seconds; more often than once a second is refused.
         */
        post: operations["csc2CredentialsAuthorizeCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/getChallenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a factor
         * @description R10: `credentials/getChallenge` of the CSC API 2.2.0.0: the cells to read from a card, or nothing when a code was sent.
         */
        post: operations["csc2CredentialsGetChallenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/sendOTP": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code sent to the user
         * @description R10: `credentials/sendOTP` of the CSC API 2.2.0.0: to the authenticator that gets codes by message.
         */
        post: operations["csc2CredentialsSendOTP"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/credentials/extendTransaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Name digests that could not be known before
         * @description R10: `credentials/extendTransaction` of the CSC API 2.2.0.0: where the credential permits it; the old activation data dies.
         */
        post: operations["csc2CredentialsExtendTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/signatures/signHash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign digests
         * @description R10: `signatures/signHash` of the CSC API 2.2.0.0: that were authorised, 1000 at most. The same call within a minute gets the same signatures.
         */
        post: operations["csc2SignaturesSignHash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/signatures/signDoc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign documents, or digests of documents
         * @description R10: `signatures/signDoc` of the CSC API 2.2.0.0: PAdES and CAdES, 50 at most, in a body of 32 MiB at most. Documents are kept only while they are signed.
         */
        post: operations["csc2SignaturesSignDoc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/signatures/signPolling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a result that was asked for later
         * @description R10: `signatures/signPolling` of the CSC API 2.2.0.0: until it is there, the answer is 202 with the error accepted_request.
         */
        post: operations["csc2SignaturesSignPolling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v2/signatures/timestamp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Time-stamp a digest
         * @description R10: `signatures/timestamp` of the CSC API 2.2.0.0: RFC 3161, by the installation's own authority.
         */
        post: operations["csc2SignaturesTimestamp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the authorisation server can do
         * @description R10: metadata of RFC 8414 for applications that find out for themselves.
         */
        get: operations["getAuthorisationServerMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask a user for a grant, in his browser
         * @description R10: the authorisation endpoint (RFC 6749 4.1, CSC API 8.4). Send the browser of the user here; he logs in and decides on a page of ours, and is sent back with `code`, `state` and `iss` (RFC 9207), or with `error`. PKCE with S256 is needed. What is asked for is pushed before (RFC 9126), unless the application was registered otherwise; then only `client_id` and `request_uri` are read here. What must not be told to the application, because it may be no application of ours, is told to the user on a page.
         */
        get: operations["authorize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csc/v1/oauth2/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask a user for a grant, in his browser
         * @description R10: the authorisation endpoint (RFC 6749 4.1, CSC API 8.4). Send the browser of the user here; he logs in and decides on a page of ours, and is sent back with `code`, `state` and `iss` (RFC 9207), or with `error`. PKCE with S256 is needed. Parameters have the names of version 1 of the CSC API: `hash`, `hashAlgo`. What must not be told to the application, because it may be no application of ours, is told to the user on a page.
         */
        get: operations["authorizeV1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/soft-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the apps of soft tokens know this service by
         * @description R5, R6: `document` is a JSON text with `name`, `address`, `api`, `identityKey` (raw Ed25519 key, base64url), `versions`, `profile` and `pinLength`; `signature` is over its bytes, by that key. A mobile app compares the key with what its QR code announced; a desktop app learns in the exchange whether it is the right one.
         */
        get: operations["describeSoftTokenService"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/ocsp/{authority}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the status of certificates
         * @description E12, R9: RFC 6960, RFC 5019: the address that certificates name for OCSP. What is wrong with a request is told in an answer of that protocol. A revocation is seen within a minute, what others keep of an answer included.
         */
        post: operations["askCertificateStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/ocsp/{authority}/{*}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for the status of certificates, in the path
         * @description E12, R9: RFC 6960, RFC 5019: the address that certificates name for OCSP. What is wrong with a request is told in an answer of that protocol. A revocation is seen within a minute, what others keep of an answer included. The request stands in the path in base64, percent-encoded or not (RFC 6960 A.1).
         */
        get: operations["readCertificateStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/tsa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the time of something stamped
         * @description R9: RFC 3161 with the identifier of RFC 5816; imprints by SHA-256, SHA-384 and SHA-512, to a second. A refusal is an answer of that protocol.
         */
        post: operations["createTimestamp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/signing-keys.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the public keys of receipts and audit roots
         * @description R9: a JSON Web Key Set (RFC 7517). Receipts of signatures and the signed roots of histories verify under these keys, offline.
         */
        get: operations["getSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/{authority}.crl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the revocation list of an authority
         * @description E12, R9: the address that certificates name as their CRL distribution point (RFC 5280 4.2.1.13), DER. A revocation is in it within a minute, what others keep of it included.
         */
        get: operations["getRevocationList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pki/{authority}.cer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the certificate of an authority
         * @description E12, R9: the address that certificates name as their issuer (RFC 5280 4.2.2.1), DER.
         */
        get: operations["getAuthorityCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the public keys of the access tokens
         * @description R8: a JSON Web Key Set (RFC 7517), the newest key first.
         */
        get: operations["getTokenKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Problem
         * @description Why the request failed.
         */
        Problem: {
            /** @description URN of the kind of problem. */
            type: string;
            /** @description The kind of problem in words. */
            title: string;
            /** @description HTTP status. */
            status: number;
            /** @description What happened, for the person at the other end. */
            detail: string;
            /** @description Id of the request; name it to support. */
            instance: string;
            /** @description Stable reason that programs may branch on. */
            code: string;
            /** @description The fields at fault. */
            errors?: {
                /** @description JSON Pointer (RFC 6901) into the request body. */
                pointer?: string;
                /** @description Name of a parameter in path or query. */
                parameter?: string;
                /** @description Name of a header. */
                header?: string;
                /** @description What would be right. */
                detail: string;
            }[];
            /** @description Seconds after which the same request may succeed. */
            retryAfter?: number;
            /** @description With `INSUFFICIENT_USER_AUTHENTICATION`: the authentication context classes of which one is needed, as in the challenge (RFC 9470 3). A step-up flow leads there. */
            acrValues?: string[];
            /** @description With `INSUFFICIENT_USER_AUTHENTICATION`: seconds that may have passed since the factors were proved. */
            maxAge?: number;
        };
        /** EvidenceFile */
        EvidenceFile: {
            /** @description Id of the file, for a submission to refer to. */
            id: string;
            /** @description SHA-256 of what was stored, base64. */
            sha256: string;
        };
        /** Document */
        Document: {
            /** @description Id of the document. */
            id: string;
            /** @description Name for people. */
            name: string;
            /** @description Media type. */
            mediaType: string;
            /** @description Bytes. */
            size: number;
            /** @description SHA-256 of the content, base64. */
            sha256: string;
            /**
             * Format: date-time
             * @description When it was stored.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it is deleted.
             */
            expiresAt: string;
            /** @description Signature that made it. */
            signatureId?: string;
        };
        /** ProductFamily */
        ProductFamily: {
            /** @description Stable code. */
            code: string;
            /** @description Name in the language asked for. */
            name: string;
            /** @description One sentence for buyers. */
            summary: string;
        };
        /** Money */
        Money: {
            /** @description Amount in minor units. */
            amount: number;
            /** @description ISO 4217 code. */
            currency: string;
            /** @description Decimal places of the currency. */
            exponent: number;
        };
        /** Validity */
        Validity: {
            /** @description Rule that decides. */
            ruleId: string;
            /** @description Where the rule comes from. */
            source: string;
            /**
             * Format: date-time
             * @description Moment of issuance that was asked for.
             */
            issuedAt: string;
            /** @description Upper limit of the rule, in days. */
            maxDays: number;
            /** @description Days that a certificate lives under this rule. */
            days: number;
            /**
             * Format: date-time
             * @description Moment from which another rule holds; absent when none is known.
             */
            ruleEndsAt?: string;
            /** @description Days for which a domain validation may be used again; absent without such a limit. */
            domainValidationReuseDays?: number;
            /** @description Days for which an organisation validation may be used again; absent without such a limit. */
            organisationValidationReuseDays?: number;
        };
        /** NameRules */
        NameRules: {
            /** @description Names that the price includes. */
            included: number;
            /** @description Whether a name with and without `www.` counts once. */
            wwwPair: boolean;
            /** @description Extra names at most. */
            maxExtra: number;
            /**
             * @description Whether wildcards may be used, and what they cost.
             * @enum {string}
             */
            wildcard: "never" | "extra" | "included";
            /** @description Whether internal names and private addresses are allowed. */
            internalNames: boolean;
        };
        /** ProductPrice */
        ProductPrice: {
            licenceYear: components["schemas"]["Money"];
            extraDomainYear?: components["schemas"]["Money"];
            extraWildcardYear?: components["schemas"]["Money"];
        };
        /** Discount */
        Discount: {
            /** @description Which discount. */
            id: string;
            /** @description Fires from this number of years on, paid at once. */
            fromYears?: number;
            /** @description Fires from this number of licences in a line on. */
            fromLicences?: number;
            /** @description Size in hundredths of a percent. */
            basisPoints: number;
        };
        /** Product */
        Product: {
            /** @description Stable code. */
            code: string;
            /** @description Version of the product that is on sale. */
            versionId: string;
            /** @description Code of the family. */
            family: string;
            /** @description Name in the language asked for. */
            name: string;
            /** @description One sentence for buyers. */
            summary: string;
            /** @description dv, ov, ev, person or organisation. */
            validationLevel: string;
            /** @description Domain names that the price includes. */
            includedNames: number;
            /** @description Largest number of extra domains. */
            maxExtraDomains: number;
            /** @description Whether an extra domain may be a wildcard. */
            wildcardAllowed: boolean;
            /** @description Subscription terms on offer, in years. */
            termYears: number[];
            /** @description Options on offer. */
            paymentOptions: ("annual" | "one_time")[];
            licenceYearPrice?: components["schemas"]["Money"];
            extraDomainYearPrice?: components["schemas"]["Money"];
            /** @description What a licence is used for. */
            purpose: string;
            /** @description Whether it can be bought now. */
            available: boolean;
            validity?: components["schemas"]["Validity"];
            nameRules?: components["schemas"]["NameRules"];
            /** @description Profile under which certificates are issued; absent for a type that is not available. */
            issuanceProfile?: string;
            /** @description Prices per year without tax, one per currency. */
            prices: components["schemas"]["ProductPrice"][];
            /** @description Discounts by term and by number. */
            discounts: components["schemas"]["Discount"][];
        };
        /** ProductValidity */
        ProductValidity: {
            /** @description Rule that decides. */
            ruleId: string;
            /** @description Where the rule comes from. */
            source: string;
            /**
             * Format: date-time
             * @description Moment of issuance that was asked for.
             */
            issuedAt: string;
            /** @description Upper limit of the rule, in days. */
            maxDays: number;
            /** @description Days that a certificate lives under this rule. */
            days: number;
            /**
             * Format: date-time
             * @description Moment from which another rule holds; absent when none is known.
             */
            ruleEndsAt?: string;
            /** @description Days for which a domain validation may be used again; absent without such a limit. */
            domainValidationReuseDays?: number;
            /** @description Days for which an organisation validation may be used again; absent without such a limit. */
            organisationValidationReuseDays?: number;
            /** @description The rules that follow, as far as they are known. */
            upcoming: components["schemas"]["Validity"][];
        };
        /** SupportNumber */
        SupportNumber: {
            /** @description Number in E.164 form. */
            number: string;
            /** @description Number as people read it. */
            display: string;
            /** @description Countries from which it is dialled; empty for every country. */
            countries: string[];
            /** @description How it is dialled and what it costs. */
            hint: string;
        };
        /** SupportSpan */
        SupportSpan: {
            /** @description 1 Monday to 7 Sunday. */
            fromDay: number;
            /** @description Wall-clock time at which it begins. */
            fromTime: string;
            /** @description 1 Monday to 7 Sunday. */
            toDay: number;
            /** @description Wall-clock time at which it ends; the minute itself is outside. */
            toTime: string;
        };
        /** Support */
        Support: {
            /** @description Address of the chat. */
            chatUrl?: string;
            /** @description E-mail address. */
            email?: string;
            /** @description Telephone numbers with their dialling rules. */
            numbers: components["schemas"]["SupportNumber"][];
            /** @description Opening hours in the time zone of the desk; a span may cross days. */
            hours: components["schemas"]["SupportSpan"][];
            /** @description IANA time zone of the desk. */
            timeZone: string;
            /** @description Whether it is open at the moment asked for. */
            open: boolean;
            /**
             * Format: date-time
             * @description Moment of the next opening or closing.
             */
            changesAt?: string;
        };
        /** Storefront */
        Storefront: {
            /** @description Languages of texts. */
            languages: string[];
            /** @description Currencies (ISO 4217) in which everything is sold. */
            currencies: string[];
            /** @description Where card data goes. */
            payment: {
                /** @description Name of the payment provider. */
                provider: string;
                /** @description Page that exchanges a card for a token. */
                pageUrl?: string;
                /** @description Public key for the provider's script. */
                publishableKey?: string;
            };
            /** @description Version of the terms in force. */
            termsVersion: string;
            /** @description Version of the consent to renewal by itself. */
            renewalConsentVersion: string;
            /** @description Support in short; all of it at `/v1/support`. */
            support: {
                /** @description Address of the chat. */
                chatUrl?: string;
                /** @description Whether support is open now. */
                open: boolean;
                /**
                 * Format: date-time
                 * @description When that changes.
                 */
                changesAt?: string;
            };
            /** @description Base of this API. */
            apiUrl: string;
            /** @description Reference of this API. */
            documentationUrl: string;
        };
        /**
         * AppliedDiscount
         * @description What it takes off the whole term.
         */
        AppliedDiscount: {
            /** @description Which discount. */
            id: string;
            amount: components["schemas"]["Money"];
        };
        /** PlannedCertificate */
        PlannedCertificate: {
            /**
             * Format: date-time
             * @description Day of issuance.
             */
            issueAt: string;
            /**
             * Format: date-time
             * @description End of validity.
             */
            endsAt: string;
            /** @description Rule that decides its life. */
            ruleId: string;
            /** @description Days that it lives. */
            days: number;
        };
        /** Line */
        Line: {
            /** @description Id of the line. */
            id: string;
            /** @description Code of the product. */
            productCode: string;
            /** @description Version that the price belongs to. */
            productVersionId: string;
            /** @description Name of the product. */
            productName: string;
            /** @description What a licence is used for. */
            purpose: string;
            /** @description Subscription term in years. */
            termYears: number;
            /**
             * @description How it is paid.
             * @enum {string}
             */
            paymentOption: "annual" | "one_time";
            /** @description Number of licences. */
            licences: number;
            /** @description Extra domains. */
            extraDomains: string[];
            /** @description Profile under which its certificates are issued. */
            issuanceProfile: string;
            /** @description dv, ov, ev, person or organisation. */
            validationLevel: string;
            dueNow: components["schemas"]["Money"];
            termTotal: components["schemas"]["Money"];
            listTotal?: components["schemas"]["Money"];
            /** @description Discounts that fired. */
            discounts: components["schemas"]["AppliedDiscount"][];
            taxDueNow?: components["schemas"]["Money"];
            taxTotal?: components["schemas"]["Money"];
            /** @description Certificates of one licence over the whole term, without an uncovered day. */
            calendar: components["schemas"]["PlannedCertificate"][];
        };
        /** TierOutcome */
        TierOutcome: {
            /**
             * @description Kind of account that the purchase leads to.
             * @enum {string}
             */
            tier: "starter" | "enterprise";
            /** @description Rule that decided. */
            ruleId: string;
            /** @description The rule as a sentence for the buyer. */
            explanation: string;
        };
        /** Cart */
        Cart: {
            /** @description Id of the cart. */
            id: string;
            /**
             * @description locked: its order is being paid.
             * @enum {string}
             */
            state: "open" | "locked" | "converted" | "merged" | "abandoned";
            /** @description Whether it can still be changed. */
            open: boolean;
            /** @description Grows with every change; the entity tag. */
            version: number;
            /** @description ISO 4217 code of all prices. */
            currency: string;
            /** @description The lines, in the order in which they were added. */
            lines: components["schemas"]["Line"][];
            dueNow?: components["schemas"]["Money"];
            termTotal?: components["schemas"]["Money"];
            tier?: components["schemas"]["TierOutcome"];
            /**
             * Format: date-time
             * @description Moment after which an untouched cart is given up.
             */
            expiresAt?: string;
        };
        /** Tax */
        Tax: {
            /** @description Country whose tax it is, ISO 3166-1 alpha-2. */
            country: string;
            /** @description Name of the tax; absent when none is charged. */
            name?: string;
            /** @description Rate in hundredths of a percent. */
            basisPoints: number;
            /** @description Whether the buyer owes the tax himself. */
            reverseCharge: boolean;
            /** @description Row that decided. */
            ruleId: string;
        };
        /** Quote */
        Quote: {
            /** @description Id of the quote. */
            id: string;
            /**
             * @description Whether an order can still take it.
             * @enum {string}
             */
            state: "issued" | "accepted" | "expired" | "superseded";
            /** @description The lines with prices, discounts, tax and renewal calendars. */
            lines: components["schemas"]["Line"][];
            dueNow: components["schemas"]["Money"];
            termTotal: components["schemas"]["Money"];
            netDueNow?: components["schemas"]["Money"];
            taxDueNow?: components["schemas"]["Money"];
            tax?: components["schemas"]["Tax"];
            tier?: components["schemas"]["TierOutcome"];
            /** @description Version of the terms that must be accepted. */
            termsVersion: string;
            /**
             * Format: date-time
             * @description Moment after which no order takes it.
             */
            expiresAt: string;
            /** @description Version of the cart that it binds. */
            cartVersion: number;
        };
        /** Contact */
        Contact: {
            /** @description Given name. */
            givenName: string;
            /** @description Family name. */
            surname: string;
            /** @description E-mail address. */
            email: string;
            /** @description Mobile number in E.164 form. */
            mobile?: string;
            /** @description Name of the organisation; absent for a private buyer. */
            organisation?: string;
            /** @description Country, ISO 3166-1 alpha-2. */
            country: string;
            /**
             * @description Language of texts and messages (BCP 47).
             * @enum {string}
             */
            language?: "en" | "fr" | "de" | "es";
        };
        /**
         * Contacts
         * @description purchaser buys; fulfilment receives what was bought and the activation message (else the purchaser); technical is asked about servers (else fulfilment); billing gets the invoices, and its country is taxed (else the purchaser).
         */
        Contacts: {
            purchaser: components["schemas"]["Contact"];
            fulfilment?: components["schemas"]["Contact"];
            technical?: components["schemas"]["Contact"];
            billing?: components["schemas"]["Contact"];
            /** @description Lines of the billing address as it stands on the invoice. */
            billingAddress?: string[];
        };
        /** Payment */
        Payment: {
            /** @description Id of the attempt. */
            id: string;
            /** @description created, requires_action, processing, unknown, captured, failed, cancelled, refunded or disputed. */
            status: string;
            /** @description The provider's reason when failed. */
            declineCode?: string;
            /** @description Page on which the buyer confirms the payment (3-D Secure). */
            actionUrl?: string;
            /** @description Whether the method is kept for renewals. */
            keepMethod: boolean;
        };
        /** TimelineFact */
        TimelineFact: {
            /** @description Which fact. */
            name: string;
            /** @description What it is. */
            value: string;
        };
        /** TimelineEntry */
        TimelineEntry: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What, as a stable code. */
            code: string;
            /** @description The same as a sentence. */
            text: string;
            /** @description Facts that belong to it. */
            facts: components["schemas"]["TimelineFact"][];
        };
        /**
         * Saga
         * @description What is done by itself after the payment.
         */
        Saga: {
            /** @description Step that is next: account, inventory, activation_message or done. */
            step: string;
            /** @description Times that it was tried. */
            attempts: number;
            /**
             * Format: date-time
             * @description When it is tried next.
             */
            nextTryAt?: string;
            /** @description Stable reason of the latest failure. */
            trouble?: string;
        };
        /** OrderDocument */
        OrderDocument: {
            /** @description Id of the document. */
            id: string;
            /** @description invoice, receipt or credit_note. */
            kind: string;
            /** @description Number for people. */
            number: string;
            /**
             * Format: date-time
             * @description When it was issued.
             */
            issuedAt: string;
            total: components["schemas"]["Money"];
        };
        /** Order */
        Order: {
            /** @description Id of the order. */
            id: string;
            /** @description Number for people. */
            number: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            status: "draft" | "details_complete" | "review" | "awaiting_payment" | "paid" | "fulfilling" | "completed" | "expired" | "cancelled" | "refund_pending" | "refunded" | "partly_refunded" | "disputed" | "review_needed";
            /** @description Lines with frozen prices. */
            lines: components["schemas"]["Line"][];
            dueNow: components["schemas"]["Money"];
            termTotal: components["schemas"]["Money"];
            tier?: components["schemas"]["TierOutcome"];
            /**
             * @description Whether it buys something new or renews a subscription.
             * @enum {string}
             */
            kind: "purchase" | "renewal";
            quote?: components["schemas"]["Quote"];
            contacts?: components["schemas"]["Contacts"];
            /** @description False while the contacts are only pre-filled from an earlier order. */
            contactsConfirmed: boolean;
            payment?: components["schemas"]["Payment"];
            /** @description Version of the terms that must be accepted to complete. */
            termsVersion: string;
            /**
             * Format: date-time
             * @description When they were accepted.
             */
            termsAcceptedAt?: string;
            /** @description What happened, oldest first. */
            timeline: components["schemas"]["TimelineEntry"][];
            saga?: components["schemas"]["Saga"];
            /** @description Invoices, receipts and credit notes, oldest first. */
            documents: components["schemas"]["OrderDocument"][];
            /** @description Account that it belongs to. */
            accountId?: string;
            refunded?: components["schemas"]["Money"];
            /** @description Subscriptions that its lines began or renew, in the order of the lines. */
            subscriptionIds: string[];
            /**
             * Format: date-time
             * @description Moment after which an order that is not completed expires.
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @description When it was created.
             */
            createdAt: string;
        };
        /** OrderReview */
        OrderReview: {
            order: components["schemas"]["Order"];
            /** @description What the buyer can do now. */
            nextActions: ("set_contacts" | "add_payment" | "complete" | "confirm_payment" | "cancel" | "request_refund")[];
            /** @description The account that the buyer gets, and where the message goes that activates it. */
            afterCompletion: {
                account?: components["schemas"]["TierOutcome"];
                /** @description E-mail address. */
                activationMessageTo?: string;
            };
        };
        /** PaymentPage */
        PaymentPage: {
            /** @description Name of the payment provider. */
            provider: string;
            /** @description The provider's page. */
            url?: string;
            /** @description Public key for the provider's script. */
            publishableKey?: string;
        };
        /** Subscription */
        Subscription: {
            /** @description Id of the subscription. */
            id: string;
            /** @description Account that has it. */
            accountId?: string;
            /** @description Code of the product. */
            productCode: string;
            /** @description Name of the product. */
            productName: string;
            /** @description Licences. */
            licences: number;
            /**
             * @description How it is paid.
             * @enum {string}
             */
            paymentOption: "annual" | "one_time";
            /**
             * @description past_due: a year is not paid; suspended: licences are withheld.
             * @enum {string}
             */
            status: "active" | "past_due" | "suspended" | "ended";
            /**
             * Format: date-time
             * @description Begin of the first term.
             */
            termStart: string;
            /**
             * Format: date-time
             * @description End of the term.
             */
            termEnd: string;
            /**
             * Format: date-time
             * @description Moment until which it is paid.
             */
            paidUntil: string;
            /** @description Whether it renews itself. */
            autoRenew: boolean;
            nextAmount?: components["schemas"]["Money"];
            /**
             * Format: date-time
             * @description When the next year or term is due.
             */
            nextDueAt?: string;
            /** @description Order that began it. */
            orderId: string;
            /** @description Renewal order that waits to be paid. */
            pendingOrderId?: string;
            /** @description Mark of the kept payment method. */
            paymentMethod?: string;
            /** @description Failed charges since the year became due. */
            failedCharges: number;
            /**
             * Format: date-time
             * @description When the next charge is tried.
             */
            nextChargeAt?: string;
        };
        /** Activation */
        Activation: {
            /** @description Name of the account. */
            accountName: string;
            /** @description User ID that the activation creates. */
            userId: string;
            /**
             * Format: date-time
             * @description Moment after which the token is dead.
             */
            expiresAt: string;
        };
        /** JoinedAccount */
        JoinedAccount: {
            /** @description Id of the account. */
            accountId: string;
            /** @description User ID with which to log in. */
            userId: string;
        };
        /** ActivationResend */
        ActivationResend: {
            /**
             * Format: date-time
             * @description Moment after which the new link is dead.
             */
            expiresAt: string;
            /** @description Times that it may be sent again today. */
            resendsLeft: number;
        };
        /** ActivationContact */
        ActivationContact: {
            /**
             * Format: date-time
             * @description Moment after which the new link is dead.
             */
            expiresAt: string;
        };
        /** Factor */
        Factor: {
            /** @description Id of the authenticator. */
            authenticatorId: string;
            /** @description Kind: totp, soft_token, grid_card, egrid, sms, email or emergency_code. */
            kind: string;
            /** @description Name that the user gave it. */
            label: string;
            /** @description Where its codes are sent, most of it hidden. */
            maskedDestination?: string;
            /** @description Serial number of a soft token or card. */
            serial?: string;
        };
        /**
         * ChosenFactor
         * @description The factor whose code is awaited.
         */
        ChosenFactor: {
            /** @description Id of the authenticator. */
            authenticatorId: string;
            /** @description Its kind. */
            kind: string;
        };
        /** LoginFlow */
        LoginFlow: {
            /** @description Id of the flow. */
            id: string;
            /**
             * @description What it is for: a new session, or renewing the authentication of one.
             * @enum {string}
             */
            kind: "login" | "step_up";
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "password_required" | "pin_required" | "factor_required" | "loss_code_required" | "completed" | "cancelled" | "dead";
            /** @description What may be done next: submit_password, submit_code, resynchronise (a code and the one after it), choose_factor, resend, alternative, report_loss, cancel, set_language, and recover, which leads to a recovery flow. */
            nextActions: string[];
            /** @description Id of the text to show. */
            messageId: string;
            /** @description Parameters of that text. */
            messageParameters: {
                [key: string]: string;
            };
            /** @description Attempts left at what is awaited now. */
            attemptsLeft: number;
            /** @description How a code was sent: sms or email. */
            channel?: string;
            /** @description Where it was sent, most of it hidden. */
            maskedDestination?: string;
            /**
             * Format: date-time
             * @description Earliest moment of another send.
             */
            resendAt?: string;
            /** @description Factors that may be chosen, the one that was used last first. */
            factors?: components["schemas"]["Factor"][];
            factor?: components["schemas"]["ChosenFactor"];
            /** @description Cells to read from the card, in the order in which they are typed. */
            cells?: string[];
            /** @description Serial number of that card. */
            cardSerial?: string;
            /** @description Language (BCP 47). */
            language: string;
            /**
             * Format: date-time
             * @description Moment at which the flow dies.
             */
            expiresAt: string;
        };
        /** Tokens */
        Tokens: {
            /** @description JWT (ES256); send it as `Authorization: Bearer …`. */
            accessToken: string;
            /**
             * @description How it is sent (RFC 6750).
             * @enum {string}
             */
            tokenType: "Bearer";
            /** @description Seconds until the access token ends. */
            expiresIn: number;
            /** @description Single use; absent for a session that may only set up a second factor, and where it travels in a cookie. */
            refreshToken?: string;
            /**
             * @description What the session may do: everything, or only set up a second factor.
             * @enum {string}
             */
            scope: "full" | "set-up";
            /** @description Authentication context class. */
            acr: string;
            /** @description Methods used (RFC 8176). */
            amr: string[];
        };
        /** LoginPolicy */
        LoginPolicy: {
            /** @description Profile on which the settings build: guide or strict. */
            profile: string;
            /** @description Characters of a password at least. */
            passwordMinLength: number;
            /** @description Characters of a password at most. */
            passwordMaxLength: number;
            /** @description Whether passwords known from breaches are refused. */
            passwordBreachCheck: boolean;
            /** @description Minutes without a refresh after which a session is over. */
            sessionIdleMinutes: number;
            /** @description Minutes after which a session is over in any case. */
            sessionAbsoluteMinutes: number;
            /** @description Whether questions help to recover a password: off, optional or required. */
            recoveryQuestions: string;
            /** @description Number of questions that must be answered. */
            recoveryQuestionsToAnswer: number;
            /** @description Number of questions that a recovery asks. */
            recoveryQuestionsAsked: number;
            /** @description Actions that need a second officer: user_release, personal_validation, staff_roles, emergency_code. */
            fourEyes: string[];
            /** @description Whether activations and invitations need a mobile number, because no one-time PIN goes by e-mail. */
            mobileRequired: boolean;
        };
        /** OwnSession */
        OwnSession: {
            /** @description Id of the session. */
            id: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /** @description Device as its browser names itself; absent when it did not. */
            device?: string;
            /** @description Network address from which it was last used. */
            address?: string;
            /** @description Authentication context class. */
            acr: string;
            /**
             * Format: date-time
             * @description When the user proved his factors.
             */
            authenticatedAt: string;
            /**
             * Format: date-time
             * @description When it was last prolonged.
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @description When it ends unless it is prolonged.
             */
            idleUntil: string;
            /**
             * Format: date-time
             * @description When it ends in any case.
             */
            expiresAt: string;
        };
        /** Session */
        Session: {
            /**
             * @description What the session may do.
             * @enum {string}
             */
            scope: "full" | "set-up";
            /** @description Authentication context class. */
            acr: string;
            /** @description Methods used (RFC 8176). */
            amr: string[];
            /** @description Account of the token. */
            accountId?: string;
            /** @description Roles in that account. */
            roles: string[];
        };
        /** Me */
        Me: {
            /** @description Id of the user. */
            id: string;
            /** @description User ID with which the user logs in. */
            userId: string;
            /** @description Given name. */
            givenName: string;
            /** @description Family name. */
            surname: string;
            /** @description Language (BCP 47). */
            language: string;
            /** @description Mobile number, most of it hidden. */
            maskedMobile?: string;
            /** @description Roles of staff. */
            staffRoles: string[];
            /**
             * @description State of the personal validation.
             * @enum {string}
             */
            personalValidation: "none" | "submitted" | "approved" | "rejected";
            /** @description Whether recovery questions are answered. */
            recoveryQuestionsSet: boolean;
            session: components["schemas"]["Session"];
        };
        /** Evidence */
        Evidence: {
            /**
             * @description Kind of document.
             * @enum {string}
             */
            documentType: "passport" | "identity_card" | "driving_licence";
            /** @description Number of the document. */
            documentNumber: string;
            /** @description Files that show the document: five at most over all pieces, each once. */
            fileIds?: string[];
        };
        /** PersonalValidation */
        PersonalValidation: {
            /** @description Id of the validation. */
            id: string;
            /** @description Version that rises with each submission. */
            version: number;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "submitted" | "approved" | "rejected";
            /** @description Given name. */
            givenName: string;
            /** @description Family name. */
            surname: string;
            /** @description E-mail address. */
            email: string;
            /** @description Mobile number in E.164 form. */
            mobile?: string;
            /** @description Country, ISO 3166-1 alpha-2. */
            country: string;
            /**
             * Format: date-time
             * @description When it was submitted.
             */
            submittedAt: string;
            /** @description Reason of a rejection. */
            reason?: string;
            /**
             * Format: date-time
             * @description When the evidence is erased; absent until it is decided.
             */
            evidenceUntil?: string;
            /**
             * Format: date-time
             * @description When the user reported the loss of his factors: approving this version lets him replace them.
             */
            factorLossReportedAt?: string;
        };
        /** ContactChange */
        ContactChange: {
            /** @description Id of the change. */
            id: string;
            /** @description Where the code for the new contact went, most of it hidden. */
            maskedDestination: string;
            /** @description Whether a code went to the present mailbox, too, and both are needed. */
            currentCodeRequired: boolean;
            /**
             * Format: date-time
             * @description Moment at which it dies.
             */
            expiresAt: string;
        };
        /** OwnContact */
        OwnContact: {
            /** @description User ID with which the user logs in. */
            userId: string;
            /** @description Mobile number, most of it hidden. */
            maskedMobile?: string;
        };
        /** SetUpMethod */
        SetUpMethod: {
            /** @description Kind of method: authenticator, recovery_questions, or login_with_permitted_factor for a login by another factor. */
            method: string;
            /** @description Whether it must be done; else it may be skipped. */
            required: boolean;
            /** @description Whether it is done. */
            done: boolean;
        };
        /** AppLink */
        AppLink: {
            /**
             * @description Platform that the app runs on.
             * @enum {string}
             */
            platform: "ios" | "android" | "windows" | "macos" | "linux";
            /** @description Name of the app. */
            name: string;
            /** @description Page where the app is to be had. */
            url: string;
        };
        /** SetUpProgress */
        SetUpProgress: {
            /** @description Number of required methods that are done. */
            done: number;
            /** @description Number of required methods. */
            required: number;
            /** @description The methods, in the order in which they are asked for. */
            methods: components["schemas"]["SetUpMethod"][];
            /** @description Kinds of factor that the policy permits, for what is left: named by the texts `factor.<kind>`. */
            kinds: ("totp" | "soft_token" | "grid_card" | "egrid" | "sms" | "email")[];
            /** @description Where to get an authenticator app. */
            apps: components["schemas"]["AppLink"][];
        };
        /** AskedQuestion */
        AskedQuestion: {
            /** @description Key of the question; its text has the id `question.<key>`. */
            key: string;
        };
        /** RecoveryFlow */
        RecoveryFlow: {
            /** @description Id of the recovery. */
            id: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "code_required" | "questions_required" | "factor_required" | "officer_required" | "password_required" | "completed" | "cancelled" | "dead";
            /** @description What may be done next: submit_code, submit_answers, submit_factor_code, choose_factor, submit_password, resend, cancel, set_language. */
            nextActions: string[];
            /** @description Id of the text to show. */
            messageId: string;
            /** @description Parameters of that text. */
            messageParameters: {
                [key: string]: string;
            };
            /** @description Questions to answer, the same ones until they are answered; empty in other states. */
            questions: components["schemas"]["AskedQuestion"][];
            /** @description Attempts left at what is awaited now; 0 where nothing is. */
            attemptsLeft: number;
            /** @description How a code of the factor was sent: sms. */
            channel?: string;
            /** @description Where it was sent, most of it hidden. */
            maskedDestination?: string;
            /**
             * Format: date-time
             * @description Earliest moment of another send.
             */
            resendAt?: string;
            /** @description Factors that may be chosen, the one that was used last first. */
            factors?: components["schemas"]["Factor"][];
            factor?: components["schemas"]["ChosenFactor"];
            /** @description Cells to read from the card, in the order in which they are typed. */
            cells?: string[];
            /** @description Serial number of that card. */
            cardSerial?: string;
            /** @description Language (BCP 47). */
            language: string;
            /**
             * Format: date-time
             * @description Moment at which the recovery dies.
             */
            expiresAt: string;
        };
        /** RecoveryAnswer */
        RecoveryAnswer: {
            /** @description Key of the question. */
            key: string;
            /**
             * Format: password
             * @description The answer; case, marks and spaces do not matter.
             */
            answer: string;
        };
        /**
         * PasswordChange
         * @description The password is changed.
         */
        PasswordChange: {
            /** @description Number of sessions that ended. */
            sessionsEnded: number;
        };
        /** RecoveryQuestion */
        RecoveryQuestion: {
            /** @description Key of the question; its text has the id `question.<key>`. */
            key: string;
            /** @description Whether it is answered. */
            answered: boolean;
        };
        /** RecoveryQuestions */
        RecoveryQuestions: {
            /**
             * @description Whether the policy has them.
             * @enum {string}
             */
            policy: "off" | "optional" | "required";
            /** @description Number that must be answered. */
            toAnswer: number;
            /** @description In the order of the bank. */
            questions: components["schemas"]["RecoveryQuestion"][];
        };
        /**
         * RecoveryAnswersSet
         * @description The answers are stored.
         */
        RecoveryAnswersSet: {
            /** @description Number of questions that are answered now. */
            answered: number;
        };
        /** PolicyDeviation */
        PolicyDeviation: {
            /** @description Standard: ASVS 5.0 or SP 800-63B-4. */
            standard: string;
            /** @description Number of the requirement in it. */
            requirement: string;
            /** @description Level from which ASVS asks for it. */
            level?: number;
            /** @description Service whose setting it is. */
            service: string;
            /** @description Setting that causes it, as it is named in the environment. */
            setting: string;
            /** @description Its value. */
            value: string;
            /** @description Value with which this deviation is gone. */
            conformingValue: string;
            /** @description What deviates. */
            explanation: string;
        };
        /** FactorStrength */
        FactorStrength: {
            /** @description Kind of factor, or one_time_pin, transaction_code, activation. */
            kind: string;
            /** @description Whether the policy permits it. */
            permitted: boolean;
            /** @description Entropy of what is typed, in bits. */
            entropyBits: number;
            /** @description Chance that one guess is right. */
            chancePerGuess: number;
            /** @description Guesses that the policy lets through in a year. */
            guessesPerYear: number;
            /** @description Chance that one of them is right, for somebody who knows the password. */
            chancePerYear: number;
            /** @description Authentication context class that a login by it reaches. */
            acr: string;
        };
        /** Conformance */
        Conformance: {
            /** @description Profile on which the settings build: guide or strict. */
            profile: string;
            /** @description By standard and requirement. */
            deviations: components["schemas"]["PolicyDeviation"][];
            /** @description By kind of factor. */
            strengths: components["schemas"]["FactorStrength"][];
        };
        /** AuditRecord */
        AuditRecord: {
            /** @description Position in the chain, from 1, without gaps. */
            seq: number;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /** @description Service in which it happened. */
            service: string;
            /** @description Who did it: a user, or a word such as system or guest. */
            actor: string;
            /** @description What was done. */
            action: string;
            /** @description What it was done to. */
            subject: string;
            /** @description Particulars, an object: ids and words only. */
            detail: unknown;
            /** @description SHA-256 of the record before, hex; zeros for the first. */
            prevHash: string;
            /** @description SHA-256 over the canonical JSON (RFC 8785) of the record without it, hex. */
            hash: string;
        };
        /** AuditProof */
        AuditProof: {
            /** @description Whether the chain is as it was written. */
            whole: boolean;
            /** @description Number of records. */
            records: number;
            /** @description Hash of the last record, hex; keep it elsewhere to notice a chain that was written anew. */
            head: string;
            /** @description First position that is not as it was written. */
            brokenAt?: number;
        };
        /** Authenticator */
        Authenticator: {
            /** @description Id of the authenticator. */
            id: string;
            /** @description Kind: totp (any app), soft_token, grid_card, egrid, sms, email or emergency_code. */
            kind: string;
            /** @description Name that the user gave it. */
            label: string;
            /**
             * @description Where it stands; said by the texts `authenticator.<state>`.
             * @enum {string}
             */
            state: "issued" | "bound" | "active" | "suspended" | "locked" | "expired" | "void" | "revoked";
            /** @description Why it is suspended, locked, void or revoked: what an administrator or officer wrote, or one of removed, replaced, lost, used, too many wrong answers, wrong registration codes, all cells were used. */
            stateReason?: string;
            /** @description By which rules it was issued: guide or strict. */
            profile?: string;
            /** @description Serial number of a soft token or card; shown to people as 69350-19387. */
            serial?: string;
            /** @description Of a soft token: mobile or desktop. */
            platform?: string;
            /** @description Name and model that the app of a soft token gave. */
            device?: string;
            /** @description Of a soft token: whether somebody came with its activation codes after its app had used them; in lists only. */
            codesReused?: boolean;
            /** @description Where its codes are sent, most of it hidden. */
            maskedDestination?: string;
            /** @description Authenticator that it replaces once it is active. */
            replacesId?: string;
            /** @description Challenges that a card of one-time cells has left. */
            challengesLeft?: number;
            /**
             * Format: date-time
             * @description When it was issued.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last used; absent when never.
             */
            lastUsedAt?: string;
            /**
             * Format: date-time
             * @description When it expires; absent when it does not.
             */
            expiresAt?: string;
        };
        /** SoftTokenActivation */
        SoftTokenActivation: {
            /**
             * @description Where its app runs.
             * @enum {string}
             */
            platform: "mobile" | "desktop";
            /** @description Address that a desktop app asks for. */
            address: string;
            /** @description Serial number; its last digit checks the others (Luhn). */
            serial: string;
            /** @description Activation code of a desktop app; its last digit checks the others. */
            activationCode?: string;
            /** @description Activation password of a mobile app. */
            activationPassword?: string;
            /** @description What the QR code of a mobile app says; it holds no secret. */
            activationUri?: string;
            /** @description The same as a link, for a browser on the device with the app; everything is in its fragment. */
            activationLink?: string;
            /** @description The URI as a QR code, SVG. */
            qrSvg?: string;
        };
        /** FactorPrompt */
        FactorPrompt: {
            /** @description Id of the authenticator. */
            authenticatorId: string;
            /** @description Its kind. */
            kind: string;
            /** @description Cells to read from the card, in the order in which they are typed. */
            cells?: string[];
            /** @description Serial number of the card. */
            serial?: string;
            /** @description Where a code was sent, most of it hidden. */
            maskedDestination?: string;
            /** @description How it was sent: sms or email. */
            channel?: string;
            /**
             * Format: date-time
             * @description Earliest moment of another send.
             */
            resendAt?: string;
            /**
             * Format: date-time
             * @description Moment after which the code is refused; cells stay until they are answered.
             */
            expiresAt?: string;
            /** @description Challenge of the cells; the authorisation of a signature takes it with the answer. */
            challengeId?: string;
        };
        /** EnrolledAuthenticator */
        EnrolledAuthenticator: {
            authenticator: components["schemas"]["Authenticator"];
            /**
             * Format: date-time
             * @description Moment after which the first code is refused.
             */
            expiresAt: string;
            /** @description For an authenticator app: the URI that it reads. */
            otpauthUri?: string;
            /** @description The same as a QR code, SVG. */
            qrSvg?: string;
            softToken?: components["schemas"]["SoftTokenActivation"];
            /** @description For an eGrid: the password of its PDF. */
            egridPassword?: string;
            prompt?: components["schemas"]["FactorPrompt"];
        };
        /** ReissuedSoftToken */
        ReissuedSoftToken: {
            authenticator: components["schemas"]["Authenticator"];
            softToken: components["schemas"]["SoftTokenActivation"];
            /**
             * Format: date-time
             * @description Moment after which the codes are refused.
             */
            expiresAt: string;
        };
        /** StartedSoftTokenActivation */
        StartedSoftTokenActivation: {
            /** @description Id of this run, to be given back. */
            runId: string;
            /** @description Share of the service, 65 bytes, base64url. */
            shareV: string;
            /** @description Key confirmation of the service, 32 bytes, base64url. */
            confirmV: string;
        };
        /** FinishedSoftTokenActivation */
        FinishedSoftTokenActivation: {
            /** @description What the service says of the token, sealed in the same way. */
            box: string;
        };
        /** GridCardBatch */
        GridCardBatch: {
            /** @description Id of the batch. */
            id: string;
            /** @description Its name. */
            label: string;
            /**
             * @description Where it stands; the print file is there when it is ready.
             * @enum {string}
             */
            state: "printing" | "ready" | "void";
            /** @description Cards ordered. */
            count: number;
            /** @description Cards made so far. */
            made: number;
            /** @description Cards that users have. */
            assigned: number;
            /** @description Subject of the certificate of the print shop. */
            printer: string;
            /** @description SHA-256 of the print file, hexadecimal. */
            printFileSha256?: string;
            /**
             * Format: date-time
             * @description When it was ordered.
             */
            createdAt: string;
        };
        /** GridCard */
        GridCard: {
            /** @description Serial number. */
            serial: string;
            /** @description unassigned, assigned or void. */
            state: string;
            /**
             * Format: date-time
             * @description When it expires.
             */
            expiresAt: string;
        };
        /** GridCardBatchWithCards */
        GridCardBatchWithCards: {
            /** @description Id of the batch. */
            id: string;
            /** @description Its name. */
            label: string;
            /**
             * @description Where it stands; the print file is there when it is ready.
             * @enum {string}
             */
            state: "printing" | "ready" | "void";
            /** @description Cards ordered. */
            count: number;
            /** @description Cards made so far. */
            made: number;
            /** @description Cards that users have. */
            assigned: number;
            /** @description Subject of the certificate of the print shop. */
            printer: string;
            /** @description SHA-256 of the print file, hexadecimal. */
            printFileSha256?: string;
            /**
             * Format: date-time
             * @description When it was ordered.
             */
            createdAt: string;
            /** @description The cards, by serial number. */
            cards: components["schemas"]["GridCard"][];
        };
        /** FactorPolicy */
        FactorPolicy: {
            /**
             * @description Rules by which its members’ factors are held; never weaker than those of the installation.
             * @enum {string}
             */
            profile: "guide" | "strict";
            /** @description Kinds that its members may use. */
            kinds: ("totp" | "soft_token" | "grid_card" | "egrid" | "sms" | "email")[];
            /** @description Number of active authenticators that each member needs. */
            required: number;
            /** @description Kinds that the installation permits. */
            permittedKinds: ("totp" | "soft_token" | "grid_card" | "egrid" | "sms" | "email")[];
        };
        /** OfficersPersonalValidation */
        OfficersPersonalValidation: {
            /** @description Id of the validation. */
            id: string;
            /** @description Version that rises with each submission. */
            version: number;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "submitted" | "approved" | "rejected";
            /** @description Given name. */
            givenName: string;
            /** @description Family name. */
            surname: string;
            /** @description E-mail address. */
            email: string;
            /** @description Mobile number in E.164 form. */
            mobile?: string;
            /** @description Country, ISO 3166-1 alpha-2. */
            country: string;
            /**
             * Format: date-time
             * @description When it was submitted.
             */
            submittedAt: string;
            /** @description Reason of a rejection. */
            reason?: string;
            /**
             * Format: date-time
             * @description When the evidence is erased; absent until it is decided.
             */
            evidenceUntil?: string;
            /**
             * Format: date-time
             * @description When the user reported the loss of his factors: approving this version lets him replace them.
             */
            factorLossReportedAt?: string;
            /** @description User it belongs to. */
            userId: string;
            /** @description What the person showed; empty once it is erased. */
            evidence: components["schemas"]["Evidence"][];
            /** @description Approval that another officer must decide. */
            pendingApprovalId?: string;
        };
        /** SignerInvitation */
        SignerInvitation: {
            /** @description Id of the invitation. */
            id: string;
            /** @description Address that it is mailed to. */
            email: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "open" | "used" | "withdrawn" | "expired";
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it dies.
             */
            expiresAt: string;
        };
        /** SignerInvitationOffer */
        SignerInvitationOffer: {
            /** @description User ID that it makes. */
            userId: string;
            /**
             * Format: date-time
             * @description Moment after which the token is dead.
             */
            expiresAt: string;
        };
        /**
         * SentCode
         * @description The code is on its way.
         */
        SentCode: {
            /** @description The number, most of it hidden. */
            maskedDestination: string;
            /**
             * Format: date-time
             * @description Earliest moment of another send.
             */
            resendAt: string;
            /**
             * Format: date-time
             * @description Moment after which the code is refused.
             */
            expiresAt: string;
        };
        /** StaffMember */
        StaffMember: {
            /** @description Id of the user. */
            id: string;
            /** @description User ID with which he logs in. */
            userId: string;
            /** @description Given name. */
            givenName: string;
            /** @description Family name. */
            surname: string;
            /** @description Roles: operator, registration_officer. */
            roles: string[];
            /**
             * Format: date-time
             * @description When he last logged in; absent when never.
             */
            lastLoginAt?: string;
        };
        /**
         * ApprovalParameters
         * @description What was asked for in particular.
         */
        ApprovalParameters: {
            /** @description Address to be invited. */
            email?: string;
            /** @description Language of the invitation. */
            language?: string;
            /** @description Roles: operator, registration_officer. */
            roles?: string[];
            /** @description Version of the personal validation. */
            version?: number;
        };
        /** Approval */
        Approval: {
            /** @description Id of the approval. */
            id: string;
            /**
             * @description What was asked for.
             * @enum {string}
             */
            action: "user_release" | "personal_validation" | "staff_invitation" | "staff_roles" | "emergency_code";
            /** @description Id of what it is about. */
            subjectId: string;
            parameters: components["schemas"]["ApprovalParameters"];
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "pending" | "approved" | "rejected" | "expired";
            /** @description Id of the officer who asked. */
            requestedBy: string;
            /**
             * Format: date-time
             * @description When he asked.
             */
            requestedAt: string;
            /**
             * Format: date-time
             * @description When it lapses undecided.
             */
            expiresAt: string;
            /** @description Id of the officer who decided. */
            decidedBy?: string;
            /**
             * Format: date-time
             * @description When he decided.
             */
            decidedAt?: string;
            /** @description Why it was asked for, or rejected. */
            reason?: string;
        };
        /** StaffInvitation */
        StaffInvitation: {
            /** @description Id of the invitation. */
            id: string;
            /** @description Address that it is mailed to; absent when it was printed. */
            email?: string;
            /** @description Roles: operator, registration_officer. */
            roles: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Moment after which the link is dead.
             */
            expiresAt: string;
        };
        /** UserStatus */
        UserStatus: {
            /** @description Id of the user. */
            id: string;
            /** @description User ID with which he logs in. */
            userId: string;
            /** @description Given name. */
            givenName: string;
            /** @description Family name. */
            surname: string;
            /**
             * Format: date-time
             * @description When he last logged in; absent when never.
             */
            lastLoginAt?: string;
            /** @description Wrong passwords in a row from unknown devices. */
            passwordMisses: number;
            /**
             * Format: date-time
             * @description Until when unknown devices must wait; absent when they need not.
             */
            passwordLockedUntil?: string;
            /** @description Whether unknown devices wait until he is released or recovers. */
            passwordStopped: boolean;
            /** @description Kinds of active factors. */
            activeFactors: string[];
            /**
             * Format: date-time
             * @description Until when his factors wait; absent when they need not.
             */
            factorLockedUntil?: string;
            /** @description Whether his factors wait until he is released. */
            factorStopped: boolean;
            /**
             * Format: date-time
             * @description Until when e-mail is no second factor; absent when it may be one.
             */
            emailHeldUntil?: string;
            /**
             * Format: date-time
             * @description Until when an officer’s release holds; absent when none does.
             */
            releasedUntil?: string;
            /** @description Number of sessions that are not over. */
            sessions: number;
        };
        /** Release */
        Release: {
            /**
             * Format: date-time
             * @description Until when the release holds.
             */
            releasedUntil: string;
        };
        /** EmergencyCode */
        EmergencyCode: {
            /** @description The code, shown once. */
            code: string;
            /**
             * Format: date-time
             * @description Moment after which it is refused.
             */
            expiresAt: string;
        };
        /** TroubledOrder */
        TroubledOrder: {
            order: components["schemas"]["Order"];
            /** @description amount_mismatch, unexpected_payment, payment_unknown, enrolment_stuck, activation_bounced, refund_failed or disputed. */
            trouble: string;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description What a person can do: retry, refund or wait. */
            actions: string[];
        };
        /** Entitlements */
        Entitlements: {
            /**
             * @description Kind of account.
             * @enum {string}
             */
            tier: "starter" | "enterprise";
            /** @description Members at most; absent without a limit. */
            maxMembers?: number;
            /** @description Whether certificate requests can be made to wait for an administrator's approval. */
            approvalWorkflow: boolean;
            /** @description Whether inventory is shared across organisations. */
            organisations: boolean;
            /** @description Whether programs may use the account by keys of their own. */
            apiKeys: boolean;
        };
        /** Account */
        Account: {
            /** @description Id of the account. */
            id: string;
            /** @description Name of the organisation or person. */
            name: string;
            /**
             * @description Kind of account.
             * @enum {string}
             */
            tier: "starter" | "enterprise";
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "pending_activation" | "active";
            /** @description Rule that decided the tier. */
            tierRuleId: string;
            entitlements: components["schemas"]["Entitlements"];
            /** @description Whether certificate requests wait for an administrator's approval. */
            approvalRequired: boolean;
            /** @description Number of members; only where the account is read. */
            members?: number;
            /**
             * Format: date-time
             * @description When it was created.
             */
            createdAt: string;
        };
        /** UpgradePreview */
        UpgradePreview: {
            /** @description Whether the account can be upgraded. */
            possible: boolean;
            current: components["schemas"]["Entitlements"];
            upgraded: components["schemas"]["Entitlements"];
            /** @description What stays as it is. */
            keeps: {
                /** @description Members. */
                members: number;
                /** @description Licences. */
                licences: number;
                /** @description Certificates. */
                certificates: number;
            };
        };
        /** Member */
        Member: {
            /** @description Id of the user. */
            id: string;
            /** @description Name of the person. */
            name?: string;
            /** @description E-mail address. */
            email: string;
            /** @description Roles: owner, administrator, requester, auditor, signer. */
            roles: string[];
            /**
             * Format: date-time
             * @description Since when he is a member.
             */
            since: string;
        };
        /** Invitation */
        Invitation: {
            /** @description Id of the invitation. */
            id: string;
            /** @description E-mail address. */
            email: string;
            /** @description Roles: owner, administrator, requester, auditor, signer. */
            roles: string[];
            /**
             * Format: date-time
             * @description Moment after which the link is dead.
             */
            expiresAt: string;
        };
        /** Members */
        Members: {
            /** @description The members. */
            members: components["schemas"]["Member"][];
            /** @description The open invitations. */
            invitations: components["schemas"]["Invitation"][];
        };
        /** InvitationOffer */
        InvitationOffer: {
            /** @description Name of the account. */
            accountName: string;
            /** @description User ID that is invited. */
            userId: string;
            /** @description Roles: owner, administrator, requester, auditor, signer. */
            roles: string[];
            /**
             * Format: date-time
             * @description Moment after which the token is dead.
             */
            expiresAt: string;
        };
        /** Claim */
        Claim: {
            /** @description Id of the claim. */
            id: string;
            /** @description Number of the order. */
            orderNumber: string;
            /** @description Name that an own account would have. */
            accountName: string;
            /** @description Codes of the products. */
            productCodes: string[];
            /** @description Licences in all. */
            licences: number;
            /**
             * Format: date-time
             * @description When the order was paid.
             */
            createdAt: string;
        };
        /** AcceptedClaim */
        AcceptedClaim: {
            /** @description Account that has it. */
            accountId: string;
        };
        /** InventoryCounter */
        InventoryCounter: {
            /** @description Code of the product. */
            productCode: string;
            /** @description Name of the product. */
            productName?: string;
            /** @description What its licences are used for. */
            purpose: string;
            /** @description All licences but withdrawn ones. */
            total: number;
            /** @description Free ones. */
            available: number;
            /** @description Held for an issuance that is under way. */
            reserved: number;
            /** @description Used by certificates. */
            inUse: number;
            /** @description Withheld ones. */
            held: number;
            /** @description Those whose term is over. */
            expired: number;
            /** @description Withdrawn ones; not part of the total. */
            void: number;
            /** @description Free or used ones whose term ends within 90 days. */
            endingSoon: number;
        };
        /** Licence */
        Licence: {
            /** @description Id of the licence. */
            id: string;
            /** @description Code of the product. */
            productCode: string;
            /** @description Version of the product under which it was sold. */
            productVersionId?: string;
            /** @description What it is used for: tls, document_signing, code_signing or secure_mail. */
            purpose: string;
            /**
             * @description held: withheld because a year is not paid or the payment is disputed, certificates stay valid; expired: its term is over; void: withdrawn, because it was paid back.
             * @enum {string}
             */
            state: "available" | "reserved" | "in_use" | "held" | "expired" | "void";
            /**
             * Format: date-time
             * @description End of the subscription term.
             */
            validUntil: string;
            /** @description Extra domains bought with it. */
            extraDomains: string[];
            /** @description Names that its live certificates may have together, without extra ones. */
            namesIncluded: number;
            /** @description Extra names bought. */
            namesExtra: number;
            /** @description Subscription that it hangs on. */
            subscriptionId?: string;
            /**
             * Format: date-time
             * @description When it was granted.
             */
            grantedAt?: string;
            /** @description Certificate or credential that uses it. */
            usedBy?: string;
        };
        /** Inventory */
        Inventory: {
            /** @description One per product. */
            counters: components["schemas"]["InventoryCounter"][];
            /** @description The licences. */
            licences: components["schemas"]["Licence"][];
        };
        /** Certificate */
        Certificate: {
            /** @description Id of the certificate. */
            id: string;
            /**
             * @description superseded: another one took its place; it works until it ends or is revoked.
             * @enum {string}
             */
            state: "valid" | "superseded" | "revoked" | "expired";
            /** @description Request that led to it. */
            requestId: string;
            /** @description Licence under which it was issued. */
            licenceId: string;
            /** @description Code of the product. */
            productCode: string;
            /** @description DNS names in A-label form. */
            dnsNames: string[];
            /** @description IP addresses. */
            ipAddresses: string[];
            /** @description Serial number, hexadecimal. */
            serialNumber: string;
            /** @description Authority that issued it; its list is `/pki/{authority}.crl`. */
            authority: string;
            /**
             * Format: date-time
             * @description Begin of validity.
             */
            notBefore: string;
            /**
             * Format: date-time
             * @description Last second of validity.
             */
            notAfter: string;
            /** @description Rule that decided its life. */
            ruleId: string;
            /** @description SHA-256 of the certificate, hexadecimal. */
            fingerprint: string;
            /**
             * Format: date-time
             * @description From when it is best renewed.
             */
            renewFrom?: string;
            /** @description Certificate that took its place. */
            supersededBy?: string;
            /**
             * Format: date-time
             * @description When it was revoked; a moment to come when the revocation is planned.
             */
            revokedAt?: string;
            /** @description Reason of the revocation (RFC 5280 5.3.1). */
            revocationReason?: string;
            /** @description Whether its payment was returned, so that it is going to be revoked. */
            flagged: boolean;
        };
        /** LicenceDetails */
        LicenceDetails: {
            licence: components["schemas"]["Licence"];
            /** @description Its certificates, oldest first. */
            certificates: components["schemas"]["Certificate"][];
            /** @description The certificates to come. */
            calendar: components["schemas"]["PlannedCertificate"][];
        };
        /** InventoryEntry */
        InventoryEntry: {
            /** @description Rising number. */
            sequence: number;
            /** @description Licence that it is about. */
            licenceId: string;
            /** @description grant, reserve, consume, release, recycle, hold, resume, extend, expire, void, or move (to or from another account). */
            kind: string;
            /** @description What it was done for. */
            reference?: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
        };
        /** InventoryProof */
        InventoryProof: {
            /** @description Whether ledger, licences and certificates agree. */
            balanced: boolean;
            /** @description One per product. */
            counters: components["schemas"]["InventoryCounter"][];
            /** @description What does not agree. */
            differences: string[];
            /** @description Entries that were counted. */
            entries: number;
        };
        /** CertificateOrganisation */
        CertificateOrganisation: {
            /** @description Registered name. */
            name: string;
            /** @description Town; needed, or the state, for ov and ev. */
            locality?: string;
            /** @description State or province. */
            state?: string;
            /** @description Country, ISO 3166-1 alpha-2. */
            country: string;
            /** @description Number in the register of its jurisdiction; for ev only, and needed there. */
            registrationNumber?: string;
            /** @description Country of the register, ISO 3166-1 alpha-2; for ev only, and needed there. */
            jurisdictionCountry?: string;
            /** @description State or province of the register, where it is not the country's; for ev only. */
            jurisdictionState?: string;
            /**
             * @description Kind of organisation (EV Guidelines 7.1.4.2.3); for ev only, and needed there.
             * @enum {string}
             */
            businessCategory?: "Private Organization" | "Government Entity" | "Business Entity" | "Non-Commercial Entity";
        };
        /** CheckedCertificateRequest */
        CheckedCertificateRequest: {
            /**
             * @description pending_approval: waits for an administrator of the account; validating: waits for a registration officer; failed: `reason` says why.
             * @enum {string}
             */
            state: "pending_approval" | "validating" | "issuing" | "issued" | "rejected" | "cancelled" | "failed";
            /**
             * @description What is asked for.
             * @enum {string}
             */
            kind: "new" | "renewal" | "reissue" | "duplicate";
            /** @description Licence that it takes. */
            licenceId: string;
            /** @description Code of the product. */
            productCode: string;
            /** @description Issuance profile: tls-public or tls-private. */
            profile: string;
            /** @description Level of validation. */
            validationLevel: string;
            /** @description DNS names in A-label form. */
            dnsNames: string[];
            /** @description IP addresses. */
            ipAddresses: string[];
            organisation?: components["schemas"]["CertificateOrganisation"];
            /** @description Certificate that it renews, reissues or duplicates. */
            replaces?: string;
            validity?: components["schemas"]["Validity"];
        };
        /** CertificateRequest */
        CertificateRequest: {
            /** @description Id of the request. */
            id: string;
            /**
             * @description pending_approval: waits for an administrator of the account; validating: waits for a registration officer; failed: `reason` says why.
             * @enum {string}
             */
            state: "pending_approval" | "validating" | "issuing" | "issued" | "rejected" | "cancelled" | "failed";
            /**
             * @description What is asked for.
             * @enum {string}
             */
            kind: "new" | "renewal" | "reissue" | "duplicate";
            /** @description Licence that it takes. */
            licenceId: string;
            /** @description Code of the product. */
            productCode: string;
            /** @description Issuance profile: tls-public or tls-private. */
            profile: string;
            /** @description Level of validation. */
            validationLevel: string;
            /** @description DNS names in A-label form. */
            dnsNames: string[];
            /** @description IP addresses. */
            ipAddresses: string[];
            organisation?: components["schemas"]["CertificateOrganisation"];
            /** @description Certificate that it renews, reissues or duplicates. */
            replaces?: string;
            validity?: components["schemas"]["Validity"];
            /** @description Account that asks. */
            accountId: string;
            /** @description Id of the user who asked. */
            requestedBy: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Certificate that it led to. */
            certificateId?: string;
            /** @description Why it was rejected or failed. */
            reason?: string;
        };
        /**
         * KeyPolicy
         * @description What it asks for before it signs.
         */
        KeyPolicy: {
            /** @description Kinds of factor that may authorise a signature; empty for all that this installation lets sign. */
            factorKinds: ("soft_token" | "totp" | "grid_card" | "egrid" | "sms" | "email")[];
            /** @description Whether only a code that was made for exactly what is signed authorises it: sole control level 2 for every signature. */
            contentBound: boolean;
            /** @description Digests that one authorisation may cover. */
            maxDigests: number;
            /** @description Signatures of one authorisation whose digests are named only after you gave it (R10: seals, and applications that name what they sign one by one). Whoever holds such an authorisation signs what he likes, as often, in your name, without asking you again; so none by default. Not together with contentBound. */
            openSignatures: number;
            /** @description Days for which such an authorisation may hold: the longer, the longer a stolen one signs. 0 for five minutes; needs openSignatures. */
            openDays: number;
        };
        /** Credential */
        Credential: {
            /** @description Id of the credential. */
            id: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "creating" | "active" | "failed" | "suspended" | "revoked" | "expired";
            /** @description Account whose licence it uses. */
            accountId: string;
            /** @description Key algorithm. */
            keyAlgorithm: string;
            policy: components["schemas"]["KeyPolicy"];
            /** @description Sole control level that every signature with it reaches: 2 when its policy is content-bound, otherwise 1. A single signature may reach more; its receipt says so. */
            soleControlLevel: number;
            /** @description Where its key is kept: sealed or pkcs11. */
            custody?: string;
            /** @description Subject distinguished name (RFC 4514). */
            subject?: string;
            /** @description Issuer distinguished name (RFC 4514). */
            issuer?: string;
            /** @description Serial number of the certificate, hexadecimal. */
            serialNumber?: string;
            /**
             * Format: date-time
             * @description Start of validity.
             */
            notBefore?: string;
            /**
             * Format: date-time
             * @description End of validity.
             */
            notAfter?: string;
            /** @description Certificate, PEM. */
            certificatePem?: string;
            /** @description Issuing and root certificates, PEM. */
            chainPem?: string;
            /** @description Why it rests: by_owner, by_staff, released (staff let go of it, its owner may resume it) or factor_replaced; of a revoked one licence_ended when its purchase was paid back. */
            suspensionCause?: string;
            /**
             * Format: date-time
             * @description When it was suspended.
             */
            suspendedAt?: string;
            /** @description Why it was revoked, as in RFC 5280 5.3.1. */
            revocationReason?: string;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revokedAt?: string;
            /** @description Credential in whose place it came. */
            replaces?: string;
            /**
             * Format: date-time
             * @description When it was created.
             */
            createdAt: string;
        };
        /** KeyHistoryRecord */
        KeyHistoryRecord: {
            /** @description Position in the chain, from 1, without gaps. */
            seq: number;
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /** @description Who did it. */
            actor: string;
            /** @description What was done. */
            action: string;
            /** @description What it was done to. */
            subject: string;
            /** @description Particulars, an object. */
            detail: unknown;
            /** @description SHA-256 of the record before, hex; zeros for the first. */
            prevHash: string;
            /** @description SHA-256 over the canonical JSON (RFC 8785) of the record with its chain and without it, hex. */
            hash: string;
        };
        /**
         * SignatureAppearance
         * @description A visible mark on a page.
         */
        SignatureAppearance: {
            /** @description Page, from 1; 0 for the last. */
            page: number;
            /** @description Left edge, in points (1/72 inch) from the left of the page. */
            x: number;
            /** @description Lower edge, in points from the bottom of the page. */
            y: number;
            /** @description Width in points. */
            width: number;
            /** @description Height in points. */
            height: number;
        };
        /** LabelledDigest */
        LabelledDigest: {
            /** @description Digest, base64; for a document that of the signed attributes of its signature. */
            digest: string;
            /** @description Name for people. */
            label: string;
        };
        /** DocumentSignature */
        DocumentSignature: {
            /** @description Document that is signed. */
            documentId: string;
            /**
             * @description PAdES, inside a PDF, or CAdES, detached.
             * @enum {string}
             */
            format: "pades" | "cades";
            /**
             * @description EN 319 142-1, EN 319 122-1: plain, with a time-stamp, with all that verifying needs.
             * @enum {string}
             */
            level: "B-B" | "B-T" | "B-LT";
            /** @description Reason written into the PDF. */
            reason?: string;
            /** @description Place written into the PDF. */
            location?: string;
            appearance?: components["schemas"]["SignatureAppearance"];
            /** @description Once signed: the signed PDF, or the detached signature. */
            signedDocumentId?: string;
        };
        /** SigningChallenge */
        SigningChallenge: {
            /** @description Id of the challenge. */
            id: string;
            /** @description Kind of factor that answers it, the one that was used last. */
            kind: string;
        };
        /** Signature */
        Signature: {
            /** @description Id of the signature. */
            id: string;
            /** @description Credential that signs. */
            credentialId: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "awaiting_authorisation" | "signing" | "signed" | "expired" | "cancelled";
            /** @description What is to be signed. */
            digests: components["schemas"]["LabelledDigest"][];
            /**
             * @description Hash of the digests.
             * @enum {string}
             */
            hashAlgorithm: "SHA-256" | "SHA-384" | "SHA-512";
            /** @description What is signed in which format, in the order of the digests; empty for digests. */
            documents: components["schemas"]["DocumentSignature"][];
            challenge: components["schemas"]["SigningChallenge"];
            /** @description Factors that may authorise it, the one that was used last first; empty once it is not awaited. */
            factors: components["schemas"]["Factor"][];
            /** @description For a user with a soft token: its app shows with it what is signed, and makes the code for just that. */
            transactionUri?: string;
            /** @description The same as a QR code, SVG. */
            transactionQrSvg?: string;
            /** @description Signatures over the digests (ECDSA in DER, or RSASSA-PKCS1-v1_5; base64), in their order; empty for documents. */
            signatures: string[];
            /** @description Once signed: who activated the key for what, how and when, signed (compact JWS); verified offline with `/.well-known/signing-keys.json`. */
            receipt?: string;
            /** @description Once signed: 2 when the code was made for just this, otherwise 1 (EN 419 241-1). */
            soleControlLevel?: number;
            /**
             * Format: date-time
             * @description When it was prepared.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Moment at which it expires unless authorised.
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description When it was signed.
             */
            signedAt?: string;
        };
        /** ValidationCheck */
        ValidationCheck: {
            /** @description Stable name of the check. */
            name: string;
            /**
             * @description What became of it.
             * @enum {string}
             */
            outcome: "passed" | "failed" | "unknown" | "not-applicable";
            /** @description One sentence for people. */
            finding: string;
        };
        /** SignatureReport */
        SignatureReport: {
            /** @description Name of the field in a PDF; otherwise the number of the signer, from 1. */
            name: string;
            /**
             * @description Whether it is valid (EN 319 102-1 5.1.3).
             * @enum {string}
             */
            indication: "TOTAL-PASSED" | "INDETERMINATE" | "TOTAL-FAILED";
            /** @description Why it is not; absent when it passed. */
            subIndication?: string;
            /** @description PAdES-B-B to CAdES-B-LT, CMS for what is no AdES signature, or document-time-stamp; absent when it cannot be read. */
            level?: string;
            /** @description Subject of the certificate of the signer (RFC 4514); absent when it is not known. */
            signedBy?: string;
            /**
             * Format: date-time
             * @description Time that the signer claims.
             */
            claimedAt?: string;
            /**
             * Format: date-time
             * @description Time at which a time-stamp proves that the signature was there.
             */
            provedAt?: string;
            /** @description Whether nothing at all was added to the document after it. */
            coversWholeDocument: boolean;
            /**
             * @description What was added after it: nothing, only signatures, time-stamps and validation data, or something else.
             * @enum {string}
             */
            laterChanges: "none" | "permitted" | "other";
            /** @description All that was looked at. */
            checks: components["schemas"]["ValidationCheck"][];
        };
        /** ValidationReport */
        ValidationReport: {
            /**
             * @description TOTAL-PASSED when every signature passed, otherwise the worst of them.
             * @enum {string}
             */
            indication: "TOTAL-PASSED" | "INDETERMINATE" | "TOTAL-FAILED";
            /** @description The signatures, in their order. */
            signatures: components["schemas"]["SignatureReport"][];
            /**
             * Format: date-time
             * @description Moment of the validation.
             */
            validatedAt: string;
        };
        /** Application */
        Application: {
            /** @description Its client_id. */
            id: string;
            /** @description Name that users are shown. */
            name: string;
            /** @description Page that tells users about it. */
            clientUri?: string;
            /**
             * @description How it proves itself. `none` is for one that can keep no secret: PKCE alone, and nothing without a user.
             * @enum {string}
             */
            tokenEndpointAuthMethod: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
            /** @description Public keys of an application that proves itself by private_key_jwt (RFC 7523): EC P-256 or RSA. */
            jwks?: {
                /** @description The keys. */
                keys: {
                    /**
                     * @description Type of the key (RFC 7517 4.1).
                     * @enum {string}
                     */
                    kty: "EC" | "RSA";
                    /** @description Its name, another one for each key. */
                    kid: string;
                    /**
                     * @description What it is for.
                     * @enum {string}
                     */
                    use?: "sig";
                    /**
                     * @description Algorithm of its signatures.
                     * @enum {string}
                     */
                    alg?: "ES256" | "RS256" | "PS256";
                    /**
                     * @description Curve of an EC key.
                     * @enum {string}
                     */
                    crv?: "P-256";
                    /** @description Of an EC key, base64url. */
                    x?: string;
                    /** @description Of an EC key, base64url. */
                    y?: string;
                    /** @description Modulus of an RSA key of 2048 bits or more, base64url. */
                    n?: string;
                    /** @description Exponent of an RSA key, base64url. */
                    e?: string;
                }[];
            };
            /** @description Where users are sent back to, compared exactly: https, http to localhost, 127.0.0.1 or [::1] with any port (RFC 8252 7.3), or a private scheme with a dot. No fragment, no wildcard. */
            redirectUris: string[];
            /** @description What it may ask for; `application` is what it may do without a user (client credentials). */
            scopes: ("service" | "credential" | "credential-creation" | "credential-deletion" | "application")[];
            /** @description Whether it may collect factors from users itself (credentials/authorize); otherwise only our pages do. */
            explicitAuthorisation: boolean;
            /** @description Whether requests for signatures must be pushed (RFC 9126). Off only for applications of CSC API version 1, which send their parameters in the address. */
            requirePushedAuthorisationRequests: boolean;
            /** @description Whether its tokens must be bound to a key of its own (DPoP, RFC 9449). */
            requireDpop: boolean;
            /** @description Hosts, exactly, to which it may have results announced (`response_uri`). */
            responseHosts: string[];
            /** @description Whether it was switched off: nothing of it is accepted. */
            disabled: boolean;
            /** @description Grows with every change. */
            version: number;
            /**
             * Format: date-time
             * @description When it was registered.
             */
            createdAt: string;
        };
        /** RegisteredApplication */
        RegisteredApplication: {
            application: components["schemas"]["Application"];
            /** @description Its secret: in this answer and nowhere else. */
            clientSecret?: string;
        };
        /** ApplicationSecret */
        ApplicationSecret: {
            /** @description Its secret: in this answer and nowhere else. */
            clientSecret: string;
        };
        /** ApplicationGrant */
        ApplicationGrant: {
            /** @description Id of what was granted. */
            id: string;
            /** @description The application. */
            clientId: string;
            /** @description Its name. */
            clientName: string;
            /**
             * @description What for: to see certificates, to make signatures, to make a certificate, or to end one.
             * @enum {string}
             */
            scope: "service" | "credential" | "credential-creation" | "credential-deletion";
            /** @description Signing certificate, where it is about one. */
            credentialId?: string;
            /** @description Signatures that were authorised. */
            signatures?: number;
            /**
             * Format: date-time
             * @description When it was granted.
             */
            grantedAt: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description When it was used last, to the minute; absent when never.
             */
            lastUsedAt?: string;
        };
        /** Texts */
        Texts: {
            /** @description Language (BCP 47). */
            language: string;
            /** @description The texts by their ids. */
            texts: {
                [key: string]: string;
            };
        };
        /** PushedRequest */
        PushedRequest: {
            /** @description For the authorisation endpoint. */
            request_uri: string;
            /** @description Seconds for which it is good. */
            expires_in: number;
        };
        /**
         * OAuthError
         * @description Why the request failed.
         */
        OAuthError: {
            /** @description Code of RFC 6749 5.2, RFC 9396 5 or RFC 9449 5. */
            error: string;
            /** @description What happened, in English, for developers. */
            error_description: string;
            /** @description Stable reason that programs may branch on; see the list of errors. */
            error_code: string;
        };
        /** ApplicationTokens */
        ApplicationTokens: {
            /** @description The access token, a JWT (RFC 9068). */
            access_token: string;
            /** @description `Bearer`; `DPoP` for one that is bound to a key; `SAD` in version 1 for scope `credential`. */
            token_type: string;
            /** @description Seconds until it ends. */
            expires_in: number;
            /** @description Only for scope `service`. */
            refresh_token?: string;
            /** @description What was granted. */
            scope: string;
            /** @description Credential that the grant is about. */
            credentialID?: string;
            /** @description What was granted, where it was asked for so. */
            authorization_details?: unknown[];
        };
        /** CscInformation1 */
        CscInformation1: {
            /** @description Version of the standard. */
            specs: string;
            /** @description Name of the service. */
            name: string;
            /** @description Its logo. */
            logo: string;
            /** @description Its country (ISO 3166-1). */
            region: string;
            /** @description Language of the texts. */
            lang: string;
            /** @description What it does. */
            description: string;
            /** @description How its tokens are got. */
            authType: string[];
            /** @description Base of `oauth2/authorize` and the others. */
            oauth2: string;
            /** @description Methods that are offered. */
            methods: string[];
        };
        /**
         * CscError
         * @description Why the request failed.
         */
        CscError: {
            /** @description Error of the standard. */
            error: string;
            /** @description Sentence of the standard. */
            error_description: string;
            /** @description Our own reason, beyond the standard, that programs may branch on. */
            error_code?: string;
        };
        /** CscCredentials1 */
        CscCredentials1: {
            /** @description Ids, oldest first. */
            credentialIDs: string[];
            /** @description For the next page. */
            nextPageToken?: string;
        };
        /**
         * CscKey
         * @description The key.
         */
        CscKey: {
            /** @description `enabled` when it can sign. */
            status: string;
            /** @description Signature algorithms that it has. */
            algo: string[];
            /** @description Bits. */
            len: number;
            /** @description Curve, of an elliptic one. */
            curve?: string;
        };
        /**
         * CscCertificate
         * @description The certificate, once there is one.
         */
        CscCertificate: {
            /** @description `valid`, `expired`, `revoked` or `suspended`. */
            status: string;
            /** @description Certificates, DER, base64: signer first, root last. */
            certificates?: string[];
            /** @description Issuer (RFC 4514). */
            issuerDN?: string;
            /** @description Serial number, hexadecimal. */
            serialNumber?: string;
            /** @description Subject (RFC 4514). */
            subjectDN?: string;
            /** @description Start, YYYYMMDDHHMMSSZ. */
            validFrom?: string;
            /** @description End, YYYYMMDDHHMMSSZ. */
            validTo?: string;
        };
        /**
         * CscPin
         * @description The PIN.
         */
        CscPin: {
            /** @description `false`: no credential here has one. */
            presence: string;
        };
        /**
         * CscOtp
         * @description The one-time password.
         */
        CscOtp: {
            /** @description `true`, or `false` when no factor fits. */
            presence: string;
            /** @description `online` where sendOTP has a code sent, or `offline`. */
            type?: string;
            /** @description `N`: digits. */
            format?: string;
            /** @description Its name. */
            label?: string;
            /** @description What the user does. */
            description?: string;
            /** @description Its id. */
            ID?: string;
            /** @description Its kind. */
            provider?: string;
        };
        /** CscCredentialVersion1 */
        CscCredentialVersion1: {
            key: components["schemas"]["CscKey"];
            cert?: components["schemas"]["CscCertificate"];
            /** @description Sole control level: `2` where our own page asks, `1` where the application does. */
            SCAL: string;
            /** @description Signatures that one authorisation may cover. */
            multisign: number;
            /** @description Language of the texts. */
            lang: string;
            /** @description `explicit` or `oauth2code`. */
            authMode: string;
            PIN?: components["schemas"]["CscPin"];
            OTP?: components["schemas"]["CscOtp"];
        };
        /** CscActivation */
        CscActivation: {
            /** @description Signature activation data. */
            SAD: string;
            /** @description Seconds until it ends. */
            expiresIn: number;
        };
        /** CscSignatures1 */
        CscSignatures1: {
            /** @description Signatures, base64, in the order of the digests: ECDSA in DER, or RSASSA-PKCS1-v1_5. */
            signatures?: string[];
            /** @description Not of the standard: who activated the key for what (compact JWS). */
            receipt?: string;
        };
        /** CscTimestamp */
        CscTimestamp: {
            /** @description The token, DER, base64. */
            timestamp: string;
        };
        /** CscInformation2 */
        CscInformation2: {
            /** @description Version of the standard. */
            specs: string;
            /** @description Name of the service. */
            name: string;
            /** @description Its logo. */
            logo: string;
            /** @description Its country (ISO 3166-1). */
            region: string;
            /** @description Language of the texts. */
            lang: string;
            /** @description What it does. */
            description: string;
            /** @description How its tokens are got. */
            authType: string[];
            /** @description Base of `oauth2/authorize` and the others. */
            oauth2: string;
            /** @description Methods that are offered. */
            methods: string[];
            /** @description RFC 9396 is understood. */
            supportsRar: boolean;
            /** @description What digests may be of. */
            supportedHashTypes: string[];
            /** @description Results can be asked for later. */
            asynchronousOperationMode: boolean;
            /** @description signDoc can give what verifying needs. */
            validationInfo: boolean;
            /** @description Algorithms. */
            signAlgorithms: {
                /** @description Signature algorithms that some key has. */
                algos: string[];
            };
            /** @description Formats. */
            signature_formats: {
                /** @description `P` (PAdES), `C` (CAdES). */
                formats: string[];
                /** @description For each format. */
                envelope_properties: string[][];
            };
            /** @description Levels. */
            conformance_levels: string[];
        };
        /**
         * CscAuth
         * @description How signatures are authorised.
         */
        CscAuth: {
            /** @description `explicit` or `oauth2code`. */
            mode: string;
            /** @description How the objects go together. */
            expression?: string;
            /** @description What authorises; one of them. Empty for `oauth2code`. */
            objects?: {
                /** @description `Password`, `ChallengeResponse` or `ChallengeResponseOOB`. */
                type: string;
                /** @description Its id. */
                id: string;
                /** @description `N`: digits. */
                format?: string;
                /** @description `totp` for apps. */
                generator?: string;
                /** @description Its name. */
                label?: string;
                /** @description What the user does. */
                description: string;
            }[];
        };
        /** CscCredentialInfo */
        CscCredentialInfo: {
            /** @description Id of the credential. */
            credentialID: string;
            /** @description Kind of its signatures. */
            signatureQualifier: string;
            key: components["schemas"]["CscKey"];
            cert?: components["schemas"]["CscCertificate"];
            /** @description Sole control level: `2` where our own page asks, `1` where the application does. */
            SCAL: string;
            /** @description Signatures that one authorisation may cover. */
            multisign: number;
            /** @description Language of the texts. */
            lang: string;
            auth: components["schemas"]["CscAuth"];
        };
        /** CscCredentials2 */
        CscCredentials2: {
            /** @description Ids, oldest first. */
            credentialIDs: string[];
            /** @description With credentialInfo: the credentials. */
            credentialInfos?: components["schemas"]["CscCredentialInfo"][];
            /** @description That only those that can sign were looked for. */
            onlyValid?: boolean;
        };
        /** CscCredential */
        CscCredential: {
            /** @description Kind of its signatures. */
            signatureQualifier: string;
            key: components["schemas"]["CscKey"];
            cert?: components["schemas"]["CscCertificate"];
            /** @description Sole control level: `2` where our own page asks, `1` where the application does. */
            SCAL: string;
            /** @description Signatures that one authorisation may cover. */
            multisign: number;
            /** @description Language of the texts. */
            lang: string;
            auth: components["schemas"]["CscAuth"];
        };
        /** CscCreatedCredential */
        CscCreatedCredential: {
            /** @description Id of the credential. */
            credentialID: string;
            /** @description Kind of its signatures. */
            signatureQualifier?: string;
            key?: components["schemas"]["CscKey"];
            cert?: components["schemas"]["CscCertificate"];
            /** @description Sole control level: `2` where our own page asks, `1` where the application does. */
            SCAL?: string;
            /** @description Signatures that one authorisation may cover. */
            multisign?: number;
            /** @description Language of the texts. */
            lang?: string;
            auth?: components["schemas"]["CscAuth"];
        };
        /** CscPending */
        CscPending: {
            /** @description For authorizeCheck. */
            handle: string;
        };
        /** CscChallenge */
        CscChallenge: {
            /** @description Cells, in the order in which they are typed. */
            challenge: string;
        };
        /** CscSignatures2 */
        CscSignatures2: {
            /** @description Signatures, base64, in the order of the digests: ECDSA in DER, or RSASSA-PKCS1-v1_5. */
            signatures?: string[];
            /** @description Not of the standard: who activated the key for what (compact JWS). */
            receipt?: string;
            /** @description With mode A: for signPolling. */
            responseID?: string;
        };
        /**
         * CscValidationInfo
         * @description What verifying needs when nobody can be asked any more.
         */
        CscValidationInfo: {
            /** @description OCSP responses, DER, base64. */
            ocsp?: string[];
            /** @description Revocation lists, DER, base64. */
            crl?: string[];
            /** @description Certificates, DER, base64. */
            certificates?: string[];
        };
        /** CscSignedDocuments */
        CscSignedDocuments: {
            /** @description Documents that hold their signatures, base64. */
            DocumentWithSignature?: string[];
            /** @description Signatures that stand alone (CMS), base64. */
            SignatureObject?: string[];
            validationInfo?: components["schemas"]["CscValidationInfo"];
            /** @description With mode A: for signPolling. */
            responseID?: string;
        };
        /** CscLaterResult */
        CscLaterResult: {
            /** @description Signatures, base64, in the order of the digests: ECDSA in DER, or RSASSA-PKCS1-v1_5. */
            signatures?: string[];
            /** @description Not of the standard: who activated the key for what (compact JWS). */
            receipt?: string;
            /** @description Documents that hold their signatures, base64. */
            DocumentWithSignature?: string[];
            /** @description Signatures that stand alone (CMS), base64. */
            SignatureObject?: string[];
            validationInfo?: components["schemas"]["CscValidationInfo"];
        };
        /** CscStillRunning */
        CscStillRunning: {
            /** @description Not an error. */
            error: string;
            /** @description Sentence of the standard. */
            error_description: string;
        };
        /** AuthorisationServerMetadata */
        AuthorisationServerMetadata: {
            /** @description The `iss` of answers (RFC 9207). */
            issuer: string;
            /** @description Where users are sent. */
            authorization_endpoint: string;
            /** @description Where tokens come from. */
            token_endpoint: string;
            /** @description Where requests are left (RFC 9126). */
            pushed_authorization_request_endpoint: string;
            /** @description Where tokens end (RFC 7009). */
            revocation_endpoint: string;
            /** @description Keys of the access tokens. */
            jwks_uri: string;
            /** @description Scopes; `application` is what an application may do without a user. */
            scopes_supported: string[];
            /** @description Codes only. */
            response_types_supported: string[];
            /** @description In the query only. */
            response_modes_supported: string[];
            /** @description Grant types. */
            grant_types_supported: string[];
            /** @description How applications authenticate; each by the one that it is registered with. */
            token_endpoint_auth_methods_supported: string[];
            /** @description Algorithms of assertions. */
            token_endpoint_auth_signing_alg_values_supported: string[];
            /** @description As at the token endpoint. */
            revocation_endpoint_auth_methods_supported: string[];
            /** @description As at the token endpoint. */
            revocation_endpoint_auth_signing_alg_values_supported: string[];
            /** @description PKCE (RFC 7636): without it there is no code. */
            code_challenge_methods_supported: string[];
            /** @description Whether every request must be pushed. False, because those for `service` need not be; for all other scopes it is so, unless an application is registered otherwise. */
            require_pushed_authorization_requests: boolean;
            /** @description Types of RFC 9396. */
            authorization_details_types_supported: string[];
            /** @description Whether answers name their issuer (RFC 9207). */
            authorization_response_iss_parameter_supported: boolean;
            /** @description Algorithms of proofs (RFC 9449). */
            dpop_signing_alg_values_supported: string[];
            /** @description Languages of the pages. */
            ui_locales_supported: string[];
            /** @description The reference. */
            service_documentation: string;
        };
        /** SoftTokenService */
        SoftTokenService: {
            /** @description JSON text; exactly these bytes (UTF-8) are signed. */
            document: string;
            /** @description Ed25519 signature, base64url. */
            signature: string;
        };
        /** SigningKeys */
        SigningKeys: {
            /** @description The keys, those that were replaced included. */
            keys: unknown[];
        };
        /** TokenKeys */
        TokenKeys: {
            keys: {
                kty: string;
                crv: string;
                x: string;
                y: string;
                kid: string;
                alg: string;
                use: string;
            }[];
        };
    };
    responses: {
        /** @description The request is not valid. `REQUEST_INVALID` */
        "400-REQUEST_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED` */
        "400-REQUEST_INVALID-BODY_MALFORMED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_NUMBER_REFUSED`, `CONTACT_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-CARD_NUMBER_REFUSED-CONTACT_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_NUMBER_REFUSED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-CARD_NUMBER_REFUSED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_SERIAL_INVALID`, `LABEL_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-CARD_SERIAL_INVALID-LABEL_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CLIENT_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-CLIENT_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CODE_MALFORMED` */
        "400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `EVIDENCE_FILE_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-EVIDENCE_FILE_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `SIGNING_REQUEST_INVALID`, `PUBLIC_KEY_UNSUPPORTED`, `SERVER_NAME_INVALID`, `NAMES_EXCEED_LICENCE`, `ORGANISATION_INVALID`, `KEY_PASSPHRASE_INVALID`, `NOTIFY_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID-SIGNING_REQUEST_INVALID-PUBLIC_KEY_UNSUPPORTED-SERVER_NAME_INVALID-NAMES_EXCEED_LICENCE-ORGANISATION_INVALID-KEY_PASSPHRASE_INVALID-NOTIFY_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED`, `MOBILE_INVALID`, `MOBILE_REQUIRED`, `ACTIVATION_LOGGED_IN` */
        "400-REQUEST_INVALID-BODY_MALFORMED-PASSWORD_TOO_SHORT-PASSWORD_TOO_LONG-PASSWORD_TOO_COMMON-PASSWORD_BREACHED-MOBILE_INVALID-MOBILE_REQUIRED-ACTIVATION_LOGGED_IN": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `PRODUCT_NOT_FOUND`, `PRODUCT_NOT_AVAILABLE`, `PRODUCT_OPTION_NOT_OFFERED`, `EXTRA_DOMAINS_NOT_ALLOWED`, `EXTRA_DOMAIN_INVALID`, `LICENCES_OUT_OF_RANGE` */
        "400-REQUEST_INVALID-BODY_MALFORMED-PRODUCT_NOT_FOUND-PRODUCT_NOT_AVAILABLE-PRODUCT_OPTION_NOT_OFFERED-EXTRA_DOMAINS_NOT_ALLOWED-EXTRA_DOMAIN_INVALID-LICENCES_OUT_OF_RANGE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `REASON_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `REASON_REQUIRED` */
        "400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `REVOCATION_REASON_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-REVOCATION_REASON_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `SERIAL_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-SERIAL_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `USER_ID_INVALID` */
        "400-REQUEST_INVALID-BODY_MALFORMED-USER_ID_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `PAGE_TOKEN_INVALID` */
        "400-REQUEST_INVALID-PAGE_TOKEN_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_OUTDATED` */
        "401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_OUTDATED`, `CODE_REFUSED`, `INSUFFICIENT_USER_AUTHENTICATION` */
        "401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-CODE_REFUSED-INSUFFICIENT_USER_AUTHENTICATION": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_OUTDATED`, `INSUFFICIENT_USER_AUTHENTICATION` */
        "401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_OUTDATED`, `INSUFFICIENT_USER_AUTHENTICATION`, `INSUFFICIENT_USER_AUTHENTICATION` */
        "401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `CODE_REFUSED` */
        "401-CODE_REFUSED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `TOKEN_INVALID` */
        "401-TOKEN_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `TOKEN_INVALID`, `AUTHENTICATION_REQUIRED` */
        "401-TOKEN_INVALID-AUTHENTICATION_REQUIRED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `ACTIVATION_REFUSED` */
        "403-ACTIVATION_REFUSED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `DESTINATION_NOT_SERVED`, `FACTOR_NOT_PERMITTED` */
        "403-DESTINATION_NOT_SERVED-FACTOR_NOT_PERMITTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `FIRST_LOGIN_OVER`, `OFFICER_RELEASE_REQUIRED`, `PIN_CHANNEL_OFF`, `DESTINATION_NOT_SERVED` */
        "403-FIRST_LOGIN_OVER-OFFICER_RELEASE_REQUIRED-PIN_CHANNEL_OFF-DESTINATION_NOT_SERVED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `ROLE_REQUIRED` */
        "403-ROLE_REQUIRED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_OVER`, `OTHER_SESSION` */
        "403-SET_UP_OVER-OTHER_SESSION": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_REQUIRED` */
        "403-SET_UP_REQUIRED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `PERSONAL_VALIDATION_REQUIRED`, `VALIDATION_OUTDATED` */
        "403-SET_UP_REQUIRED-PERSONAL_VALIDATION_REQUIRED-VALIDATION_OUTDATED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `ROLE_REQUIRED` */
        "403-SET_UP_REQUIRED-ROLE_REQUIRED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `ROLE_REQUIRED`, `OWN_DECISION_FORBIDDEN` */
        "403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `ROLE_REQUIRED`, `OWN_DECISION_FORBIDDEN`, `KIND_NOT_PERMITTED` */
        "403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN-KIND_NOT_PERMITTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `ROLE_REQUIRED`, `OWN_REQUEST` */
        "403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_REQUEST": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND` */
        "404-ACCOUNT_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `CERTIFICATE_NOT_FOUND` */
        "404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `LICENCE_NOT_FOUND` */
        "404-ACCOUNT_NOT_FOUND-LICENCE_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `MEMBER_NOT_FOUND` */
        "404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `MEMBER_NOT_FOUND`, `AUTHENTICATOR_NOT_FOUND` */
        "404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND-AUTHENTICATOR_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `REQUEST_NOT_FOUND` */
        "404-ACCOUNT_NOT_FOUND-REQUEST_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `AUTHENTICATOR_NOT_FOUND` */
        "404-AUTHENTICATOR_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `AUTHORITY_NOT_FOUND` */
        "404-AUTHORITY_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `CART_NOT_FOUND` */
        "404-CART_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `CART_NOT_FOUND`, `CART_LINE_NOT_FOUND` */
        "404-CART_NOT_FOUND-CART_LINE_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `CART_NOT_FOUND`, `QUOTE_NOT_FOUND` */
        "404-CART_NOT_FOUND-QUOTE_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `CLIENT_NOT_FOUND` */
        "404-CLIENT_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `CREDENTIAL_NOT_FOUND` */
        "404-CREDENTIAL_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `DOCUMENT_NOT_FOUND` */
        "404-DOCUMENT_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `GRID_CARD_BATCH_NOT_FOUND` */
        "404-GRID_CARD_BATCH_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `INVITATION_NOT_FOUND` */
        "404-INVITATION_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `LOGIN_FLOW_NOT_FOUND` */
        "404-LOGIN_FLOW_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `LOGIN_FLOW_NOT_FOUND`, `AUTHENTICATOR_NOT_FOUND` */
        "404-LOGIN_FLOW_NOT_FOUND-AUTHENTICATOR_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ORDER_NOT_FOUND` */
        "404-ORDER_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `ORDER_NOT_FOUND`, `ACTIVATION_NOT_FOUND` */
        "404-ORDER_NOT_FOUND-ACTIVATION_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `PERSONAL_VALIDATION_NOT_FOUND` */
        "404-PERSONAL_VALIDATION_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `PRODUCT_NOT_FOUND` */
        "404-PRODUCT_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `RECOVERY_FLOW_NOT_FOUND` */
        "404-RECOVERY_FLOW_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `RECOVERY_FLOW_NOT_FOUND`, `AUTHENTICATOR_NOT_FOUND` */
        "404-RECOVERY_FLOW_NOT_FOUND-AUTHENTICATOR_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `REQUEST_NOT_FOUND` */
        "404-REQUEST_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `SIGNATURE_REQUEST_NOT_FOUND` */
        "404-SIGNATURE_REQUEST_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `SIGNATURE_REQUEST_NOT_FOUND`, `AUTHENTICATOR_NOT_FOUND` */
        "404-SIGNATURE_REQUEST_NOT_FOUND-AUTHENTICATOR_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `STAFF_NOT_FOUND` */
        "404-STAFF_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `SUBSCRIPTION_NOT_FOUND` */
        "404-SUBSCRIPTION_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such thing, or it belongs to somebody else. `USER_NOT_FOUND` */
        "404-USER_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `ACTIVATION_USED` */
        "409-ACTIVATION_USED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `APPROVAL_PENDING` */
        "409-APPROVAL_PENDING": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `AUTHENTICATOR_WRONG_STATE` */
        "409-AUTHENTICATOR_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `AUTHENTICATOR_WRONG_STATE`, `AUTHENTICATOR_EXPIRED` */
        "409-AUTHENTICATOR_WRONG_STATE-AUTHENTICATOR_EXPIRED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `CART_CLOSED`, `CART_LOCKED`, `CART_CHANGED` */
        "409-CART_CLOSED-CART_LOCKED-CART_CHANGED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `CREDENTIAL_WRONG_STATE` */
        "409-CREDENTIAL_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `DOCUMENT_WRONG_STATE` */
        "409-DOCUMENT_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED` */
        "409-IDEMPOTENCY_KEY_REUSED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `LICENCE_NOT_AVAILABLE`, `PRODUCT_NOT_ISSUABLE`, `CERTIFICATE_REVOKED` */
        "409-IDEMPOTENCY_KEY_REUSED-LICENCE_NOT_AVAILABLE-PRODUCT_NOT_ISSUABLE-CERTIFICATE_REVOKED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `INVITATION_EXPIRED`, `INVITATION_USED` */
        "409-INVITATION_EXPIRED-INVITATION_USED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `INVITATION_EXPIRED`, `INVITATION_USED`, `USER_EXISTS` */
        "409-INVITATION_EXPIRED-INVITATION_USED-USER_EXISTS": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `INVITATION_USED` */
        "409-INVITATION_USED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `LAST_OPERATOR`, `APPROVAL_PENDING` */
        "409-LAST_OPERATOR-APPROVAL_PENDING": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `LAST_OWNER` */
        "409-LAST_OWNER": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `LOGIN_FLOW_WRONG_STATE` */
        "409-LOGIN_FLOW_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `LOGIN_FLOW_WRONG_STATE`, `AUTHENTICATOR_WRONG_STATE` */
        "409-LOGIN_FLOW_WRONG_STATE-AUTHENTICATOR_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `MEMBER_SHARED`, `MEMBER_IS_STAFF`, `AUTHENTICATOR_WRONG_STATE` */
        "409-MEMBER_SHARED-MEMBER_IS_STAFF-AUTHENTICATOR_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `RECOVERY_FLOW_WRONG_STATE` */
        "409-RECOVERY_FLOW_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `RECOVERY_FLOW_WRONG_STATE`, `AUTHENTICATOR_WRONG_STATE` */
        "409-RECOVERY_FLOW_WRONG_STATE-AUTHENTICATOR_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `REQUEST_WRONG_STATE` */
        "409-REQUEST_WRONG_STATE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow this. `USER_EXISTS` */
        "409-USER_EXISTS": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `CART_CHANGED` */
        "412-CART_CHANGED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. `BODY_TOO_LARGE` */
        "413-BODY_TOO_LARGE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. `BODY_TOO_LARGE`, `DOCUMENT_TOO_LARGE` */
        "413-BODY_TOO_LARGE-DOCUMENT_TOO_LARGE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not JSON. `MEDIA_TYPE_UNSUPPORTED` */
        "415-MEDIA_TYPE_UNSUPPORTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED` */
        "429-RATE_LIMITED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED`, `ATTEMPTS_EXHAUSTED` */
        "429-RATE_LIMITED-ATTEMPTS_EXHAUSTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED`, `ATTEMPTS_EXHAUSTED`, `PIN_SENDS_EXHAUSTED`, `SMS_CAP_REACHED` */
        "429-RATE_LIMITED-ATTEMPTS_EXHAUSTED-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED`, `RESEND_LIMIT_REACHED` */
        "429-RATE_LIMITED-RESEND_LIMIT_REACHED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED`, `RESEND_TOO_EARLY`, `PIN_SENDS_EXHAUSTED`, `SMS_CAP_REACHED` */
        "429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A fault on our side. `INTERNAL` */
        "500-INTERNAL": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE` */
        "503-SERVICE_UNAVAILABLE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE`, `ACTIVATIONS_BUSY` */
        "503-SERVICE_UNAVAILABLE-ACTIVATIONS_BUSY": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE`, `DOCUMENTS_BUSY` */
        "503-SERVICE_UNAVAILABLE-DOCUMENTS_BUSY": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE`, `HASHING_BUSY` */
        "503-SERVICE_UNAVAILABLE-HASHING_BUSY": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE`, `KEY_POOL_EMPTY` */
        "503-SERVICE_UNAVAILABLE-KEY_POOL_EMPTY": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The answer took too long; try again. `DEADLINE_EXCEEDED` */
        "504-DEADLINE_EXCEEDED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `ACTIVATION_INVALID`, `ACTIVATION_EXPIRED`, `ACTIVATION_USED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `DIGEST_INVALID`, `TOO_MANY_DIGESTS` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-ACTIVATION_INVALID-ACTIVATION_EXPIRED-ACTIVATION_USED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-DIGEST_INVALID-TOO_MANY_DIGESTS": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `ACTIVATION_INVALID`, `ACTIVATION_EXPIRED`, `ACTIVATION_USED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `DIGEST_INVALID`, `TOO_MANY_DIGESTS`, `DIGESTS_NOT_AUTHORISED`, `SIGN_ALGORITHM_MISMATCH`, `RESPONSE_URI_INVALID` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-ACTIVATION_INVALID-ACTIVATION_EXPIRED-ACTIVATION_USED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-DIGEST_INVALID-TOO_MANY_DIGESTS-DIGESTS_NOT_AUTHORISED-SIGN_ALGORITHM_MISMATCH-RESPONSE_URI_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `CREDENTIAL_NOT_FOUND` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `EXPLICIT_AUTHORISATION_OFF`, `AUTHENTICATOR_NOT_FOUND`, `FACTOR_NOT_PERMITTED` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-EXPLICIT_AUTHORISATION_OFF-AUTHENTICATOR_NOT_FOUND-FACTOR_NOT_PERMITTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `EXPLICIT_AUTHORISATION_OFF`, `VALIDATION_OUTDATED`, `DIGEST_INVALID`, `SIGNATURES_INVALID`, `TOO_MANY_DIGESTS`, `DESCRIPTION_INVALID`, `FACTORS_INVALID`, `FACTOR_NOT_PERMITTED`, `CODE_REFUSED`, `CHALLENGE_EXPIRED`, `ATTEMPTS_EXHAUSTED` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-EXPLICIT_AUTHORISATION_OFF-VALIDATION_OUTDATED-DIGEST_INVALID-SIGNATURES_INVALID-TOO_MANY_DIGESTS-DESCRIPTION_INVALID-FACTORS_INVALID-FACTOR_NOT_PERMITTED-CODE_REFUSED-CHALLENGE_EXPIRED-ATTEMPTS_EXHAUSTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `DIGEST_INVALID`, `NONCE_INVALID` */
        "csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-DIGEST_INVALID-NONCE_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `GRANT_ENDED`, `OAUTH_INVALID_DPOP` */
        "csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The body is too large. `BODY_TOO_LARGE` */
        "csc-413-BODY_TOO_LARGE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The body is not JSON. `MEDIA_TYPE_UNSUPPORTED` */
        "csc-415-MEDIA_TYPE_UNSUPPORTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED` */
        "csc-429-RATE_LIMITED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description A fault on our side. `INTERNAL` */
        "csc-500-INTERNAL": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE` */
        "csc-503-SERVICE_UNAVAILABLE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The answer took too long; try again. `DEADLINE_EXCEEDED` */
        "csc-504-DEADLINE_EXCEEDED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CscError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `OAUTH_INVALID_REQUEST` */
        "oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `OAUTH_INVALID_REQUEST`, `OAUTH_INVALID_DPOP`, `OAUTH_CLIENT_UNKNOWN`, `OAUTH_INVALID_AUTHORISATION_DETAILS`, `OAUTH_INVALID_SCOPE`, `OAUTH_REDIRECT_URI_INVALID`, `OAUTH_UNAUTHORISED_CLIENT`, `OAUTH_UNSUPPORTED_RESPONSE_TYPE` */
        "oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST-OAUTH_INVALID_DPOP-OAUTH_CLIENT_UNKNOWN-OAUTH_INVALID_AUTHORISATION_DETAILS-OAUTH_INVALID_SCOPE-OAUTH_REDIRECT_URI_INVALID-OAUTH_UNAUTHORISED_CLIENT-OAUTH_UNSUPPORTED_RESPONSE_TYPE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `OAUTH_INVALID_REQUEST`, `OAUTH_INVALID_DPOP`, `OAUTH_INVALID_AUTHORISATION_DETAILS`, `OAUTH_INVALID_GRANT`, `OAUTH_INVALID_SCOPE`, `OAUTH_UNAUTHORISED_CLIENT`, `OAUTH_UNSUPPORTED_GRANT_TYPE` */
        "oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST-OAUTH_INVALID_DPOP-OAUTH_INVALID_AUTHORISATION_DETAILS-OAUTH_INVALID_GRANT-OAUTH_INVALID_SCOPE-OAUTH_UNAUTHORISED_CLIENT-OAUTH_UNSUPPORTED_GRANT_TYPE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description No valid access token, or a code or password that was refused. `OAUTH_INVALID_CLIENT` */
        "oauth-401-OAUTH_INVALID_CLIENT": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The body is too large. `BODY_TOO_LARGE` */
        "oauth-413-BODY_TOO_LARGE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The body is not JSON. `MEDIA_TYPE_UNSUPPORTED` */
        "oauth-415-MEDIA_TYPE_UNSUPPORTED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED` */
        "oauth-429-RATE_LIMITED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description A fault on our side. `INTERNAL` */
        "oauth-500-INTERNAL": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE` */
        "oauth-503-SERVICE_UNAVAILABLE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The answer took too long; try again. `DEADLINE_EXCEEDED` */
        "oauth-504-DEADLINE_EXCEEDED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OAuthError"];
            };
        };
        /** @description The request is not valid. `REQUEST_INVALID`, `OAUTH_CLIENT_UNKNOWN`, `OAUTH_REDIRECT_URI_INVALID`, `OAUTH_REQUEST_URI_INVALID` */
        "page-400-REQUEST_INVALID-OAUTH_CLIENT_UNKNOWN-OAUTH_REDIRECT_URI_INVALID-OAUTH_REQUEST_URI_INVALID": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
        /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED` */
        "page-429-RATE_LIMITED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
        /** @description A fault on our side. `INTERNAL` */
        "page-500-INTERNAL": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
        /** @description A part of the service is not available; see `Retry-After`. `SERVICE_UNAVAILABLE` */
        "page-503-SERVICE_UNAVAILABLE": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
        /** @description The answer took too long; try again. `DEADLINE_EXCEEDED` */
        "page-504-DEADLINE_EXCEEDED": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    takePaymentEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The provider's signature over the raw body, in the header of its own name. */
                "Sandbox-Signature"?: string;
                /** @description The provider's signature over the raw body, in the header of its own name. */
                "Stripe-Signature"?: string;
            };
            path: {
                /** @description Name of the provider. */
                provider: string;
            };
            cookie?: never;
        };
        /** @description The event as the provider sends it. */
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The event is stored, and will be acted on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `PAYMENT_EVENT_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    addEvidenceFile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The file itself: PDF, JPEG or PNG, 5 MiB at most. */
        requestBody: {
            content: {
                "application/pdf": Blob;
                "image/jpeg": Blob;
                "image/png": Blob;
            };
        };
        responses: {
            /** @description Evidence file. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceFile"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-EVIDENCE_FILE_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            /** @description The state does not allow this. `EVIDENCE_LIMIT_REACHED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    addInvitedEvidenceFile: {
        parameters: {
            query?: never;
            header: {
                /** @description Token of the invitation. */
                "Invitation-Token": string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The file itself: PDF, JPEG or PNG, 5 MiB at most. */
        requestBody: {
            content: {
                "application/pdf": Blob;
                "image/jpeg": Blob;
                "image/png": Blob;
            };
        };
        responses: {
            /** @description Evidence file. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceFile"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-EVIDENCE_FILE_INVALID"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            /** @description The state does not allow this. `EVIDENCE_LIMIT_REACHED`, `INVITATION_EXPIRED`, `INVITATION_USED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    takeDeliveryReceipt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The provider's signature over the address and all fields. */
                "X-Twilio-Signature"?: string;
            };
            path: {
                /** @description Delivery that the message carried. */
                deliveryId: string;
            };
            cookie?: never;
        };
        /** @description The receipt as the provider sends it. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description The receipt is written down. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            /** @description Not allowed to this caller. `RECEIPT_REFUSED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listDocuments: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of documents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Document"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createDocument: {
        parameters: {
            query?: {
                /** @description Name for people; by default the file name of the header Content-Disposition, or `document`. */
                name?: string;
            };
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The document itself, of any type; 50 MiB at most. */
        requestBody: {
            content: {
                "application/octet-stream": Blob;
                "application/pdf": Blob;
            };
        };
        responses: {
            /** @description Document. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `DOCUMENT_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            /** @description `REQUEST_TIMEOUT` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `DOCUMENT_SPACE_EXHAUSTED`, `DOCUMENT_WRONG_STATE`, `CHUNK_OUT_OF_ORDER` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE-DOCUMENT_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listProductFamilies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The families, in the order of a shop. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["ProductFamily"][];
                    };
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description Only this family. */
                family?: string;
                /** @description Text in code, name or summary. */
                q?: string;
                /** @description Only this level of validation. */
                validationLevel?: "dv" | "ov" | "ev" | "person" | "organisation";
                /** @description Only types that take wildcards. */
                wildcard?: boolean;
                /** @description Only types that can be bought now. */
                available?: boolean;
                /** @description Currency of the single prices, ISO 4217; USD when absent. */
                currency?: string;
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of products, in the order of their codes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Product"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `FAMILY_NOT_FOUND`, `CURRENCY_NOT_OFFERED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getProduct: {
        parameters: {
            query?: {
                /** @description Currency of the single prices, ISO 4217; USD when absent. */
                currency?: string;
            };
            header?: never;
            path: {
                /** @description Code of the product. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Product. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `CURRENCY_NOT_OFFERED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-PRODUCT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getProductValidity: {
        parameters: {
            query?: {
                /** @description Day or moment (RFC 3339); now when absent. */
                at?: string;
            };
            header?: never;
            path: {
                /** @description Code of the product. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Product validity. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductValidity"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `VALIDITY_UNKNOWN` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-PRODUCT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getSupport: {
        parameters: {
            query?: {
                /** @description Day or moment (RFC 3339); now when absent. */
                at?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Support. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getStorefront: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Storefront. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Storefront"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description ISO 4217 code; USD when absent. */
                    currency?: string;
                };
            };
        };
        responses: {
            /** @description The cart and its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cart: components["schemas"]["Cart"];
                        /** @description Send it as `Cart-Secret`; absent for the own cart. */
                        cartSecret?: string;
                    };
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CURRENCY_NOT_OFFERED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-TOKEN_INVALID"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getCart: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
            };
            path: {
                /** @description Id of the cart. */
                cartId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cart. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    addCartLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
                /** @description Entity tag of the cart that the client has seen; another version is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the cart. */
                cartId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Code of the product. */
                    productCode: string;
                    /** @description Subscription term in years. */
                    termYears: number;
                    /**
                     * @description A year at a time, or the whole term at once.
                     * @enum {string}
                     */
                    paymentOption: "annual" | "one_time";
                    /** @description Number of licences. */
                    licences: number;
                    /** @description Extra domains for the Subject Alternative Name. */
                    extraDomains?: string[];
                };
            };
        };
        responses: {
            /** @description The changed cart and the id of the new line. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cart: components["schemas"]["Cart"];
                        /** @description Id of the new line. */
                        lineId: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-PRODUCT_NOT_FOUND-PRODUCT_NOT_AVAILABLE-PRODUCT_OPTION_NOT_OFFERED-EXTRA_DOMAINS_NOT_ALLOWED-EXTRA_DOMAIN_INVALID-LICENCES_OUT_OF_RANGE"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND"];
            /** @description The state does not allow this. `CART_CLOSED`, `CART_LOCKED`, `CART_CHANGED`, `CART_FULL` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["412-CART_CHANGED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    replaceCartLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
                /** @description Entity tag of the cart that the client has seen; another version is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the cart. */
                cartId: string;
                /** @description Id of the line. */
                lineId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Code of the product. */
                    productCode: string;
                    /** @description Subscription term in years. */
                    termYears: number;
                    /**
                     * @description A year at a time, or the whole term at once.
                     * @enum {string}
                     */
                    paymentOption: "annual" | "one_time";
                    /** @description Number of licences. */
                    licences: number;
                    /** @description Extra domains for the Subject Alternative Name. */
                    extraDomains?: string[];
                };
            };
        };
        responses: {
            /** @description Cart. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-PRODUCT_NOT_FOUND-PRODUCT_NOT_AVAILABLE-PRODUCT_OPTION_NOT_OFFERED-EXTRA_DOMAINS_NOT_ALLOWED-EXTRA_DOMAIN_INVALID-LICENCES_OUT_OF_RANGE"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND-CART_LINE_NOT_FOUND"];
            409: components["responses"]["409-CART_CLOSED-CART_LOCKED-CART_CHANGED"];
            412: components["responses"]["412-CART_CHANGED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    removeCartLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
                /** @description Entity tag of the cart that the client has seen; another version is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of the cart. */
                cartId: string;
                /** @description Id of the line. */
                lineId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cart. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND-CART_LINE_NOT_FOUND"];
            409: components["responses"]["409-CART_CLOSED-CART_LOCKED-CART_CHANGED"];
            412: components["responses"]["412-CART_CHANGED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getOwnCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cart. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CART_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    mergeCart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the guest's cart. */
                    cartId: string;
                    /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                    cartSecret: string;
                };
            };
        };
        responses: {
            /** @description Cart. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cart"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-PRODUCT_NOT_FOUND-PRODUCT_NOT_AVAILABLE-PRODUCT_OPTION_NOT_OFFERED-EXTRA_DOMAINS_NOT_ALLOWED-EXTRA_DOMAIN_INVALID-LICENCES_OUT_OF_RANGE"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CART_NOT_FOUND"];
            /** @description The state does not allow this. `CART_CLOSED`, `CART_FULL`, `CURRENCY_DIFFERS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createQuote: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the cart. */
                    cartId: string;
                    /** @description Country, ISO 3166-1 alpha-2. */
                    country: string;
                    /** @description Tax id of a business, with its country in front. */
                    taxId?: string;
                };
            };
        };
        responses: {
            /** @description Quote. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_NUMBER_REFUSED`, `COUNTRY_UNKNOWN`, `TAX_ID_INVALID`, `PRODUCT_NOT_AVAILABLE` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND"];
            /** @description The state does not allow this. `CART_EMPTY`, `CART_CLOSED`, `CART_LOCKED`, `CART_CHANGED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getQuote: {
        parameters: {
            query: {
                /** @description Id of its cart. */
                cartId: string;
            };
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
            };
            path: {
                /** @description Id of the quote. */
                quoteId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Quote. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND-QUOTE_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Only this status. */
                status?: "draft" | "details_complete" | "review" | "awaiting_payment" | "paid" | "fulfilling" | "completed" | "expired" | "cancelled" | "refund_pending" | "refunded" | "partly_refunded" | "disputed" | "review_needed";
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of orders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Order"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/carts returned; not needed for the own cart of a signed-in user. */
                "Cart-Secret"?: string;
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the cart. */
                    cartId: string;
                    /** @description Id of the quote that the buyer saw. */
                    quoteId: string;
                };
            };
        };
        responses: {
            /** @description The order and its secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        order: components["schemas"]["Order"];
                        /** @description Send it as `Order-Secret`; absent for the order of a signed-in user. */
                        orderSecret?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CARD_NUMBER_REFUSED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-CART_NOT_FOUND-QUOTE_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `CART_CLOSED`, `CART_LOCKED`, `CART_CHANGED`, `ORDER_WRONG_STATUS`, `QUOTE_EXPIRED`, `QUOTE_SUPERSEDED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setOrderContacts: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        /** @description purchaser buys; fulfilment receives what was bought and the activation message (else the purchaser); technical is asked about servers (else fulfilment); billing gets the invoices, and its country is taxed (else the purchaser). */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Contacts"];
            };
        };
        responses: {
            /** @description Order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CARD_NUMBER_REFUSED-CONTACT_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `ORDER_WRONG_STATUS`, `TAX_COUNTRY_DIFFERS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    reviewOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Order review. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderReview"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `ORDER_WRONG_STATUS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getPaymentPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Payment page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPage"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    addOrderPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token of the provider's page; never a card number. */
                    paymentToken: string;
                    /** @description Keep the method for renewals; a subscription renews itself only with one. */
                    keepMethod?: boolean;
                };
            };
        };
        responses: {
            /** @description Order. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_NUMBER_REFUSED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `PAYMENT_TOKEN_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `ORDER_WRONG_STATUS`, `CONTACT_MISSING` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    completeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Version of the terms that the buyer accepts: `termsVersion` of the order. */
                    acceptedTermsVersion: string;
                    /** @description Id of the quote that the buyer accepts. */
                    quoteId: string;
                    /** @description Where the bank sends the buyer back to (3-D Secure). */
                    returnUrl?: string;
                };
            };
        };
        responses: {
            /** @description Order. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_NUMBER_REFUSED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `RETURN_URL_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `ORDER_WRONG_STATUS`, `CONTACT_MISSING`, `PAYMENT_MISSING`, `TERMS_NOT_ACCEPTED`, `PAYMENT_DECLINED`, `CART_CHANGED`, `QUOTE_EXPIRED`, `QUOTE_SUPERSEDED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    requestRefund: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Reason in your words. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Order. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CARD_NUMBER_REFUSED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            403: components["responses"]["403-ROLE_REQUIRED"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `ORDER_WRONG_STATUS`, `REFUND_TOO_LATE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getOrderDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
                /** @description Id of the document. */
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            /** @description No such thing, or it belongs to somebody else. `ORDER_NOT_FOUND`, `DOCUMENT_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of subscriptions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Subscription"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Subscription. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-SUBSCRIPTION_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    changeSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether it shall renew itself. */
                    autoRenew: boolean;
                    /** @description Version of the consent that you give: `renewalConsentVersion` of the storefront. */
                    consentVersion?: string;
                };
            };
        };
        responses: {
            /** @description Subscription. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-SUBSCRIPTION_NOT_FOUND"];
            /** @description The state does not allow this. `SUBSCRIPTION_WRONG_STATUS`, `CONSENT_MISSING`, `PAYMENT_METHOD_MISSING` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    renewSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Years of a further term; as many as before when absent. */
                    termYears?: number;
                };
            };
        };
        responses: {
            /** @description Order. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `PRODUCT_OPTION_NOT_OFFERED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-SUBSCRIPTION_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `SUBSCRIPTION_WRONG_STATUS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    lookUpActivation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token from the fragment of the link. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activation"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            /** @description No such thing, or it belongs to somebody else. `ACTIVATION_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `ACTIVATION_USED`, `ACTIVATION_EXPIRED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    activate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token from the fragment of the link. */
                    token: string;
                    /**
                     * Format: password
                     * @description Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.
                     */
                    password?: string;
                    /** @description Mobile number in E.164 form. */
                    mobile?: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                    /** @description Id of an account of the signed-in user that takes in what was bought. */
                    accountId?: string;
                };
            };
        };
        responses: {
            /** @description Joined account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinedAccount"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-PASSWORD_TOO_SHORT-PASSWORD_TOO_LONG-PASSWORD_TOO_COMMON-PASSWORD_BREACHED-MOBILE_INVALID-MOBILE_REQUIRED-ACTIVATION_LOGGED_IN"];
            401: components["responses"]["401-TOKEN_INVALID"];
            403: components["responses"]["403-ROLE_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `ACTIVATION_NOT_FOUND`, `ACCOUNT_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `ACTIVATION_USED`, `ACTIVATION_EXPIRED`, `ACTIVATION_LOGIN_REQUIRED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resendActivation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Activation resend. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivationResend"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND-ACTIVATION_NOT_FOUND"];
            409: components["responses"]["409-ACTIVATION_USED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_LIMIT_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    changeActivationContact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Secret that POST /v1/orders returned; dead once the account is activated. Not needed by a signed-in user for his own orders and, by his role, those of his account. */
                "Order-Secret"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Given name. */
                    givenName: string;
                    /** @description Family name. */
                    surname: string;
                    /** @description E-mail address. */
                    email: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Activation contact. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivationContact"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CARD_NUMBER_REFUSED-CONTACT_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-ORDER_NOT_FOUND-ACTIVATION_NOT_FOUND"];
            409: components["responses"]["409-ACTIVATION_USED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_LIMIT_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    startLoginFlow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Device token of an earlier login on this device; browsers send a cookie instead. */
                "Device-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description User ID as typed. */
                    userId: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description The flow and the secret that binds it to this client. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flow: components["schemas"]["LoginFlow"];
                        /** @description Send it as `Login-Flow-Secret`. */
                        flowSecret: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-USER_ID_INVALID"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getLoginFlow: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitPassword: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: password
                     * @description The password exactly as typed.
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            /** @description No valid access token, or a code or password that was refused. `TOKEN_INVALID`, `AUTHENTICATION_REQUIRED`, `LOGIN_FAILED` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed to this caller. `OFFICER_RELEASE_REQUIRED`, `PIN_CHANNEL_OFF`, `DESTINATION_NOT_SERVED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED`, `ATTEMPTS_EXHAUSTED`, `RESEND_TOO_EARLY`, `PIN_SENDS_EXHAUSTED`, `SMS_CAP_REACHED` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-HASHING_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitCode: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    code: string;
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    nextCode?: string;
                    /**
                     * @description Where refresh and device tokens travel: in the body, or in HttpOnly cookies. Cookies need the headers `Origin` and `Countersign-Csrf: 1`.
                     * @enum {string}
                     */
                    tokensIn?: "body" | "cookie";
                };
            };
        };
        responses: {
            /** @description The completed flow and the tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flow: components["schemas"]["LoginFlow"];
                        tokens: components["schemas"]["Tokens"];
                        /** @description Keep it and send it as `Device-Token` with the next login: guesses of strangers then cannot lock this device out. Absent where the device is known already, or has it in a cookie. */
                        deviceToken?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            /** @description No valid access token, or a code or password that was refused. `TOKEN_INVALID`, `AUTHENTICATION_REQUIRED`, `CODE_REFUSED` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed to this caller. `FIRST_LOGIN_OVER`, `ORIGIN_REFUSED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    chooseFactor: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of one of `factors`. */
                    authenticatorId: string;
                };
            };
        };
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-TOKEN_INVALID-AUTHENTICATION_REQUIRED"];
            403: components["responses"]["403-DESTINATION_NOT_SERVED-FACTOR_NOT_PERMITTED"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    reportFactorLoss: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID-AUTHENTICATION_REQUIRED"];
            403: components["responses"]["403-FIRST_LOGIN_OVER-OFFICER_RELEASE_REQUIRED-PIN_CHANNEL_OFF-DESTINATION_NOT_SERVED"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resendPin: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID-AUTHENTICATION_REQUIRED"];
            403: components["responses"]["403-FIRST_LOGIN_OVER-OFFICER_RELEASE_REQUIRED-PIN_CHANNEL_OFF-DESTINATION_NOT_SERVED"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    useAlternativeChannel: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID-AUTHENTICATION_REQUIRED"];
            403: components["responses"]["403-FIRST_LOGIN_OVER-OFFICER_RELEASE_REQUIRED-PIN_CHANNEL_OFF-DESTINATION_NOT_SERVED"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setLoginFlowLanguage: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-TOKEN_INVALID-AUTHENTICATION_REQUIRED"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    cancelLoginFlow: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/login-flows or POST /v1/step-up-flows returned. */
                "Login-Flow-Secret": string;
            };
            path: {
                /** @description Id of the login flow. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Login flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-TOKEN_INVALID-AUTHENTICATION_REQUIRED"];
            404: components["responses"]["404-LOGIN_FLOW_NOT_FOUND"];
            409: components["responses"]["409-LOGIN_FLOW_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    startStepUpFlow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Device token of an earlier login on this device; browsers send a cookie instead. */
                "Device-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description The flow and the secret that binds it to this client. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flow: components["schemas"]["LoginFlow"];
                        /** @description Send it as `Login-Flow-Secret`. */
                        flowSecret: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getLoginPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Login policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginPolicy"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    refreshTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The refresh token; absent with `tokensIn: cookie`. */
                    refreshToken?: string;
                    /**
                     * @description Where refresh and device tokens travel: in the body, or in HttpOnly cookies. Cookies need the headers `Origin` and `Countersign-Csrf: 1`.
                     * @enum {string}
                     */
                    tokensIn?: "body" | "cookie";
                };
            };
        };
        responses: {
            /** @description Tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `REFRESH_TOKEN_MISSING` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token, or a code or password that was refused. `REFRESH_TOKEN_INVALID` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed to this caller. `ORIGIN_REFUSED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions that are not over, 100 at most. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["OwnSession"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    endSessions: {
        parameters: {
            query?: {
                /** @description Whether the current session ends, too. */
                includingCurrent?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Number of sessions that ended. */
                        ended: number;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    endOtherSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the session. */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `SESSION_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setSessionAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the account. */
                    accountId: string;
                };
            };
        };
        responses: {
            /** @description Tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Me. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            404: components["responses"]["404-USER_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description The language from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description Language of texts and messages (BCP 47).
                         * @enum {string}
                         */
                        language: "en" | "fr" | "de" | "es";
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getPersonalValidation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Personal validation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalValidation"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            404: components["responses"]["404-PERSONAL_VALIDATION_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitPersonalValidation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Given name. */
                    givenName: string;
                    /** @description Family name. */
                    surname: string;
                    /** @description Mobile number in E.164 form. */
                    mobile?: string;
                    /** @description Country, ISO 3166-1 alpha-2. */
                    country: string;
                    /** @description What proves the names. */
                    evidence: components["schemas"]["Evidence"][];
                };
            };
        };
        responses: {
            /** @description Personal validation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalValidation"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `NAME_INVALID`, `MOBILE_INVALID`, `MOBILE_NOT_PROVED`, `COUNTRY_INVALID`, `EVIDENCE_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            /** @description The state does not allow this. `PERSONAL_VALIDATION_WRONG_STATE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    startContactChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description E-mail address. */
                    email?: string;
                    /** @description Mobile number in E.164 form. */
                    mobile?: string;
                };
            };
        };
        responses: {
            /** @description Contact change. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactChange"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `EMAIL_INVALID`, `MOBILE_INVALID`, `CONTACT_AMBIGUOUS`, `DESTINATION_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `DESTINATION_NOT_SERVED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `CONTACT_UNCHANGED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    confirmContactChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the change. */
                contactChangeId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code; spaces are ignored. */
                    code: string;
                    /** @description Security code; spaces are ignored. */
                    currentCode?: string;
                };
            };
        };
        responses: {
            /** @description Own contact. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnContact"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-CODE_REFUSED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `CONTACT_CHANGE_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: components["responses"]["409-USER_EXISTS"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getSetUpProgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Set up progress. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetUpProgress"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    startRecoveryFlow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Device token of an earlier login on this device; browsers send a cookie instead. */
                "Device-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description User ID as typed. */
                    userId: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description The recovery and the secret that binds it to this client. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flow: components["schemas"]["RecoveryFlow"];
                        /** @description Send it as `Recovery-Flow-Secret`. */
                        flowSecret: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-USER_ID_INVALID"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getRecoveryFlow: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitRecoveryCode: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code; spaces are ignored. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            401: components["responses"]["401-CODE_REFUSED"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitRecoveryAnswers: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description One answer for each question. */
                    answers: components["schemas"]["RecoveryAnswer"][];
                };
            };
        };
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `ANSWERS_INCOMPLETE` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token, or a code or password that was refused. `ANSWERS_REFUSED` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-HASHING_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitRecoveryFactorCode: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            401: components["responses"]["401-CODE_REFUSED"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    chooseRecoveryFactor: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of one of `factors`. */
                    authenticatorId: string;
                };
            };
        };
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            403: components["responses"]["403-DESTINATION_NOT_SERVED-FACTOR_NOT_PERMITTED"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    submitNewPassword: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: password
                     * @description Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-HASHING_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resendRecoveryCode: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            403: components["responses"]["403-DESTINATION_NOT_SERVED-FACTOR_NOT_PERMITTED"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setRecoveryFlowLanguage: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    cancelRecoveryFlow: {
        parameters: {
            query?: never;
            header: {
                /** @description Secret that POST /v1/recovery-flows returned. */
                "Recovery-Flow-Secret": string;
            };
            path: {
                /** @description Id of the recovery. */
                flowId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recovery flow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryFlow"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            404: components["responses"]["404-RECOVERY_FLOW_NOT_FOUND"];
            409: components["responses"]["409-RECOVERY_FLOW_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: password
                     * @description The current password exactly as typed.
                     */
                    currentPassword: string;
                    /**
                     * Format: password
                     * @description Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.
                     */
                    newPassword: string;
                    /** @description Whether all other sessions end, too; no when absent. */
                    endOtherSessions?: boolean;
                };
            };
        };
        responses: {
            /** @description The password is changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED`, `PASSWORD_UNCHANGED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_OUTDATED`, `LOGIN_FAILED`, `INSUFFICIENT_USER_AUTHENTICATION` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-USER_NOT_FOUND"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-HASHING_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listRecoveryQuestions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recovery questions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryQuestions"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setRecoveryAnswers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description One answer for each question. */
                    answers: components["schemas"]["RecoveryAnswer"][];
                };
            };
        };
        responses: {
            /** @description The answers are stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryAnswersSet"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `QUESTION_UNKNOWN`, `ANSWERS_TOO_FEW`, `ANSWER_TOO_SHORT`, `ANSWER_TOO_LONG`, `ANSWER_TOO_COMMON`, `ANSWER_REPEATED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_OVER` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-USER_NOT_FOUND"];
            /** @description The state does not allow this. `RECOVERY_QUESTIONS_OFF` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-HASHING_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getConformance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Conformance. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conformance"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listAccountAudit: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Id of the account; must be that of the token. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["AuditRecord"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    proveAccountAudit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the account; must be that of the token. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditProof"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    exportAccountAudit: {
        parameters: {
            query?: {
                /** @description JSON lines, as without a format, or CSV (RFC 4180). */
                format?: "jsonl" | "csv";
            };
            header?: never;
            path: {
                /** @description Id of the account; must be that of the token. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": Blob;
                    "text/csv": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listMyAudit: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of records. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["AuditRecord"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listAuthenticators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The authenticators, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["Authenticator"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    enrolAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Kind; totp when absent.
                     * @enum {string}
                     */
                    kind?: "totp" | "soft_token" | "grid_card" | "egrid" | "sms" | "email";
                    /** @description Name for the list. */
                    label?: string;
                    /** @description Id of the own authenticator that is replaced. */
                    replacesId?: string;
                    /**
                     * @description For a soft token: where its app runs; mobile when absent.
                     * @enum {string}
                     */
                    platform?: "mobile" | "desktop";
                    /** @description For sms a number in E.164 form, for email an address. */
                    destination?: string;
                    /** @description Serial number printed on the card, 10 digits; spaces and hyphens are ignored. */
                    serial?: string;
                };
            };
        };
        responses: {
            /** @description Enrolled authenticator. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolledAuthenticator"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `LABEL_INVALID`, `DESTINATION_INVALID`, `CARD_SERIAL_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_OVER`, `KIND_NOT_PERMITTED`, `DESTINATION_NOT_SERVED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such thing, or it belongs to somebody else. `AUTHENTICATOR_NOT_FOUND`, `CARD_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `AUTHENTICATOR_LIMIT_REACHED`, `AUTHENTICATOR_WRONG_STATE`, `DESTINATION_IN_USE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-ACTIVATIONS_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    activateAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-CODE_REFUSED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_OVER-OTHER_SESSION"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE-AUTHENTICATOR_EXPIRED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    askAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Factor prompt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorPrompt"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            /** @description Not allowed to this caller. `SET_UP_OVER`, `OTHER_SESSION`, `DESTINATION_NOT_SERVED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE-AUTHENTICATOR_EXPIRED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    removeAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            /** @description The state does not allow this. `AUTHENTICATOR_WRONG_STATE`, `LAST_AUTHENTICATOR` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    renameAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name for the list. */
                    label: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `LABEL_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resynchroniseAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    code: string;
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    nextCode: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            /** @description No valid access token, or a code or password that was refused. `AUTHENTICATION_REQUIRED`, `TOKEN_INVALID`, `TOKEN_OUTDATED`, `CODE_REFUSED` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `FACTOR_NOT_PERMITTED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    switchSoftTokenPlatform: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Where the app runs.
                     * @enum {string}
                     */
                    platform: "mobile" | "desktop";
                };
            };
        };
        responses: {
            /** @description Reissued soft token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReissuedSoftToken"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_OVER-OTHER_SESSION"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE-AUTHENTICATOR_EXPIRED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-ACTIVATIONS_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    downloadEgrid: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the eGrid. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The PDF. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_OVER-OTHER_SESSION"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            /** @description The state does not allow this. `AUTHENTICATOR_WRONG_STATE`, `AUTHENTICATOR_EXPIRED`, `EGRID_DOWNLOADED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    startSoftTokenActivation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Serial number, ten digits; hyphens and spaces are ignored. */
                serial: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Version of the protocol: 1. */
                    version: number;
                    /** @description What the QR code gave a mobile app; absent for desktop. 16 bytes, base64url without padding. */
                    activationToken?: string;
                    /** @description Share, an uncompressed point of P-256. 65 bytes, base64url without padding. */
                    shareP: string;
                };
            };
        };
        responses: {
            /** @description Started soft token activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedSoftTokenActivation"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `SERIAL_INVALID`, `VERSION_UNSUPPORTED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            403: components["responses"]["403-ACTIVATION_REFUSED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-ACTIVATIONS_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    finishSoftTokenActivation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Serial number, ten digits; hyphens and spaces are ignored. */
                serial: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the run. */
                    runId: string;
                    /** @description Key confirmation. 32 bytes, base64url without padding. */
                    confirmP: string;
                    /** @description What the app says of itself. AES-256-GCM under a key of this run: nonce, text and tag, base64url without padding. */
                    box: string;
                };
            };
        };
        responses: {
            /** @description Finished soft token activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FinishedSoftTokenActivation"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-SERIAL_INVALID"];
            403: components["responses"]["403-ACTIVATION_REFUSED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    checkSoftTokenCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Serial number, ten digits; hyphens and spaces are ignored. */
                serial: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code. */
                    code: string;
                    /** @description Moment of the request, seconds since the epoch; two minutes off at most. */
                    issuedAt: number;
                    /** @description Ed25519 signature of the device over serial number, code and moment. 64 bytes, base64url without padding. */
                    signature: string;
                };
            };
        };
        responses: {
            /** @description The code was right, and is used up. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-SERIAL_INVALID"];
            401: components["responses"]["401-CODE_REFUSED"];
            403: components["responses"]["403-ACTIVATION_REFUSED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listUserAuthenticators: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The authenticators, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["Authenticator"][];
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    suspendUserAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resumeUserAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    unlockUserAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    revokeUserAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listGridCardBatches: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of batches. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["GridCardBatch"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createGridCardBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name of the batch. */
                    label: string;
                    /** @description Number of cards. */
                    count: number;
                    /** @description X.509 certificate of the print shop, PEM: an RSA key of 2048 bits or more, good now. */
                    printerCertificate: string;
                };
            };
        };
        responses: {
            /** @description Grid card batch. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridCardBatch"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `LABEL_INVALID`, `CARD_COUNT_INVALID`, `PRINTER_CERTIFICATE_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `ROLE_REQUIRED`, `KIND_NOT_PERMITTED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            409: components["responses"]["409-IDEMPOTENCY_KEY_REUSED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getGridCardBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Grid card batch with cards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridCardBatchWithCards"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-GRID_CARD_BATCH_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getGridCardPrintFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The print file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pkcs7-mime": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-GRID_CARD_BATCH_NOT_FOUND"];
            /** @description The state does not allow this. `GRID_CARD_BATCH_NOT_READY` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    voidGridCardBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the batch. */
                batchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Grid card batch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GridCardBatch"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-GRID_CARD_BATCH_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    assignGridCard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Serial number printed on the card, 10 digits; spaces and hyphens are ignored. */
                    serial: string;
                    /** @description Name for the list. */
                    label?: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CARD_SERIAL_INVALID-LABEL_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN-KIND_NOT_PERMITTED"];
            /** @description No such thing, or it belongs to somebody else. `CARD_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `AUTHENTICATOR_LIMIT_REACHED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getFactorPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Factor policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorPolicy"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setFactorPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Rules by which its members’ factors are held; never weaker than those of the installation.
                     * @enum {string}
                     */
                    profile: "guide" | "strict";
                    /** @description Kinds that its members may use. */
                    kinds: ("totp" | "soft_token" | "grid_card" | "egrid" | "sms" | "email")[];
                    /** @description Number of active authenticators that each member needs. */
                    required: number;
                };
            };
        };
        responses: {
            /** @description Factor policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorPolicy"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `PROFILE_INVALID`, `KINDS_INVALID`, `REQUIRED_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listPersonalValidations: {
        parameters: {
            query?: {
                /** @description Only this state. */
                state?: "submitted" | "approved" | "rejected";
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of personal validations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["OfficersPersonalValidation"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    decidePersonalValidation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the personal validation. */
                personalValidationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Version that the officer looked at. */
                    version: number;
                    /** @description Whether it is approved. */
                    approved: boolean;
                    /** @description Reason; needed for a rejection. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Officers personal validation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfficersPersonalValidation"];
                };
            };
            /** @description Officers personal validation. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfficersPersonalValidation"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-PERSONAL_VALIDATION_NOT_FOUND"];
            /** @description The state does not allow this. `PERSONAL_VALIDATION_WRONG_STATE`, `PERSONAL_VALIDATION_CHANGED`, `APPROVAL_PENDING` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getEvidenceFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the personal validation. */
                personalValidationId: string;
                /** @description Id of the file. */
                fileId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, to be saved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": Blob;
                    "image/jpeg": Blob;
                    "image/png": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `EVIDENCE_FILE_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listSignerInvitations: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["SignerInvitation"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    inviteSigner: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description E-mail address. */
                    email: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Signer invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignerInvitation"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `EMAIL_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            409: components["responses"]["409-USER_EXISTS"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    withdrawSignerInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the invitation. */
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            409: components["responses"]["409-INVITATION_USED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    describeSignerInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token of the invitation. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Signer invitation offer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignerInvitationOffer"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            409: components["responses"]["409-INVITATION_EXPIRED-INVITATION_USED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    sendSignerMobileCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token of the invitation. */
                    token: string;
                    /** @description Mobile number in E.164 form. */
                    mobile: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description The code is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentCode"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `MOBILE_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not allowed to this caller. `DESTINATION_NOT_SERVED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            409: components["responses"]["409-INVITATION_EXPIRED-INVITATION_USED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    acceptSignerInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token of the invitation. */
                    token: string;
                    /** @description Given name. */
                    givenName: string;
                    /** @description Family name. */
                    surname: string;
                    /** @description Mobile number in E.164 form. */
                    mobile?: string;
                    /** @description Security code; spaces are ignored. */
                    mobileCode?: string;
                    /** @description Country, ISO 3166-1 alpha-2. */
                    country: string;
                    /** @description What proves the names. */
                    evidence: components["schemas"]["Evidence"][];
                    /**
                     * Format: password
                     * @description Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.
                     */
                    password: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Personal validation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalValidation"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `NAME_INVALID`, `MOBILE_INVALID`, `MOBILE_REQUIRED`, `COUNTRY_INVALID`, `EVIDENCE_INVALID`, `CODE_MALFORMED`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-CODE_REFUSED"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            409: components["responses"]["409-INVITATION_EXPIRED-INVITATION_USED-USER_EXISTS"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-HASHING_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listStaff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everybody who has a role of staff. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["StaffMember"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setStaffRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description All roles of the member of staff; at least one. */
                    roles: ("operator" | "registration_officer")[];
                };
            };
        };
        responses: {
            /** @description Staff member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffMember"];
                };
            };
            /** @description Approval. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-STAFF_NOT_FOUND"];
            409: components["responses"]["409-LAST_OPERATOR-APPROVAL_PENDING"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    removeStaffMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Approval. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description He has no role of staff any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-STAFF_NOT_FOUND"];
            409: components["responses"]["409-LAST_OPERATOR-APPROVAL_PENDING"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listStaffInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The open invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["StaffInvitation"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    inviteStaff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description E-mail address. */
                    email: string;
                    /** @description All roles of the member of staff; at least one. */
                    roles: ("operator" | "registration_officer")[];
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Staff invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffInvitation"];
                };
            };
            /** @description Approval. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `EMAIL_INVALID`, `STAFF_ROLE_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            /** @description The state does not allow this. `USER_EXISTS`, `APPROVAL_PENDING` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    withdrawStaffInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the invitation. */
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation is withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            409: components["responses"]["409-INVITATION_USED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    acceptOperatorInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token of the invitation. */
                    token: string;
                    /** @description E-mail address. */
                    email: string;
                    /** @description Given name. */
                    givenName: string;
                    /** @description Family name. */
                    surname: string;
                    /**
                     * Format: password
                     * @description Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.
                     */
                    password: string;
                    /** @description Mobile number in E.164 form. */
                    mobile?: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description The staff user, who can log in now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Id of the user. */
                        id: string;
                    };
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `EMAIL_INVALID`, `INVITATION_EMAIL_DIFFERS`, `NAME_INVALID`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_BREACHED`, `MOBILE_INVALID`, `MOBILE_REQUIRED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            409: components["responses"]["409-INVITATION_EXPIRED-INVITATION_USED-USER_EXISTS"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getUserStatus: {
        parameters: {
            query?: {
                /** @description Id of the user. */
                userId?: string;
                /** @description E-mail address. */
                email?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description User status. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserStatus"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `USER_QUERY_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-USER_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    releaseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description How he proved who he is, 10 to 500 characters; it is kept. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Release. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Release"];
                };
            };
            /** @description Approval. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-USER_NOT_FOUND"];
            409: components["responses"]["409-APPROVAL_PENDING"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    requestEmergencyCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description How he was called back and who he is, 10 to 500 characters; it is kept. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Approval. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-USER_NOT_FOUND"];
            409: components["responses"]["409-APPROVAL_PENDING"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description Only this state. */
                state?: "pending" | "approved" | "rejected" | "expired";
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of approvals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Approval"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    decideApproval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the approval. */
                approvalId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether it is approved. */
                    approved: boolean;
                    /** @description Reason; needed for a rejection. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Approval. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            /** @description No such thing, or it belongs to somebody else. `APPROVAL_NOT_FOUND`, `USER_NOT_FOUND`, `STAFF_NOT_FOUND`, `PERSONAL_VALIDATION_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `APPROVAL_WRONG_STATE`, `LAST_OPERATOR`, `USER_EXISTS`, `PERSONAL_VALIDATION_WRONG_STATE`, `PERSONAL_VALIDATION_CHANGED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    collectEmergencyCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the approval. */
                approvalId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Emergency code. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmergencyCode"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `ROLE_REQUIRED`, `EMERGENCY_CODE_FORBIDDEN` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such thing, or it belongs to somebody else. `APPROVAL_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `APPROVAL_WRONG_STATE`, `EMERGENCY_CODE_ISSUED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listTroubledOrders: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of orders in trouble. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["TroubledOrder"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    retryOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `NOTHING_TO_RETRY` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    refundOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the order. */
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Lines to pay back; the whole order when absent. */
                    lineIds?: string[];
                    /** @description Reason for the record. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Order. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CARD_NUMBER_REFUSED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `REFUND_LINES_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ORDER_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `ORDER_WRONG_STATUS` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name. */
                    name?: string;
                    /** @description Whether certificate requests wait for an administrator's approval. */
                    approvalRequired?: boolean;
                };
            };
        };
        responses: {
            /** @description Account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `ACCOUNT_NAME_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            /** @description The state does not allow this. `ENTITLEMENT_MISSING` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    previewAccountUpgrade: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Upgrade preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpgradePreview"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    upgradeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The membership is ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND"];
            409: components["responses"]["409-LAST_OWNER"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    changeMemberRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description All roles of the member; at least one. */
                    roles: ("owner" | "administrator" | "requester" | "auditor" | "signer")[];
                };
            };
        };
        responses: {
            /** @description Member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `ROLES_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND"];
            409: components["responses"]["409-LAST_OWNER"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    inviteMember: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description E-mail address. */
                    email: string;
                    /** @description Given name. */
                    givenName: string;
                    /** @description Family name. */
                    surname: string;
                    /** @description All roles of the member; at least one. */
                    roles: ("owner" | "administrator" | "requester" | "auditor" | "signer")[];
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `CONTACT_INVALID`, `ROLES_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            /** @description The state does not allow this. `MEMBER_EXISTS`, `MEMBER_LIMIT_REACHED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_LIMIT_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    withdrawInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the invitation. */
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation is withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `INVITATION_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listMemberAuthenticators: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The authenticators, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["Authenticator"][];
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND"];
            /** @description The state does not allow this. `MEMBER_SHARED`, `MEMBER_IS_STAFF` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    suspendMemberAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-MEMBER_SHARED-MEMBER_IS_STAFF-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resumeMemberAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-MEMBER_SHARED-MEMBER_IS_STAFF-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    unlockMemberAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-MEMBER_SHARED-MEMBER_IS_STAFF-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    revokeMemberAuthenticator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
                /** @description Id of the authenticator. */
                authenticatorId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; shown to the user. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-MEMBER_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            409: components["responses"]["409-MEMBER_SHARED-MEMBER_IS_STAFF-AUTHENTICATOR_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    assignMemberGridCard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the member. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Serial number printed on the card, 10 digits; spaces and hyphens are ignored. */
                    serial: string;
                    /** @description Name for the list. */
                    label?: string;
                };
            };
        };
        responses: {
            /** @description Authenticator. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Authenticator"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CARD_SERIAL_INVALID-LABEL_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN-KIND_NOT_PERMITTED"];
            /** @description No such thing, or it belongs to somebody else. `ACCOUNT_NOT_FOUND`, `MEMBER_NOT_FOUND`, `CARD_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `MEMBER_SHARED`, `MEMBER_IS_STAFF`, `AUTHENTICATOR_LIMIT_REACHED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    describeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token from the fragment of the link. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description Invitation offer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationOffer"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            /** @description The state does not allow this. `INVITATION_USED`, `INVITATION_EXPIRED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Token from the fragment of the link. */
                    token: string;
                    /**
                     * Format: password
                     * @description Password: as many characters as the policy asks for (`GET /v1/login-policy`), 256 at most.
                     */
                    password?: string;
                    /** @description Mobile number in E.164 form. */
                    mobile?: string;
                    /**
                     * @description Language of texts and messages (BCP 47).
                     * @enum {string}
                     */
                    language?: "en" | "fr" | "de" | "es";
                };
            };
        };
        responses: {
            /** @description Joined account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinedAccount"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-PASSWORD_TOO_SHORT-PASSWORD_TOO_LONG-PASSWORD_TOO_COMMON-PASSWORD_BREACHED-MOBILE_INVALID-MOBILE_REQUIRED-ACTIVATION_LOGGED_IN"];
            401: components["responses"]["401-TOKEN_INVALID"];
            404: components["responses"]["404-INVITATION_NOT_FOUND"];
            /** @description The state does not allow this. `INVITATION_USED`, `INVITATION_EXPIRED`, `INVITATION_LOGIN_REQUIRED`, `MEMBER_LIMIT_REACHED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listClaims: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The claims. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["Claim"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    acceptClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the claim. */
                claimId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the account that takes it in; absent opens one of its own. */
                    accountId?: string;
                };
            };
        };
        responses: {
            /** @description Accepted claim. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedClaim"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `CLAIM_NOT_FOUND`, `ACCOUNT_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getInventory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Inventory. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inventory"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listLicences: {
        parameters: {
            query?: {
                /** @description Only this product. */
                productCode?: string;
                /** @description Only this state. */
                state?: "available" | "reserved" | "in_use" | "held" | "expired" | "void";
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of licences. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Licence"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getLicence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the licence. */
                licenceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Licence details. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenceDetails"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-LICENCE_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    recycleLicence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the licence. */
                licenceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Licence. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Licence"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-LICENCE_NOT_FOUND"];
            /** @description The state does not allow this. `LICENCE_WRONG_STATE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listInventoryEntries: {
        parameters: {
            query?: {
                /** @description Id of the licence. */
                licenceId?: string;
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["InventoryEntry"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    proveInventory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Inventory proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryProof"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listCertificateRequests: {
        parameters: {
            query?: {
                /** @description Only this state. */
                state?: "pending_approval" | "validating" | "issuing" | "issued" | "rejected" | "cancelled" | "failed";
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of certificate requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["CertificateRequest"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createCertificateRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the licence. */
                    licenceId?: string;
                    /** @description Code of the product. */
                    productCode?: string;
                    /** @description Names for the certificate; must not contradict the signing request. Without them, those of the signing request. */
                    names?: string[];
                    /** @description Certificate signing request, PEM (RFC 2986, RFC 7468). */
                    signingRequest?: string;
                    organisation?: components["schemas"]["CertificateOrganisation"];
                    /**
                     * Format: password
                     * @description Instead of a signing request, under the private profile only: the server makes the key and returns it once, encrypted under this passphrase of 12 to 128 characters.
                     */
                    keyPassphrase?: string;
                    /** @description Addresses beside the requester's that are told of issuance and expiry. */
                    notify?: string[];
                    /** @description Only check the request; nothing is stored. */
                    validateOnly?: boolean;
                };
            };
        };
        responses: {
            /** @description With `validateOnly`: what would be made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CheckedCertificateRequest"];
                    };
                };
            };
            /** @description The request, and the private key where the server made one. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CertificateRequest"];
                        /** @description Private key that the server made, encrypted (PKCS #8, PEM). It is not stored and not shown again, also not to a repetition. */
                        privateKey?: string;
                    };
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `SIGNING_REQUEST_INVALID`, `PUBLIC_KEY_UNSUPPORTED`, `SERVER_NAME_INVALID`, `NAMES_EXCEED_LICENCE`, `ORGANISATION_INVALID`, `KEY_PASSPHRASE_INVALID`, `NOTIFY_INVALID`, `LICENCE_REQUEST_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-LICENCE_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `LICENCE_NOT_AVAILABLE`, `PRODUCT_NOT_ISSUABLE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-REQUEST_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    approveCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_REQUEST"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-REQUEST_NOT_FOUND"];
            409: components["responses"]["409-REQUEST_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    rejectCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Reason; its requester is told. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_REQUEST"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-REQUEST_NOT_FOUND"];
            409: components["responses"]["409-REQUEST_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    cancelCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-REQUEST_NOT_FOUND"];
            409: components["responses"]["409-REQUEST_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listCertificates: {
        parameters: {
            query?: {
                /** @description Only this state. */
                state?: "valid" | "superseded" | "revoked" | "expired";
                /** @description Only this product. */
                productCode?: string;
                /** @description Only certificates with this name. */
                name?: string;
                /** @description Only those that end before this day or moment (RFC 3339). */
                expiresBefore?: string;
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of certificates. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Certificate"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate. */
                certificateId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getCertificateFile: {
        parameters: {
            query?: {
                /** @description pem: the certificate alone, as without a format; der: the same in DER; pkcs7: with its chain, DER; chain: its authorities, PEM; full-chain: all, PEM. */
                format?: "pem" | "der" | "pkcs7" | "chain" | "full-chain";
            };
            header?: never;
            path: {
                /** @description Id of the certificate. */
                certificateId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": Blob;
                    "application/pkix-cert": Blob;
                    "application/pkcs7-mime": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    renewCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the certificate. */
                certificateId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Certificate signing request, PEM (RFC 2986, RFC 7468). */
                    signingRequest?: string;
                    organisation?: components["schemas"]["CertificateOrganisation"];
                    /**
                     * Format: password
                     * @description Instead of a signing request, under the private profile only: the server makes the key and returns it once, encrypted under this passphrase of 12 to 128 characters.
                     */
                    keyPassphrase?: string;
                    /** @description Addresses beside the requester's that are told of issuance and expiry. */
                    notify?: string[];
                    /** @description Only check the request; nothing is stored. */
                    validateOnly?: boolean;
                };
            };
        };
        responses: {
            /** @description With `validateOnly`: what would be made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CheckedCertificateRequest"];
                    };
                };
            };
            /** @description The request, and the private key where the server made one. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CertificateRequest"];
                        /** @description Private key that the server made, encrypted (PKCS #8, PEM). It is not stored and not shown again, also not to a repetition. */
                        privateKey?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID-SIGNING_REQUEST_INVALID-PUBLIC_KEY_UNSUPPORTED-SERVER_NAME_INVALID-NAMES_EXCEED_LICENCE-ORGANISATION_INVALID-KEY_PASSPHRASE_INVALID-NOTIFY_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND"];
            409: components["responses"]["409-IDEMPOTENCY_KEY_REUSED-LICENCE_NOT_AVAILABLE-PRODUCT_NOT_ISSUABLE-CERTIFICATE_REVOKED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    reissueCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the certificate. */
                certificateId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Names for the certificate; must not contradict the signing request. Without them, those of the signing request. */
                    names?: string[];
                    /** @description Whether the key of the old certificate is compromised. */
                    keyCompromised?: boolean;
                    /** @description Certificate signing request, PEM (RFC 2986, RFC 7468). */
                    signingRequest?: string;
                    organisation?: components["schemas"]["CertificateOrganisation"];
                    /**
                     * Format: password
                     * @description Instead of a signing request, under the private profile only: the server makes the key and returns it once, encrypted under this passphrase of 12 to 128 characters.
                     */
                    keyPassphrase?: string;
                    /** @description Addresses beside the requester's that are told of issuance and expiry. */
                    notify?: string[];
                    /** @description Only check the request; nothing is stored. */
                    validateOnly?: boolean;
                };
            };
        };
        responses: {
            /** @description With `validateOnly`: what would be made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CheckedCertificateRequest"];
                    };
                };
            };
            /** @description The request, and the private key where the server made one. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CertificateRequest"];
                        /** @description Private key that the server made, encrypted (PKCS #8, PEM). It is not stored and not shown again, also not to a repetition. */
                        privateKey?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID-SIGNING_REQUEST_INVALID-PUBLIC_KEY_UNSUPPORTED-SERVER_NAME_INVALID-NAMES_EXCEED_LICENCE-ORGANISATION_INVALID-KEY_PASSPHRASE_INVALID-NOTIFY_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND"];
            409: components["responses"]["409-IDEMPOTENCY_KEY_REUSED-LICENCE_NOT_AVAILABLE-PRODUCT_NOT_ISSUABLE-CERTIFICATE_REVOKED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    duplicateCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the certificate. */
                certificateId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Certificate signing request, PEM (RFC 2986, RFC 7468). */
                    signingRequest?: string;
                    organisation?: components["schemas"]["CertificateOrganisation"];
                    /**
                     * Format: password
                     * @description Instead of a signing request, under the private profile only: the server makes the key and returns it once, encrypted under this passphrase of 12 to 128 characters.
                     */
                    keyPassphrase?: string;
                    /** @description Addresses beside the requester's that are told of issuance and expiry. */
                    notify?: string[];
                    /** @description Only check the request; nothing is stored. */
                    validateOnly?: boolean;
                };
            };
        };
        responses: {
            /** @description With `validateOnly`: what would be made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CheckedCertificateRequest"];
                    };
                };
            };
            /** @description The request, and the private key where the server made one. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        request: components["schemas"]["CertificateRequest"];
                        /** @description Private key that the server made, encrypted (PKCS #8, PEM). It is not stored and not shown again, also not to a repetition. */
                        privateKey?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-IDEMPOTENCY_KEY_MISSING-IDEMPOTENCY_KEY_INVALID-SIGNING_REQUEST_INVALID-PUBLIC_KEY_UNSUPPORTED-SERVER_NAME_INVALID-NAMES_EXCEED_LICENCE-ORGANISATION_INVALID-KEY_PASSPHRASE_INVALID-NOTIFY_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND"];
            409: components["responses"]["409-IDEMPOTENCY_KEY_REUSED-LICENCE_NOT_AVAILABLE-PRODUCT_NOT_ISSUABLE-CERTIFICATE_REVOKED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    revokeCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate. */
                certificateId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Why (RFC 5280 5.3.1); a compromised key is never certified again.
                     * @enum {string}
                     */
                    reason: "unspecified" | "keyCompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation";
                };
            };
        };
        responses: {
            /** @description Certificate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REVOCATION_REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND-CERTIFICATE_NOT_FOUND"];
            /** @description The state does not allow this. `CERTIFICATE_EXPIRED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listCertificateRequestsToValidate: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of certificate requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["CertificateRequest"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getCertificateRequestToValidate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-REQUEST_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    validateCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_REQUEST"];
            404: components["responses"]["404-REQUEST_NOT_FOUND"];
            409: components["responses"]["409-REQUEST_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    refuseCertificateRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the certificate request. */
                requestId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Reason; its requester is told. */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Certificate request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateRequest"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REASON_REQUIRED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_REQUEST"];
            404: components["responses"]["404-REQUEST_NOT_FOUND"];
            409: components["responses"]["409-REQUEST_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credentials, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["Credential"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Key algorithm.
                     * @enum {string}
                     */
                    keyAlgorithm?: "P-256" | "P-384" | "RSA-3072";
                    /** @description What it asks for before it signs; what is left out is as usual. */
                    policy?: {
                        /** @description Kinds of factor that may authorise a signature; empty for all that this installation lets sign. */
                        factorKinds?: ("soft_token" | "totp" | "grid_card" | "egrid" | "sms" | "email")[];
                        /** @description Whether only a code that was made for exactly what is signed authorises it: sole control level 2 for every signature. */
                        contentBound?: boolean;
                        /** @description Digests that one authorisation may cover. */
                        maxDigests?: number;
                        /** @description Signatures of one authorisation whose digests are named only after you gave it (R10: seals, and applications that name what they sign one by one). Whoever holds such an authorisation signs what he likes, as often, in your name, without asking you again; so none by default. Not together with contentBound. */
                        openSignatures?: number;
                        /** @description Days for which such an authorisation may hold: the longer, the longer a stolen one signs. 0 for five minutes; needs openSignatures. */
                        openDays?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Credential. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `KEY_ALGORITHM_UNSUPPORTED`, `KEY_POLICY_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-PERSONAL_VALIDATION_REQUIRED-VALIDATION_OUTDATED"];
            404: components["responses"]["404-ACCOUNT_NOT_FOUND"];
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `LICENCE_NOT_AVAILABLE`, `CREDENTIAL_IN_PROGRESS`, `CREDENTIAL_ABANDONED`, `CERTIFICATE_UNEXPECTED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-KEY_POOL_EMPTY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    rekeyCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Key algorithm.
                     * @enum {string}
                     */
                    keyAlgorithm?: "P-256" | "P-384" | "RSA-3072";
                };
            };
        };
        responses: {
            /** @description Credential. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `KEY_ALGORITHM_UNSUPPORTED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-PERSONAL_VALIDATION_REQUIRED-VALIDATION_OUTDATED"];
            /** @description No such thing, or it belongs to somebody else. `CREDENTIAL_NOT_FOUND`, `ACCOUNT_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `CREDENTIAL_WRONG_STATE`, `SUSPENDED_BY_STAFF`, `LICENCE_NOT_AVAILABLE`, `CREDENTIAL_IN_PROGRESS`, `CREDENTIAL_ABANDONED`, `CERTIFICATE_UNEXPECTED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-KEY_POOL_EMPTY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    setCredentialPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        /** @description What it asks for before it signs; what is left out is as usual. */
        requestBody: {
            content: {
                "application/json": {
                    /** @description Kinds of factor that may authorise a signature; empty for all that this installation lets sign. */
                    factorKinds?: ("soft_token" | "totp" | "grid_card" | "egrid" | "sms" | "email")[];
                    /** @description Whether only a code that was made for exactly what is signed authorises it: sole control level 2 for every signature. */
                    contentBound?: boolean;
                    /** @description Digests that one authorisation may cover. */
                    maxDigests?: number;
                    /** @description Signatures of one authorisation whose digests are named only after you gave it (R10: seals, and applications that name what they sign one by one). Whoever holds such an authorisation signs what he likes, as often, in your name, without asking you again; so none by default. Not together with contentBound. */
                    openSignatures?: number;
                    /** @description Days for which such an authorisation may hold: the longer, the longer a stolen one signs. 0 for five minutes; needs openSignatures. */
                    openDays?: number;
                };
            };
        };
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `KEY_POLICY_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            /** @description The state does not allow this. `CREDENTIAL_WRONG_STATE`, `KEY_RECORD_BROKEN` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    suspendCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            409: components["responses"]["409-CREDENTIAL_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    resumeCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `VALIDATION_OUTDATED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            /** @description The state does not allow this. `CREDENTIAL_WRONG_STATE`, `SUSPENDED_BY_STAFF`, `CREDENTIAL_IN_PROGRESS`, `KEY_RECORD_BROKEN` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    revokeCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Why, as in RFC 5280 5.3.1.
                     * @enum {string}
                     */
                    reason: "unspecified" | "keyCompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation";
                };
            };
        };
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REVOCATION_REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            409: components["responses"]["409-CREDENTIAL_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listCredentialHistory: {
        parameters: {
            query?: {
                /** @description Position after which to go on. */
                after?: number;
                /** @description Records at most. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the history. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The records, in their order. */
                        records: components["schemas"]["KeyHistoryRecord"][];
                        /** @description Whether there are more. */
                        hasMore: boolean;
                        /** @description Newest signed root over the heads of all chains, compact JWS; see /.well-known/signing-keys.json. */
                        root?: string;
                        /** @description How the head of this chain leads to that root (a path in a Merkle tree, RFC 9162 2.1). */
                        inclusion?: unknown;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    exportCredentialHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listUserCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credentials, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["Credential"][];
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    suspendUserCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            409: components["responses"]["409-CREDENTIAL_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    releaseUserCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            409: components["responses"]["409-CREDENTIAL_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    revokeUserCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the credential. */
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Why, as in RFC 5280 5.3.1.
                     * @enum {string}
                     */
                    reason: "unspecified" | "keyCompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation" | "privilegeWithdrawn";
                };
            };
        };
        responses: {
            /** @description Credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-REVOCATION_REASON_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED-OWN_DECISION_FORBIDDEN"];
            404: components["responses"]["404-CREDENTIAL_NOT_FOUND"];
            409: components["responses"]["409-CREDENTIAL_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the document. */
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-DOCUMENT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    deleteDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the document. */
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-DOCUMENT_NOT_FOUND"];
            /** @description The state does not allow this. `DOCUMENT_IN_USE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    downloadDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the document. */
                documentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-DOCUMENT_NOT_FOUND"];
            409: components["responses"]["409-DOCUMENT_WRONG_STATE"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listSignatures: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of signatures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Signature"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-PAGE_TOKEN_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createSignature: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialId: string;
                    /** @description Documents to be signed. */
                    documents?: {
                        /** @description Id of the document. */
                        documentId: string;
                        /**
                         * @description By default PAdES for a PDF, CAdES for everything else.
                         * @enum {string}
                         */
                        format?: "pades" | "cades";
                        /**
                         * @description B-T by default.
                         * @enum {string}
                         */
                        level?: "B-B" | "B-T" | "B-LT";
                        /** @description Name for people; by default that of the document. */
                        label?: string;
                        /** @description Reason, written into a PDF. */
                        reason?: string;
                        /** @description Place, written into a PDF. */
                        location?: string;
                        appearance?: components["schemas"]["SignatureAppearance"];
                    }[];
                    /** @description Digests to be signed: 100, or as many as the policy of the credential allows. */
                    digests?: {
                        /** @description Digest, base64. */
                        digest: string;
                        /** @description Name for people. */
                        label: string;
                    }[];
                    /**
                     * @description Hash of the digests; SHA-256 by default.
                     * @enum {string}
                     */
                    hashAlgorithm?: "SHA-256" | "SHA-384" | "SHA-512";
                };
            };
        };
        responses: {
            /** @description Signature. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signature"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `CONTENT_REQUIRED`, `DOCUMENT_INVALID`, `DIGEST_INVALID`, `TOO_MANY_DIGESTS` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `FACTOR_REQUIRED`, `VALIDATION_OUTDATED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such thing, or it belongs to somebody else. `CREDENTIAL_NOT_FOUND`, `DOCUMENT_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state does not allow this. `IDEMPOTENCY_KEY_REUSED`, `CREDENTIAL_NOT_ACTIVE`, `DOCUMENT_WRONG_STATE`, `DOCUMENT_SPACE_EXHAUSTED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE-DOCUMENT_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-DOCUMENTS_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getSignature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the signature. */
                signatureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signature. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signature"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-SIGNATURE_REQUEST_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    askSignatureFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the signature. */
                signatureId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the authenticator, one of `factors`. */
                    authenticatorId: string;
                    /** @description Whether another code shall be sent though one is open. */
                    resend?: boolean;
                };
            };
        };
        responses: {
            /** @description Factor prompt. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorPrompt"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `FACTOR_NOT_PERMITTED`, `DESTINATION_NOT_SERVED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-SIGNATURE_REQUEST_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            /** @description The state does not allow this. `SIGNATURE_REQUEST_WRONG_STATE`, `CHALLENGE_EXPIRED`, `CHALLENGE_ANSWERED`, `AUTHENTICATOR_WRONG_STATE` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-RESEND_TOO_EARLY-PIN_SENDS_EXHAUSTED-SMS_CAP_REACHED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    authoriseSignature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the signature. */
                signatureId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Security code, or the cells of a card one after the other; spaces and hyphens are ignored. */
                    code: string;
                    /** @description Id of the authenticator whose code it is. */
                    authenticatorId?: string;
                    /** @description Id of the challenge of the cells, from the question. */
                    challengeId?: string;
                };
            };
        };
        responses: {
            /** @description Signature. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signature"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CODE_MALFORMED"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-CODE_REFUSED-INSUFFICIENT_USER_AUTHENTICATION"];
            /** @description Not allowed to this caller. `SET_UP_REQUIRED`, `FACTOR_NOT_PERMITTED`, `VALIDATION_OUTDATED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: components["responses"]["404-SIGNATURE_REQUEST_NOT_FOUND-AUTHENTICATOR_NOT_FOUND"];
            /** @description The state does not allow this. `SIGNATURE_REQUEST_WRONG_STATE`, `SIGNATURE_INTERRUPTED`, `CREDENTIAL_NOT_ACTIVE`, `KEY_NOT_ACTIVE`, `KEY_RECORD_BROKEN`, `CHALLENGE_EXPIRED`, `CHALLENGE_ANSWERED`, `CHALLENGE_REPLACED`, `AUTHENTICATOR_WRONG_STATE`, `AUTHORISATION_USED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED-ATTEMPTS_EXHAUSTED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    cancelSignature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the signature. */
                signatureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signature. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signature"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-SIGNATURE_REQUEST_NOT_FOUND"];
            /** @description The state does not allow this. `SIGNATURE_REQUEST_WRONG_STATE`, `CHALLENGE_EXPIRED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    validateDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the signed PDF, or of the CMS signature. */
                    documentId: string;
                    /** @description Id of what a detached CMS signature is over. */
                    contentDocumentId?: string;
                };
            };
        };
        responses: {
            /** @description Validation report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationReport"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `NOT_SIGNED`, `DOCUMENT_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            404: components["responses"]["404-DOCUMENT_NOT_FOUND"];
            409: components["responses"]["409-DOCUMENT_WRONG_STATE"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE-DOCUMENTS_BUSY"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listApplications: {
        parameters: {
            query?: {
                /** @description Items at most. */
                limit?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of applications. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items of this page. */
                        items: components["schemas"]["Application"][];
                        /** @description Cursor of the next page; absent on the last one. */
                        nextCursor?: string;
                    };
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    registerApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key chosen by the client, 8 to 128 visible characters. A repetition with the same key acts once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name that users are shown. */
                    name: string;
                    /** @description Page that tells users about it. */
                    clientUri?: string;
                    /**
                     * @description How it proves itself. `none` is for one that can keep no secret: PKCE alone, and nothing without a user. client_secret_basic when absent.
                     * @enum {string}
                     */
                    tokenEndpointAuthMethod?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
                    /** @description Public keys of an application that proves itself by private_key_jwt (RFC 7523): EC P-256 or RSA. */
                    jwks?: {
                        /** @description The keys. */
                        keys: {
                            /**
                             * @description Type of the key (RFC 7517 4.1).
                             * @enum {string}
                             */
                            kty: "EC" | "RSA";
                            /** @description Its name, another one for each key. */
                            kid: string;
                            /**
                             * @description What it is for.
                             * @enum {string}
                             */
                            use?: "sig";
                            /**
                             * @description Algorithm of its signatures.
                             * @enum {string}
                             */
                            alg?: "ES256" | "RS256" | "PS256";
                            /**
                             * @description Curve of an EC key.
                             * @enum {string}
                             */
                            crv?: "P-256";
                            /** @description Of an EC key, base64url. */
                            x?: string;
                            /** @description Of an EC key, base64url. */
                            y?: string;
                            /** @description Modulus of an RSA key of 2048 bits or more, base64url. */
                            n?: string;
                            /** @description Exponent of an RSA key, base64url. */
                            e?: string;
                        }[];
                    };
                    /** @description Where users are sent back to, compared exactly: https, http to localhost, 127.0.0.1 or [::1] with any port (RFC 8252 7.3), or a private scheme with a dot. No fragment, no wildcard. None only for one that acts without users. */
                    redirectUris?: string[];
                    /** @description What it may ask for; `application` is what it may do without a user (client credentials). service and credential when absent. */
                    scopes?: ("service" | "credential" | "credential-creation" | "credential-deletion" | "application")[];
                    /** @description Whether it may collect factors from users itself (credentials/authorize); otherwise only our pages do. False when absent. */
                    explicitAuthorisation?: boolean;
                    /** @description Whether requests for signatures must be pushed (RFC 9126). Off only for applications of CSC API version 1, which send their parameters in the address. True when absent. */
                    requirePushedAuthorisationRequests?: boolean;
                    /** @description Whether its tokens must be bound to a key of its own (DPoP, RFC 9449). False when absent. */
                    requireDpop?: boolean;
                    /** @description Hosts, exactly, to which it may have results announced (`response_uri`). */
                    responseHosts?: string[];
                };
            };
        };
        responses: {
            /** @description Registered application. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredApplication"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `IDEMPOTENCY_KEY_MISSING`, `IDEMPOTENCY_KEY_INVALID`, `CLIENT_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            409: components["responses"]["409-IDEMPOTENCY_KEY_REUSED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the application. */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Application. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-CLIENT_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    replaceApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the application. */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name that users are shown. */
                    name: string;
                    /** @description Page that tells users about it. */
                    clientUri?: string;
                    /**
                     * @description How it proves itself. `none` is for one that can keep no secret: PKCE alone, and nothing without a user. client_secret_basic when absent.
                     * @enum {string}
                     */
                    tokenEndpointAuthMethod?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
                    /** @description Public keys of an application that proves itself by private_key_jwt (RFC 7523): EC P-256 or RSA. */
                    jwks?: {
                        /** @description The keys. */
                        keys: {
                            /**
                             * @description Type of the key (RFC 7517 4.1).
                             * @enum {string}
                             */
                            kty: "EC" | "RSA";
                            /** @description Its name, another one for each key. */
                            kid: string;
                            /**
                             * @description What it is for.
                             * @enum {string}
                             */
                            use?: "sig";
                            /**
                             * @description Algorithm of its signatures.
                             * @enum {string}
                             */
                            alg?: "ES256" | "RS256" | "PS256";
                            /**
                             * @description Curve of an EC key.
                             * @enum {string}
                             */
                            crv?: "P-256";
                            /** @description Of an EC key, base64url. */
                            x?: string;
                            /** @description Of an EC key, base64url. */
                            y?: string;
                            /** @description Modulus of an RSA key of 2048 bits or more, base64url. */
                            n?: string;
                            /** @description Exponent of an RSA key, base64url. */
                            e?: string;
                        }[];
                    };
                    /** @description Where users are sent back to, compared exactly: https, http to localhost, 127.0.0.1 or [::1] with any port (RFC 8252 7.3), or a private scheme with a dot. No fragment, no wildcard. None only for one that acts without users. */
                    redirectUris?: string[];
                    /** @description What it may ask for; `application` is what it may do without a user (client credentials). service and credential when absent. */
                    scopes?: ("service" | "credential" | "credential-creation" | "credential-deletion" | "application")[];
                    /** @description Whether it may collect factors from users itself (credentials/authorize); otherwise only our pages do. False when absent. */
                    explicitAuthorisation?: boolean;
                    /** @description Whether requests for signatures must be pushed (RFC 9126). Off only for applications of CSC API version 1, which send their parameters in the address. True when absent. */
                    requirePushedAuthorisationRequests?: boolean;
                    /** @description Whether its tokens must be bound to a key of its own (DPoP, RFC 9449). False when absent. */
                    requireDpop?: boolean;
                    /** @description Hosts, exactly, to which it may have results announced (`response_uri`). */
                    responseHosts?: string[];
                    /** @description Version that was read; another one is refused. */
                    version: number;
                    /** @description Whether it shall be switched off; false when absent. */
                    disabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Application. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CLIENT_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-CLIENT_NOT_FOUND"];
            /** @description The state does not allow this. `CLIENT_CHANGED` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    rotateApplicationSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the application. */
                clientId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Seconds for which the present secret still holds, up to a week; 0 ends it at once. */
                    graceSeconds: number;
                };
            };
        };
        responses: {
            /** @description Application secret. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationSecret"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED-CLIENT_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED-INSUFFICIENT_USER_AUTHENTICATION-INSUFFICIENT_USER_AUTHENTICATION"];
            403: components["responses"]["403-SET_UP_REQUIRED-ROLE_REQUIRED"];
            404: components["responses"]["404-CLIENT_NOT_FOUND"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    listOwnApplications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was granted, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The items. */
                        items: components["schemas"]["ApplicationGrant"][];
                    };
                };
            };
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    revokeOwnApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of what was granted. */
                grantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            401: components["responses"]["401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_OUTDATED"];
            403: components["responses"]["403-SET_UP_REQUIRED"];
            /** @description No such thing, or it belongs to somebody else. `GRANT_NOT_FOUND` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getTexts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Language of texts and messages (BCP 47). */
                language: "en" | "fr" | "de" | "es";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Texts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Texts"];
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    pushAuthorisationRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the tokens shall be bound to (RFC 9449); once per proof. */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description What the authorisation endpoint would be asked for. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description The application; also beside the Authorization header, where it is the same. */
                    client_id?: string;
                    /** @description Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1). */
                    client_secret?: string;
                    /** @description A JWT of its key instead of a secret (RFC 7523); its audience is the issuer. */
                    client_assertion?: string;
                    /** @description `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion. */
                    client_assertion_type?: string;
                    /** @description `code`. */
                    response_type: string;
                    /** @description Where the user comes back to, exactly as registered. */
                    redirect_uri?: string;
                    /** @description What is asked for; `service` when absent. */
                    scope?: string;
                    /** @description Comes back with the code. */
                    state?: string;
                    /** @description SHA-256 of the code verifier, base64url (RFC 7636). */
                    code_challenge: string;
                    /** @description `S256`. */
                    code_challenge_method: string;
                    /** @description JSON array of one element (RFC 9396), as the CSC API 2.2 has it. */
                    authorization_details?: string;
                    /** @description Credential that shall sign. */
                    credentialID?: string;
                    /** @description Kind of signature instead of a credential; the user chooses. */
                    signatureQualifier?: string;
                    /** @description Signatures in all. */
                    numSignatures?: string;
                    /** @description Digests that shall be signed, base64url, joined by commas; `hash` in version 1. */
                    hashes?: string;
                    /** @description Digests that shall be signed, base64url, joined by commas; `hash` in version 1. */
                    hash?: string;
                    /** @description OID of their algorithm; `hashAlgo` in version 1. */
                    hashAlgorithmOID?: string;
                    /** @description OID of their algorithm; `hashAlgo` in version 1. */
                    hashAlgo?: string;
                    /** @description `dtbsr`, `sdr` or `sodr`: what the digests are of. */
                    hashType?: string;
                    /** @description What it is for; the user reads it. */
                    description?: string;
                    /** @description Language of the pages (BCP 47). */
                    lang?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Pushed request. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedRequest"];
                };
            };
            400: components["responses"]["oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST-OAUTH_INVALID_DPOP-OAUTH_CLIENT_UNKNOWN-OAUTH_INVALID_AUTHORISATION_DETAILS-OAUTH_INVALID_SCOPE-OAUTH_REDIRECT_URI_INVALID-OAUTH_UNAUTHORISED_CLIENT-OAUTH_UNSUPPORTED_RESPONSE_TYPE"];
            401: components["responses"]["oauth-401-OAUTH_INVALID_CLIENT"];
            413: components["responses"]["oauth-413-BODY_TOO_LARGE"];
            415: components["responses"]["oauth-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["oauth-429-RATE_LIMITED"];
            500: components["responses"]["oauth-500-INTERNAL"];
            503: components["responses"]["oauth-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["oauth-504-DEADLINE_EXCEEDED"];
        };
    };
    requestTokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the tokens shall be bound to (RFC 9449); once per proof. */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description What the tokens are asked for with. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description The application; also beside the Authorization header, where it is the same. */
                    client_id?: string;
                    /** @description Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1). */
                    client_secret?: string;
                    /** @description A JWT of its key instead of a secret (RFC 7523); its audience is the issuer. */
                    client_assertion?: string;
                    /** @description `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion. */
                    client_assertion_type?: string;
                    /** @description `authorization_code`, `refresh_token` or `client_credentials`. */
                    grant_type: string;
                    /** @description Authorisation code; good for a minute, once. */
                    code?: string;
                    /** @description Where the user comes back to, exactly as registered. */
                    redirect_uri?: string;
                    /** @description What the code challenge was made of. */
                    code_verifier?: string;
                    /** @description Refresh token; good once. */
                    refresh_token?: string;
                    /** @description What is asked for; `service` when absent. */
                    scope?: string;
                    /** @description JSON array of one element (RFC 9396), as the CSC API 2.2 has it. */
                    authorization_details?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Application tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationTokens"];
                };
            };
            400: components["responses"]["oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST-OAUTH_INVALID_DPOP-OAUTH_INVALID_AUTHORISATION_DETAILS-OAUTH_INVALID_GRANT-OAUTH_INVALID_SCOPE-OAUTH_UNAUTHORISED_CLIENT-OAUTH_UNSUPPORTED_GRANT_TYPE"];
            401: components["responses"]["oauth-401-OAUTH_INVALID_CLIENT"];
            413: components["responses"]["oauth-413-BODY_TOO_LARGE"];
            415: components["responses"]["oauth-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["oauth-429-RATE_LIMITED"];
            500: components["responses"]["oauth-500-INTERNAL"];
            503: components["responses"]["oauth-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["oauth-504-DEADLINE_EXCEEDED"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The token. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description The application; also beside the Authorization header, where it is the same. */
                    client_id?: string;
                    /** @description Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1). */
                    client_secret?: string;
                    /** @description A JWT of its key instead of a secret (RFC 7523); its audience is the issuer. */
                    client_assertion?: string;
                    /** @description `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion. */
                    client_assertion_type?: string;
                    /** @description Refresh token or access token. */
                    token: string;
                    /** @description What it is; not needed, and not read. */
                    token_type_hint?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It is of no use any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST"];
            401: components["responses"]["oauth-401-OAUTH_INVALID_CLIENT"];
            413: components["responses"]["oauth-413-BODY_TOO_LARGE"];
            415: components["responses"]["oauth-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["oauth-429-RATE_LIMITED"];
            500: components["responses"]["oauth-500-INTERNAL"];
            503: components["responses"]["oauth-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["oauth-504-DEADLINE_EXCEEDED"];
        };
    };
    pushAuthorisationRequestV1: {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the tokens shall be bound to (RFC 9449); once per proof. */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description What the authorisation endpoint would be asked for. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description The application; also beside the Authorization header, where it is the same. */
                    client_id?: string;
                    /** @description Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1). */
                    client_secret?: string;
                    /** @description A JWT of its key instead of a secret (RFC 7523); its audience is the issuer. */
                    client_assertion?: string;
                    /** @description `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion. */
                    client_assertion_type?: string;
                    /** @description `code`. */
                    response_type: string;
                    /** @description Where the user comes back to, exactly as registered. */
                    redirect_uri?: string;
                    /** @description What is asked for; `service` when absent. */
                    scope?: string;
                    /** @description Comes back with the code. */
                    state?: string;
                    /** @description SHA-256 of the code verifier, base64url (RFC 7636). */
                    code_challenge: string;
                    /** @description `S256`. */
                    code_challenge_method: string;
                    /** @description JSON array of one element (RFC 9396), as the CSC API 2.2 has it. */
                    authorization_details?: string;
                    /** @description Credential that shall sign. */
                    credentialID?: string;
                    /** @description Kind of signature instead of a credential; the user chooses. */
                    signatureQualifier?: string;
                    /** @description Signatures in all. */
                    numSignatures?: string;
                    /** @description Digests that shall be signed, base64url, joined by commas; `hash` in version 1. */
                    hashes?: string;
                    /** @description Digests that shall be signed, base64url, joined by commas; `hash` in version 1. */
                    hash?: string;
                    /** @description OID of their algorithm; `hashAlgo` in version 1. */
                    hashAlgorithmOID?: string;
                    /** @description OID of their algorithm; `hashAlgo` in version 1. */
                    hashAlgo?: string;
                    /** @description `dtbsr`, `sdr` or `sodr`: what the digests are of. */
                    hashType?: string;
                    /** @description What it is for; the user reads it. */
                    description?: string;
                    /** @description Language of the pages (BCP 47). */
                    lang?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Pushed request. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushedRequest"];
                };
            };
            400: components["responses"]["oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST-OAUTH_INVALID_DPOP-OAUTH_CLIENT_UNKNOWN-OAUTH_INVALID_AUTHORISATION_DETAILS-OAUTH_INVALID_SCOPE-OAUTH_REDIRECT_URI_INVALID-OAUTH_UNAUTHORISED_CLIENT-OAUTH_UNSUPPORTED_RESPONSE_TYPE"];
            401: components["responses"]["oauth-401-OAUTH_INVALID_CLIENT"];
            413: components["responses"]["oauth-413-BODY_TOO_LARGE"];
            415: components["responses"]["oauth-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["oauth-429-RATE_LIMITED"];
            500: components["responses"]["oauth-500-INTERNAL"];
            503: components["responses"]["oauth-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["oauth-504-DEADLINE_EXCEEDED"];
        };
    };
    requestTokensV1: {
        parameters: {
            query?: never;
            header?: {
                /** @description Proof of the key that the tokens shall be bound to (RFC 9449); once per proof. */
                DPoP?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description What the tokens are asked for with. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description The application; also beside the Authorization header, where it is the same. */
                    client_id?: string;
                    /** @description Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1). */
                    client_secret?: string;
                    /** @description A JWT of its key instead of a secret (RFC 7523); its audience is the issuer. */
                    client_assertion?: string;
                    /** @description `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion. */
                    client_assertion_type?: string;
                    /** @description `authorization_code`, `refresh_token` or `client_credentials`. */
                    grant_type: string;
                    /** @description Authorisation code; good for a minute, once. */
                    code?: string;
                    /** @description Where the user comes back to, exactly as registered. */
                    redirect_uri?: string;
                    /** @description What the code challenge was made of. */
                    code_verifier?: string;
                    /** @description Refresh token; good once. */
                    refresh_token?: string;
                    /** @description What is asked for; `service` when absent. */
                    scope?: string;
                    /** @description JSON array of one element (RFC 9396), as the CSC API 2.2 has it. */
                    authorization_details?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Application tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationTokens"];
                };
            };
            400: components["responses"]["oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST-OAUTH_INVALID_DPOP-OAUTH_INVALID_AUTHORISATION_DETAILS-OAUTH_INVALID_GRANT-OAUTH_INVALID_SCOPE-OAUTH_UNAUTHORISED_CLIENT-OAUTH_UNSUPPORTED_GRANT_TYPE"];
            401: components["responses"]["oauth-401-OAUTH_INVALID_CLIENT"];
            413: components["responses"]["oauth-413-BODY_TOO_LARGE"];
            415: components["responses"]["oauth-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["oauth-429-RATE_LIMITED"];
            500: components["responses"]["oauth-500-INTERNAL"];
            503: components["responses"]["oauth-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["oauth-504-DEADLINE_EXCEEDED"];
        };
    };
    revokeTokenV1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The token. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description The application; also beside the Authorization header, where it is the same. */
                    client_id?: string;
                    /** @description Its secret, unless it comes in the Authorization header (Basic, RFC 6749 2.3.1). */
                    client_secret?: string;
                    /** @description A JWT of its key instead of a secret (RFC 7523); its audience is the issuer. */
                    client_assertion?: string;
                    /** @description `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, beside an assertion. */
                    client_assertion_type?: string;
                    /** @description Refresh token or access token. */
                    token: string;
                    /** @description What it is; not needed, and not read. */
                    token_type_hint?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It is of no use any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["oauth-400-REQUEST_INVALID-BODY_MALFORMED-OAUTH_INVALID_REQUEST"];
            401: components["responses"]["oauth-401-OAUTH_INVALID_CLIENT"];
            413: components["responses"]["oauth-413-BODY_TOO_LARGE"];
            415: components["responses"]["oauth-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["oauth-429-RATE_LIMITED"];
            500: components["responses"]["oauth-500-INTERNAL"];
            503: components["responses"]["oauth-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["oauth-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1Info: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Language; an unknown one is not looked at. */
                    lang?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc information1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscInformation1"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1AuthRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Refresh token or access token. */
                    token: string;
                    /** @description Not needed. */
                    token_type_hint?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It is of no use any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1CredentialsList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Only with a token that has no user: a user who granted the application its service, or certificates to sign with. */
                    userID?: string;
                    /** @description Ids at most; 100 at most. */
                    maxResults?: number;
                    /** @description Where to go on. */
                    pageToken?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc credentials1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscCredentials1"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `USER_NOT_EXPECTED`, `PAGE_TOKEN_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1CredentialsInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description `none`, `single` (also when absent) or `chain`. */
                    certificates?: string;
                    /** @description Whether names, number and times of the certificate are wanted. */
                    certInfo?: boolean;
                    /** @description Whether it is wanted how signatures are authorised. */
                    authInfo?: boolean;
                    /** @description Language; an unknown one is not looked at. */
                    lang?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc credential version1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscCredentialVersion1"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1CredentialsAuthorize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Signatures in all. */
                    numSignatures: number;
                    /** @description What it is for; 500 characters at most. */
                    description?: string;
                    /** @description No credential here has one. */
                    PIN?: string;
                    /** @description The code. */
                    OTP: string;
                    /** @description Digests, base64 (standard alphabet, padded). */
                    hash?: string[];
                    /** @description Hash of the digests, needed wherever nothing else says it. */
                    hashAlgo?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscActivation"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-EXPLICIT_AUTHORISATION_OFF-VALIDATION_OUTDATED-DIGEST_INVALID-SIGNATURES_INVALID-TOO_MANY_DIGESTS-DESCRIPTION_INVALID-FACTORS_INVALID-FACTOR_NOT_PERMITTED-CODE_REFUSED-CHALLENGE_EXPIRED-ATTEMPTS_EXHAUSTED"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1CredentialsSendOTP: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It was sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-EXPLICIT_AUTHORISATION_OFF-AUTHENTICATOR_NOT_FOUND-FACTOR_NOT_PERMITTED"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1CredentialsExtendTransaction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Signature activation data; left out where the access token is it. */
                    SAD?: string;
                    /** @description Digests, base64 (standard alphabet, padded). */
                    hash: string[];
                    /** @description Hash of the digests, needed wherever nothing else says it. */
                    hashAlgo?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscActivation"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-ACTIVATION_INVALID-ACTIVATION_EXPIRED-ACTIVATION_USED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-DIGEST_INVALID-TOO_MANY_DIGESTS"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1SignaturesSignHash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Signature activation data; left out where the access token is it. */
                    SAD?: string;
                    /** @description Signature algorithm: one of `key.algo` of the credential. */
                    signAlgo: string;
                    /** @description DER parameters, base64; NULL only. */
                    signAlgoParams?: string;
                    /** @description Digests, base64 (standard alphabet, padded). */
                    hash: string[];
                    /** @description Hash of the digests, needed wherever nothing else says it. */
                    hashAlgo?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc signatures1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscSignatures1"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-ACTIVATION_INVALID-ACTIVATION_EXPIRED-ACTIVATION_USED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-DIGEST_INVALID-TOO_MANY_DIGESTS-DIGESTS_NOT_AUTHORISED-SIGN_ALGORITHM_MISMATCH-RESPONSE_URI_INVALID"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc1SignaturesTimestamp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Digest, base64. */
                    hash: string;
                    /** @description Its hash. */
                    hashAlgo: string;
                    /** @description Hexadecimal number, 64 digits at most; the token repeats it. */
                    nonce?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc timestamp. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscTimestamp"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-DIGEST_INVALID-NONCE_INVALID"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2Info: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Language; an unknown one is not looked at. */
                    lang?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc information2. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscInformation2"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2AuthRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Refresh token or access token. */
                    token: string;
                    /** @description Not needed. */
                    token_type_hint?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It is of no use any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsList: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Only with a token that has no user: a user who granted the application its service, or certificates to sign with. */
                    userID?: string;
                    /** @description Whether more than ids is wanted. */
                    credentialInfo?: boolean;
                    /** @description `none`, `single` (also when absent) or `chain`. */
                    certificates?: string;
                    /** @description Whether names, number and times of the certificate are wanted. */
                    certInfo?: boolean;
                    /** @description Whether it is wanted how signatures are authorised. */
                    authInfo?: boolean;
                    /** @description Whether only those that can sign now are wanted. */
                    onlyValid?: boolean;
                    /** @description Language; an unknown one is not looked at. */
                    lang?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc credentials2. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscCredentials2"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `USER_NOT_EXPECTED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description `none`, `single` (also when absent) or `chain`. */
                    certificates?: string;
                    /** @description Whether names, number and times of the certificate are wanted. */
                    certInfo?: boolean;
                    /** @description Whether it is wanted how signatures are authorised. */
                    authInfo?: boolean;
                    /** @description Language; an unknown one is not looked at. */
                    lang?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscCredential"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsCreate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As in the authorisation; not looked at. */
                    credentialCreationRequest?: {
                        [key: string]: unknown;
                    };
                    /** @description Whether more than ids is wanted. */
                    credentialInfo?: boolean;
                    /** @description `none`, `single` (also when absent) or `chain`. */
                    certificates?: string;
                    /** @description Whether names, number and times of the certificate are wanted. */
                    certInfo?: boolean;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc created credential. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscCreatedCredential"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `NO_LICENCE_AVAILABLE` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsDelete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_WRONG_STATE` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsAuthorize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Signatures in all. */
                    numSignatures: number;
                    /** @description Digests, base64 (standard alphabet, padded). */
                    hashes?: string[];
                    /** @description Hash of the digests, needed wherever nothing else says it. */
                    hashAlgorithmOID?: string;
                    /** @description What it is for; 500 characters at most. */
                    description?: string;
                    /** @description What the digests are of: `dtbsr` (what is signed; also when absent), `sdr` (the content) or `sodr` (the document). */
                    hashType?: string;
                    /** @description Exactly one of the objects of the credential. */
                    authData: {
                        /** @description Its id. */
                        id: string;
                        /** @description The code; left out for `page`. */
                        value?: string;
                    }[];
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscActivation"];
                };
            };
            /** @description Csc pending. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscPending"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-EXPLICIT_AUTHORISATION_OFF-VALIDATION_OUTDATED-DIGEST_INVALID-SIGNATURES_INVALID-TOO_MANY_DIGESTS-DESCRIPTION_INVALID-FACTORS_INVALID-FACTOR_NOT_PERMITTED-CODE_REFUSED-CHALLENGE_EXPIRED-ATTEMPTS_EXHAUSTED"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsAuthorizeCheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of authorize. */
                    handle: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscActivation"];
                };
            };
            /** @description Csc pending. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscPending"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `APPROVAL_NOT_FOUND`, `APPROVAL_EXPIRED`, `APPROVAL_DENIED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            /** @description Too many requests or attempts; see `Retry-After`. `RATE_LIMITED`, `POLLING_TOO_FAST` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsGetChallenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Id of the object. */
                    authObjectID: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc challenge. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscChallenge"];
                };
            };
            /** @description A code was sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `EXPLICIT_AUTHORISATION_OFF`, `AUTHENTICATOR_NOT_FOUND`, `FACTOR_HAS_NO_CHALLENGE`, `FACTOR_NOT_PERMITTED` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsSendOTP: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Id of the object; the first one when absent. */
                    authObjectID?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description It was sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-EXPLICIT_AUTHORISATION_OFF-AUTHENTICATOR_NOT_FOUND-FACTOR_NOT_PERMITTED"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2CredentialsExtendTransaction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Signature activation data; left out where the access token is it. */
                    SAD?: string;
                    /** @description Digests, base64 (standard alphabet, padded). */
                    hashes: string[];
                    /** @description Hash of the digests, needed wherever nothing else says it. */
                    hashAlgorithmOID?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc activation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscActivation"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-ACTIVATION_INVALID-ACTIVATION_EXPIRED-ACTIVATION_USED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-DIGEST_INVALID-TOO_MANY_DIGESTS"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2SignaturesSignHash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID: string;
                    /** @description Signature activation data; left out where the access token is it. */
                    SAD?: string;
                    /** @description Digests, base64 (standard alphabet, padded). */
                    hashes: string[];
                    /** @description Hash of the digests, needed wherever nothing else says it. */
                    hashAlgorithmOID?: string;
                    /** @description Signature algorithm: one of `key.algo` of the credential. */
                    signAlgo: string;
                    /** @description DER parameters, base64; NULL only. */
                    signAlgoParams?: string;
                    /** @description `S`, or `A` to get the result from signPolling. */
                    operationMode?: string;
                    /** @description With mode A: milliseconds for which the result is kept, 60,000 to 86,400,000 (a day, also when absent). */
                    validity_period?: number;
                    /** @description With mode A: address of a registered host that is told when the result is there. */
                    response_uri?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc signatures2. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscSignatures2"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-ACTIVATION_INVALID-ACTIVATION_EXPIRED-ACTIVATION_USED-CREDENTIAL_NOT_FOUND-CREDENTIAL_NOT_ACTIVE-DIGEST_INVALID-TOO_MANY_DIGESTS-DIGESTS_NOT_AUTHORISED-SIGN_ALGORITHM_MISMATCH-RESPONSE_URI_INVALID"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2SignaturesSignDoc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Id of the credential. */
                    credentialID?: string;
                    /** @description Instead of credentialID. */
                    signatureQualifier?: string;
                    /** @description Signature activation data; left out where the access token is it. */
                    SAD?: string;
                    /** @description Documents; or documentDigests. */
                    documents?: ({
                        /** @description The document, base64. */
                        document: string;
                        /** @description `P` or `C`. */
                        signature_format: string;
                        /** @description `Ades-B-B` (also when absent), `Ades-B-T` or `Ades-B-LT`; AdES is understood too. */
                        conformance_level?: string;
                        /** @description `Revision` for P; `Attached` (also when absent, but not for digests) or `Detached` for C. */
                        signed_envelope_property?: string;
                        /** @description Signature algorithm: one of `key.algo` of the credential. */
                        signAlgo: string;
                        /** @description DER parameters, base64; NULL only. */
                        signAlgoParams?: string;
                        /** @description Hash of the digests, needed wherever nothing else says it. */
                        hashAlgorithmOID?: string;
                        /** @description `signing-time` (C; a moment in UTC), `Reason` and `Location` (P, whole documents; base64 of UTF-8). */
                        signed_props?: {
                            /** @description Its name. */
                            attribute_name: string;
                            /** @description Its value. */
                            attribute_value?: string;
                        }[];
                    } & {
                        [key: string]: unknown;
                    })[];
                    /** @description Digests of documents; or documents. */
                    documentDigests?: ({
                        /** @description Digests, base64 (standard alphabet, padded). */
                        hashes: string[];
                        /** @description `P` or `C`. */
                        signature_format: string;
                        /** @description `Ades-B-B` (also when absent), `Ades-B-T` or `Ades-B-LT`; AdES is understood too. */
                        conformance_level?: string;
                        /** @description `Revision` for P; `Attached` (also when absent, but not for digests) or `Detached` for C. */
                        signed_envelope_property?: string;
                        /** @description Signature algorithm: one of `key.algo` of the credential. */
                        signAlgo: string;
                        /** @description DER parameters, base64; NULL only. */
                        signAlgoParams?: string;
                        /** @description Hash of the digests, needed wherever nothing else says it. */
                        hashAlgorithmOID?: string;
                        /** @description `signing-time` (C; a moment in UTC), `Reason` and `Location` (P, whole documents; base64 of UTF-8). */
                        signed_props?: {
                            /** @description Its name. */
                            attribute_name: string;
                            /** @description Its value. */
                            attribute_value?: string;
                        }[];
                    } & {
                        [key: string]: unknown;
                    })[];
                    /** @description Whether validationInfo is wanted. */
                    returnValidationInfo?: boolean;
                    /** @description `S`, or `A` to get the result from signPolling. */
                    operationMode?: string;
                    /** @description With mode A: milliseconds for which the result is kept, 60,000 to 86,400,000 (a day, also when absent). */
                    validity_period?: number;
                    /** @description With mode A: address of a registered host that is told when the result is there. */
                    response_uri?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc signed documents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscSignedDocuments"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `ACTIVATION_INVALID`, `ACTIVATION_EXPIRED`, `ACTIVATION_USED`, `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `DIGEST_INVALID`, `TOO_MANY_DIGESTS`, `SIGN_ALGORITHM_MISMATCH`, `DOCUMENT_INVALID`, `RESPONSE_URI_INVALID` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            /** @description Not allowed to this caller. `DIGESTS_NOT_AUTHORISED`, `DOCUMENT_NOT_AUTHORISED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2SignaturesSignPolling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The responseID. */
                    requestID: string;
                    /** @description Only with a token that has no user: a user who granted the application its service, or certificates to sign with. */
                    userID?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc later result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscLaterResult"];
                };
            };
            /** @description Csc still running. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscStillRunning"];
                };
            };
            /** @description The request is not valid. `REQUEST_INVALID`, `BODY_MALFORMED`, `BEARER_MALFORMED`, `CLIENT_NOT_PERMITTED`, `USER_NOT_EXPECTED`, `RESPONSE_NOT_FOUND` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            /** @description Not allowed to this caller. `DOCUMENT_NOT_AUTHORISED` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscError"];
                };
            };
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    csc2SignaturesTimestamp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Digest, base64. */
                    hash: string;
                    /** @description Its hash. */
                    hashAlgo: string;
                    /** @description Hexadecimal number, 64 digits at most; the token repeats it. */
                    nonce?: string;
                    /** @description Anything; not looked at. */
                    clientData?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Csc timestamp. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CscTimestamp"];
                };
            };
            400: components["responses"]["csc-400-REQUEST_INVALID-BODY_MALFORMED-BEARER_MALFORMED-CLIENT_NOT_PERMITTED-DIGEST_INVALID-NONCE_INVALID"];
            401: components["responses"]["csc-401-AUTHENTICATION_REQUIRED-TOKEN_INVALID-TOKEN_EXPIRED-GRANT_ENDED-OAUTH_INVALID_DPOP"];
            413: components["responses"]["csc-413-BODY_TOO_LARGE"];
            415: components["responses"]["csc-415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["csc-429-RATE_LIMITED"];
            500: components["responses"]["csc-500-INTERNAL"];
            503: components["responses"]["csc-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["csc-504-DEADLINE_EXCEEDED"];
        };
    };
    getAuthorisationServerMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Authorisation server metadata. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorisationServerMetadata"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    authorize: {
        parameters: {
            query?: {
                /** @description The application. */
                client_id?: string;
                /** @description What the endpoint for pushed requests returned. */
                request_uri?: string;
                /** @description Always `code`. */
                response_type?: string;
                /** @description Where the user is sent back to: one that was registered, exactly. */
                redirect_uri?: string;
                /** @description What is asked for; `service` when absent. */
                scope?: string;
                /** @description Comes back unchanged. */
                state?: string;
                /** @description PKCE (RFC 7636): SHA-256 of the verifier. */
                code_challenge?: string;
                /** @description Always `S256`. */
                code_challenge_method?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the page on which the user decides, or back to the application with an error. */
            303: {
                headers: {
                    /** @description Where to go on. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["page-400-REQUEST_INVALID-OAUTH_CLIENT_UNKNOWN-OAUTH_REDIRECT_URI_INVALID-OAUTH_REQUEST_URI_INVALID"];
            429: components["responses"]["page-429-RATE_LIMITED"];
            500: components["responses"]["page-500-INTERNAL"];
            503: components["responses"]["page-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["page-504-DEADLINE_EXCEEDED"];
        };
    };
    authorizeV1: {
        parameters: {
            query?: {
                /** @description The application. */
                client_id?: string;
                /** @description What the endpoint for pushed requests returned. */
                request_uri?: string;
                /** @description Always `code`. */
                response_type?: string;
                /** @description Where the user is sent back to: one that was registered, exactly. */
                redirect_uri?: string;
                /** @description What is asked for; `service` when absent. */
                scope?: string;
                /** @description Comes back unchanged. */
                state?: string;
                /** @description PKCE (RFC 7636): SHA-256 of the verifier. */
                code_challenge?: string;
                /** @description Always `S256`. */
                code_challenge_method?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the page on which the user decides, or back to the application with an error. */
            303: {
                headers: {
                    /** @description Where to go on. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["page-400-REQUEST_INVALID-OAUTH_CLIENT_UNKNOWN-OAUTH_REDIRECT_URI_INVALID-OAUTH_REQUEST_URI_INVALID"];
            429: components["responses"]["page-429-RATE_LIMITED"];
            500: components["responses"]["page-500-INTERNAL"];
            503: components["responses"]["page-503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["page-504-DEADLINE_EXCEEDED"];
        };
    };
    describeSoftTokenService: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Soft token service. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SoftTokenService"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    askCertificateStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the authority: root, signers, tls, private or services. */
                authority: string;
            };
            cookie?: never;
        };
        /** @description An OCSPRequest, DER. */
        requestBody: {
            content: {
                "application/ocsp-request": Blob;
            };
        };
        responses: {
            /** @description The status: an OCSPResponse, DER. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/ocsp-response": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            404: components["responses"]["404-AUTHORITY_NOT_FOUND"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    readCertificateStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the authority: root, signers, tls, private or services. */
                authority: string;
                /** @description OCSPRequest, DER, in base64. */
                "*": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status: an OCSPResponse, DER. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/ocsp-response": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            404: components["responses"]["404-AUTHORITY_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    createTimestamp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description A TimeStampReq, DER. */
        requestBody: {
            content: {
                "application/timestamp-query": Blob;
            };
        };
        responses: {
            /** @description The time-stamp, or why there is none: a TimeStampResp, DER. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/timestamp-reply": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID-BODY_MALFORMED"];
            413: components["responses"]["413-BODY_TOO_LARGE"];
            415: components["responses"]["415-MEDIA_TYPE_UNSUPPORTED"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signing keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getRevocationList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the authority: root, signers, tls, private or services. */
                authority: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revocation list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pkix-crl": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            404: components["responses"]["404-AUTHORITY_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getAuthorityCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the authority: root, signers, tls, private or services. */
                authority: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pkix-cert": Blob;
                };
            };
            400: components["responses"]["400-REQUEST_INVALID"];
            404: components["responses"]["404-AUTHORITY_NOT_FOUND"];
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
    getTokenKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Token keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenKeys"];
                };
            };
            429: components["responses"]["429-RATE_LIMITED"];
            500: components["responses"]["500-INTERNAL"];
            503: components["responses"]["503-SERVICE_UNAVAILABLE"];
            504: components["responses"]["504-DEADLINE_EXCEEDED"];
        };
    };
}

/** English: the pages on which users grant what applications ask for. */
export const enConsent = {
  'consent.title_login': 'Log in',
  'consent.title_service': 'An application asks for access',
  'consent.title_credential': 'An application asks you to sign',
  'consent.title_credential-creation': 'An application asks for a new signing certificate',
  'consent.title_credential-deletion': 'An application asks to revoke a signing certificate',
  'consent.title_done': 'Done',
  'consent.title_refused': 'Refused',
  'consent.title_problem': 'This cannot go on',
  'consent.languages': 'This page in other languages',
  'consent.login_offer': '{client} sends you here. Log in to see what it asks for.',
  'consent.login_offer_plain': 'Log in to see what you are asked for.',
  'consent.login_again': 'This needs a fresh login. Please log in once more.',
  'consent.session_over': 'You have been logged out. Please log in again.',
  'consent.continue': 'Continue',
  'consent.other_user': 'Use another user ID',
  'consent.logged_in': 'You are logged in as {user}.',
  'consent.not_you': 'This is not me',
  'consent.asks_service': '{client} wants to work with your signing certificates:',
  'consent.asks_credential': '{client} asks for your signature.',
  'consent.asks_credential-creation': '{client} wants to have a new signing certificate made for you.',
  'consent.asks_credential-deletion': '{client} wants to revoke the signing certificate named here.',
  'consent.service_sees': 'It sees your signing certificates and the names in them.',
  'consent.service_asks':
    'It can ask you for signatures. It cannot sign by itself: you confirm each request with your second factor.',
  'consent.service_until':
    'This holds for {hours} hours at most, and ends when you log out or take it back in your account.',
  'consent.creation_effect':
    'The certificate carries your validated name and uses one of your licences. Nothing is signed with it before you agree.',
  'consent.deletion_effect': 'It can never sign again. Signatures that were made with it stay good.',
  'consent.cannot_undo': 'This cannot be undone.',
  'consent.about': 'About this application',
  'consent.purpose': 'What the application says about it',
  'consent.returns_to': 'Afterwards you return to {place}.',
  'consent.returns_nowhere': 'Afterwards you can go back to the application.',
  'consent.documents': 'What you sign: {count}, as {hash} digests',
  'consent.documents_more': 'Show the others: {count}',
  'consent.number': 'No.',
  'consent.document': 'Document',
  'consent.digest': 'Digest',
  'consent.document_unnamed': 'Without a name',
  'consent.document_note':
    'The names come from the application. Sign only if you know the documents and trust the application to have sent exactly these.',
  'consent.open_warning':
    'Caution: with this you also allow signatures for documents that you do not see here. All in all: {count}.',
  'consent.open_until': 'The application may make them until {time}.',
  'consent.prepared_warning':
    'The application sends these documents later; our service prepares them for the signature and checks that they are the ones named here.',
  'consent.certificate': 'Your signing certificate',
  'consent.certificates': 'Choose your signing certificate',
  'consent.choose_certificate': 'Use the chosen certificate',
  'consent.subject': 'Holder',
  'consent.issuer': 'Issuer',
  'consent.serial': 'Serial number',
  'consent.valid': 'Valid',
  'consent.validity': '{from} to {until}',
  'consent.key': 'Kind of key',
  'consent.confirm': 'Confirm with your second factor',
  'consent.qr':
    'Scan this with your soft-token app. It shows what you sign, and makes a code for exactly that. Enter this code.',
  'consent.qr_alt': 'QR code for your soft-token app',
  'consent.qr_open': 'Open it in the app on this device',
  'consent.content_bound':
    'Your certificate takes only a code that your soft-token app makes for exactly these documents.',
  'consent.send_to': 'Send a code to {destination}',
  'consent.show_cells': 'Show the cells of the card',
  'consent.code': 'Code',
  'consent.code_hint': 'Digits, or the symbols of your card one after the other.',
  'consent.sign': 'Sign',
  'consent.approve': 'Allow',
  'consent.approve_deletion': 'Revoke the certificate',
  'consent.refuse': 'Refuse',
  'consent.done_approved': 'Your approval has reached the application. You can close this page and go back to it.',
  'consent.done_refused': 'You refused. Nothing was signed. You can close this page and go back to the application.',
  'consent.set_up':
    'Your login is not complete: finish setting up your second factor first. Then begin again in the application.',
  'consent.weak_login': 'Your login needs a second factor that is permitted for signing.',
  'consent.another_user':
    'This request is not known, or it is for another user. Log in as the one whom the application asks.',
  'consent.no_certificate': 'You have no signing certificate that this request can use. Get one first, or refuse.',
  'consent.not_covered':
    'The application asks for more than your certificate lets one approval cover: too many signatures, or signatures of documents that are named later. Refuse, or change what the certificate allows.',
  'consent.ended':
    'This request is over: it was answered, its time has passed, or it was begun in another browser. Go back to the application and begin again there.',
  'consent.client_unknown':
    'The application that sent you here is not known to us, or was switched off. Nothing was granted. Tell its operator.',
  'consent.redirect_unknown':
    'The application wants to send you back to an address that is not registered for it. For your safety we stop here. Tell its operator.',
  'consent.request_used':
    'This request of the application is not known, was used already, or its time has passed. Go back to the application and begin again there.',
} as const;

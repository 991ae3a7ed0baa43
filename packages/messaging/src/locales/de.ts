import type { LocaleTexts } from '../message.ts';
import { deFactors } from './de-factors.ts';
import { deIdentity } from './de-identity.ts';

/** German. */
export const de: LocaleTexts = {
  dates: 'de',
  words: {
    totp: 'Authenticator-App',
    soft_token: 'Soft-Token',
    grid_card: 'Gitterkarte',
    egrid: 'elektronische Gitterkarte',
    sms: 'Codes per SMS',
    email: 'Codes per E-Mail',
    approved: 'angenommen',
    rejected: 'abgelehnt',
    owner: 'Inhaberschaft',
    administrator: 'Administration',
    requester: 'Antragstellung',
    auditor: 'Prüfung',
    signer: 'Signatur',
    operator: 'Betrieb',
    registration_officer: 'Registrierung',
    user_release: 'Freigabe einer gesperrten Anmeldung',
    personal_validation: 'Entscheidung über eine persönliche Validierung',
    staff_invitation: 'Einladung zur Mitarbeit',
    staff_roles: 'Änderung von Rollen in der Mitarbeit',
    emergency_code: 'Notfallcode für eine Anmeldung',
    assigned: 'Ihnen zugeteilt und wartet in Ihrer Liste auf die erste Antwort',
    suspended: 'vorübergehend stillgelegt',
    suspended_by_emergency: 'vorübergehend stillgelegt, weil mit einem Notfallcode angemeldet wurde',
    resumed: 'wieder in Gebrauch genommen',
    unlocked: 'entsperrt',
    locked: 'nach zu vielen falschen Antworten gesperrt',
    revoked: 'widerrufen',
    withdrawn: 'entfernt',
    credential_suspended_by_staff:
      'Es wurde von einer Mitarbeiterin oder einem Mitarbeiter gesperrt. Es signiert nichts, bis es freigegeben ist und Sie es wieder in Betrieb nehmen.',
    credential_suspended_after_replacement:
      'Es wurde gesperrt, weil Ihr zweiter Faktor ersetzt wurde. Es signiert nichts, bis Ihre Identität neu geprüft ist und Sie es wieder in Betrieb nehmen.',
    credential_revoked: 'Es wurde auf Ihren Wunsch widerrufen.',
    credential_revoked_by_staff: 'Es wurde von einer Mitarbeiterin oder einem Mitarbeiter widerrufen.',
    credential_revoked_licence_ended: 'Es wurde widerrufen, weil der Kauf erstattet wurde.',
    credential_rekeyed: 'Es hat einen neuen Schlüssel und ersetzt Ihr früheres Zertifikat, das widerrufen ist.',
    removed: 'vor der Aktivierung entfernt',
    log_in: 'zur Anmeldung',
    sign: 'zur Unterschrift',
    enrol: 'zum Einrichten',
    recover: 'zum Wiederherstellen',
    confirm: 'zur Bestätigung',
  },
  messages: {
    ...deIdentity,
    ...deFactors,
    'account-activation': {
      subject: 'Aktivieren Sie Ihr Konto {account}',
      paragraphs: [
        'Guten Tag {name},',
        'Ihre Bestellung {orderNumber} liegt im Konto {account} bereit. Vielen Dank! Öffnen Sie diese Adresse, um das Konto zu aktivieren und ein Passwort zu wählen:',
        '{link}',
        'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter: Wer sie hat, kann das Konto übernehmen.',
        'Wenn Sie diese Nachricht nicht erwartet haben, brauchen Sie nichts zu tun.',
      ],
    },
    'one-time-pin': {
      subject: 'Ihr Einmalcode',
      paragraphs: [
        'Ihr Einmalcode ist {code}, gültig für {minutes} min. Geben Sie ihn an niemanden weiter.',
        '@{host} #{code}',
      ],
    },
    'factor-enrolled': {
      subject: 'Ein neues Mittel zur Bestätigung Ihrer Anmeldung wurde eingerichtet',
      paragraphs: [
        'Ein neues Mittel zur Bestätigung Ihrer Anmeldung wurde eingerichtet: {kind}, am {at}.',
        'Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort und benachrichtigen Sie Ihre Administration.',
      ],
    },
    'authenticator-changed': {
      subject: 'Ihr zweiter Faktor wurde geändert',
      paragraphs: [
        'Ihr zweiter Faktor „{label}“ ({kind}) wurde {change}.',
        'Grund: {reason}',
        'Wenn Sie das nicht erwartet haben, verständigen Sie sofort Ihre Administration.',
      ],
    },
    'factor-running-out': {
      subject: 'Ihre Karte geht zu Ende',
      paragraphs: [
        'Ihre Karte „{label}“ ({kind}) reicht noch für {left} Anmeldungen oder Unterschriften. Richten Sie jetzt eine neue ein: Jedes Feld wird nur einmal abgefragt.',
      ],
    },
    'soft-token-reused': {
      subject: 'Die Codes Ihres Soft-Tokens wurden noch einmal verwendet',
      paragraphs: [
        'Die Codes, mit denen Sie das Soft-Token „{label}“ (Seriennummer {serial}) eingerichtet haben, wurden ein zweites Mal verwendet. Das gebundene Soft-Token bleibt gebunden; der andere Versuch ist gescheitert.',
        'Wenn Sie das nicht waren, hat womöglich jemand die Codes gesehen. Haben Sie das Token noch nicht bestätigt, entfernen Sie es und richten Sie ein neues ein.',
      ],
    },
    'password-set': {
      subject: 'Ihr Passwort wurde gesetzt',
      paragraphs: [
        'Für Ihre Anmeldung wurde ein neues Passwort gesetzt.',
        'Wenn Sie das nicht waren, benachrichtigen Sie sofort Ihre Administration: Vielleicht benutzt jemand anderes Ihr Postfach.',
      ],
    },
    'personal-validation-decided': {
      subject: 'Ihre persönliche Validierung: {decision}',
      paragraphs: [
        'Die Registrierungsstelle hat über Ihre persönliche Validierung entschieden: {decision}.',
        'Begründung: {reason}',
        'Melden Sie sich an, um zu sehen, wie es weitergeht.',
      ],
    },
    'operator-invitation': {
      subject: 'Einladung zum Betrieb',
      paragraphs: [
        'Sie sind eingeladen, als Operator mitzuarbeiten. Öffnen Sie diese Adresse, um Ihre Anmeldung einzurichten:',
        '{link}',
        'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter.',
      ],
    },
    'signature-made': {
      subject: 'Mit Ihrem Zertifikat wurde ein Dokument signiert',
      paragraphs: [
        'Mit Ihrem Zertifikat wurde ein Dokument signiert: {label}, am {at}.',
        'Wenn Sie das nicht waren, lassen Sie das Zertifikat sofort widerrufen und ändern Sie Ihr Passwort.',
      ],
    },
    'order-receipt': {
      subject: 'Ihre Bestellung {orderNumber} ist abgeschlossen',
      paragraphs: [
        'Guten Tag {name},',
        'Ihre Bestellung {orderNumber} über {amount} ist abgeschlossen. Vielen Dank! Rechnung und Zahlungsbeleg finden Sie hier:',
        '{link}',
      ],
    },
    'renewal-due': {
      subject: 'Ihr Abonnement {product} steht zur Verlängerung an',
      paragraphs: [
        'Guten Tag {name},',
        'Ihr Abonnement {product} erreicht am {dueAt} das Ende eines Jahres. Das nächste Jahr kostet {amount}. Von selbst wird nichts abgebucht; verlängern Sie hier:',
        '{link}',
      ],
    },
    'renewal-announced': {
      subject: 'Ihr Abonnement {product} wird verlängert',
      paragraphs: [
        'Guten Tag {name},',
        'Sie haben die Verlängerung Ihres Abonnements {product} eingeschaltet: Am {dueAt} werden {amount} abgebucht. Bis dahin können Sie die Verlängerung hier ausschalten:',
        '{link}',
      ],
    },
    'renewal-paid': {
      subject: 'Ihr Abonnement {product} wurde verlängert',
      paragraphs: [
        'Guten Tag {name},',
        'Wir haben {amount} für Ihr Abonnement {product} abgebucht. Es ist jetzt bis zum {paidUntil} bezahlt.',
      ],
    },
    'renewal-failed': {
      subject: 'Die Zahlung für Ihr Abonnement {product} ist fehlgeschlagen',
      paragraphs: [
        'Guten Tag {name},',
        'Wir konnten {amount} für Ihr Abonnement {product} nicht abbuchen. Am {nextTryAt} versuchen wir es erneut. Das Zahlungsmittel können Sie hier ändern:',
        '{link}',
      ],
    },
    'renewal-overdue': {
      subject: 'Ihr Abonnement {product} ist nicht bezahlt',
      paragraphs: [
        'Guten Tag {name},',
        'Ihr Abonnement {product} ist nicht bezahlt: {amount} sind offen. Ohne Zahlung werden ab dem {heldAt} keine neuen Zertifikate ausgestellt. Zertifikate, die im Einsatz sind, bleiben gültig. Begleichen Sie die Zahlung hier:',
        '{link}',
      ],
    },
    'subscription-held': {
      subject: 'Ihr Abonnement {product} ist ausgesetzt',
      paragraphs: [
        'Guten Tag {name},',
        'Ihr Abonnement {product} ist ausgesetzt: Bis es bezahlt ist, werden keine neuen Zertifikate ausgestellt. Bestehende Zertifikate bleiben gültig. Begleichen Sie die Zahlung hier:',
        '{link}',
      ],
    },
    'subscription-ended': {
      subject: 'Ihr Abonnement {product} ist beendet',
      paragraphs: ['Guten Tag {name},', 'Ihr Abonnement {product} endete am {endedAt}.'],
    },
    'order-refunded': {
      subject: 'Ihre Bestellung {orderNumber} wurde erstattet',
      paragraphs: [
        'Guten Tag {name},',
        'Wir haben Ihnen {amount} für Ihre Bestellung {orderNumber} erstattet. Die Lizenzen dieser Bestellung sind entzogen.',
      ],
    },
    'payment-returned': {
      subject: 'Eine Zahlung zu Ihrer Bestellung {orderNumber} wird zurückgezahlt',
      paragraphs: [
        'Guten Tag {name},',
        'Wir zahlen Ihnen {amount} zu Ihrer Bestellung {orderNumber} zurück. Die Zahlung war nicht nötig, weil die Bestellung schon bezahlt war oder storniert wurde. Sie brauchen nichts zu tun.',
      ],
    },
    'member-invitation': {
      subject: 'Einladung in das Konto {account}',
      paragraphs: [
        '{inviter} lädt Sie in das Konto {account} ein. Öffnen Sie diese Adresse, um beizutreten:',
        '{link}',
        'Die Adresse gilt einmal, bis {expiresAt}. Geben Sie sie nicht weiter.',
        'Wenn Sie diese Nachricht nicht erwartet haben, brauchen Sie nichts zu tun.',
      ],
    },
    'membership-changed': {
      subject: 'Ihre Rollen im Konto {account} wurden geändert',
      paragraphs: ['Ihre Rollen im Konto {account} wurden geändert.', 'Sie lauten jetzt: {roles}.'],
    },
    'membership-ended': {
      subject: 'Sie sind nicht mehr Mitglied des Kontos {account}',
      paragraphs: [
        'Sie sind nicht mehr Mitglied des Kontos {account}.',
        'Wenn Sie das für einen Irrtum halten, wenden Sie sich an die Administration des Kontos.',
      ],
    },
    'activation-contact-changed': {
      subject: 'Die Aktivierungsnachricht der Bestellung {orderNumber} geht an eine andere Adresse',
      paragraphs: [
        'Die Aktivierungsnachricht der Bestellung {orderNumber} geht jetzt an {address} und nicht mehr an Sie.',
        'Wenn Sie das nicht waren, benachrichtigen Sie sofort unseren Support.',
      ],
    },
    'order-claim': {
      subject: 'Wählen Sie ein Konto für die Bestellung {orderNumber}',
      paragraphs: [
        'Guten Tag {name},',
        'Die Bestellung {orderNumber} wurde mit Ihrer E-Mail-Adresse aufgegeben. An Ihren Konten hat sich nichts geändert. Melden Sie sich an und entscheiden Sie, welches Konto die Bestellung erhält:',
        '{link}',
      ],
    },
    'account-upgraded': {
      subject: 'Das Konto {account} ist jetzt ein Enterprise-Konto',
      paragraphs: ['Das Konto {account} wurde am {at} erweitert und ist jetzt ein Enterprise-Konto.'],
    },
    'certificate-issued': {
      subject: 'Ihr Zertifikat für {name} ist bereit',
      paragraphs: [
        'Ihr Zertifikat für {name} ({product}) ist bereit. Es gilt bis zum {validUntil}. Laden Sie es hier herunter:',
        '{link}',
      ],
    },
    'certificate-expiring': {
      subject: 'Ihr Zertifikat für {name} läuft bald ab',
      paragraphs: ['Ihr Zertifikat für {name} läuft am {validUntil} ab. Erneuern Sie es hier:', '{link}'],
    },
    'certificate-revoked': {
      subject: 'Ihr Zertifikat für {name} wurde widerrufen',
      paragraphs: [
        'Ihr Zertifikat für {name} wurde am {at} widerrufen. Verwenden Sie es nicht mehr.',
        'Begründung: {reason}',
      ],
    },
    'certificate-request-rejected': {
      subject: 'Ihr Zertifikatsantrag für {name} wurde abgelehnt',
      paragraphs: ['Ihr Zertifikatsantrag für {name} wurde abgelehnt.', 'Begründung: {reason}'],
    },
    'licence-expiring': {
      subject: 'Ihre Lizenz {product} läuft bald ab',
      paragraphs: ['Das Abonnement Ihrer Lizenz {product} endet am {validUntil}. Verlängern Sie es hier:', '{link}'],
    },
  },
};

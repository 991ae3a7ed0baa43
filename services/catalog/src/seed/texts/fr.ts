import type { CatalogTexts } from './en.ts';

export const fr: CatalogTexts = {
  families: {
    tls: ['Certificats de serveur TLS', 'Authentifier un site web et chiffrer le chemin qui y mène.'],
    document: ['Signature de documents', 'Signer des documents de sorte que chaque lecteur sache qui a signé.'],
    code: ['Signature de code', 'Prouver qui a publié un programme.'],
    mail: ['Courriel sécurisé', 'Signer et chiffrer les courriels (S/MIME).'],
    mark: ['Certificats de marque', 'Afficher un logo enregistré à côté des courriels.'],
  },
  products: {
    'tls-dv': ['TLS domaine', 'Un nom de domaine avec et sans www, validé par le contrôle du domaine.'],
    'tls-ov': ['TLS organisation', 'Un nom de domaine avec et sans www, avec le nom validé de l’organisation.'],
    'tls-ov-plus': [
      'TLS organisation Plus',
      'Un nom de domaine avec et sans www et un nom de plus, avec le nom validé de l’organisation.',
    ],
    'tls-ov-multi': ['TLS multidomaine', 'Quatre noms de domaine, et jusqu’à 246 de plus dans le même certificat.'],
    'tls-ov-wildcard': ['TLS générique', 'Un domaine et chaque nom situé directement en dessous (wildcard).'],
    'tls-ev-multi': [
      'TLS à validation étendue',
      'Deux noms de domaine, et jusqu’à 248 de plus, avec validation étendue de l’organisation.',
    ],
    'tls-qualified': [
      'Site web qualifié',
      'Authentification de site web selon le règlement eIDAS, avec validation étendue de l’organisation.',
    ],
    'tls-qualified-payment': [
      'Site web qualifié pour services de paiement',
      'Authentification qualifiée de site web avec le numéro et les rôles d’un prestataire de services de paiement (DSP2).',
    ],
    'tls-private': [
      'TLS privé',
      'Des noms internes à votre réseau, reconnus par ceux qui font confiance à votre autorité.',
    ],
    'document-person': [
      'Signature de documents personnelle',
      'Un certificat de signature au nom d’une personne ; sa clé ne quitte jamais le serveur.',
    ],
    'document-group': [
      'Signature de documents de groupe',
      'Un certificat de signature au nom d’un service ou d’une équipe.',
    ],
    'document-organisation': [
      'Signature de documents d’organisation',
      'Des certificats de signature au nom de personnes d’une organisation.',
    ],
    'document-organisation-plus': [
      'Signature de documents d’organisation Plus',
      'Un cachet au nom de l’organisation, pour de nombreux documents signés par des programmes.',
    ],
    'code-ov': ['Signature de code', 'Signe des programmes au nom de l’organisation.'],
    'code-ev': [
      'Signature de code à validation étendue',
      'Signe des programmes et des pilotes, avec validation étendue.',
    ],
    'mail-person': ['Courriel sécurisé personnel', 'Signe et chiffre les courriels d’une boîte aux lettres.'],
    'mail-organisation': [
      'Courriel sécurisé d’organisation',
      'Signe et chiffre les courriels d’un membre, avec le nom validé de l’organisation.',
    ],
    'mark-verified': ['Marque vérifiée', 'Affiche une marque déposée à côté des courriels.'],
    'mark-common': ['Marque usuelle', 'Affiche un logo utilisé de longue date, déposé ou non, à côté des courriels.'],
  },
  tierRules: {
    'ENTERPRISE-PRODUCT': 'Un compte Enterprise, car la commande contient un produit pour organisations.',
    'ENTERPRISE-LICENCES': 'Un compte Enterprise, car la commande contient dix licences ou plus.',
    STARTER: 'Un compte Starter ; il peut être élargi plus tard sans rien perdre.',
  },
  taxes: { vat: 'TVA', consumption: 'Taxe à la consommation', goods: 'TPS' },
  support: {
    tollFree: 'Depuis les États-Unis et le Canada : composez le 1, puis le numéro. Appel gratuit.',
    international:
      'Depuis tout pays : composez votre préfixe international, puis le 1 et le numéro. Appel au tarif de votre opérateur.',
  },
};

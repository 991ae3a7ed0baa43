/** Texts of the pages that links in messages lead to, in one language. */
export interface LinkTexts {
  activation: PageTexts;
  invitation: PageTexts;
  loading: string;
  account: string;
  userId: string;
  password: string;
  passwordHint: string;
  showPassword: string;
  mobile: string;
  mobileHint: string;
  /** What a person does who has a user already. */
  doneNext: string;
  retry: string;
  needsScript: string;
  /** By the code of a problem. */
  problems: Readonly<Record<CommonProblem, string>>;
}

type CommonProblem =
  | 'PASSWORD_TOO_SHORT'
  | 'PASSWORD_TOO_LONG'
  | 'PASSWORD_TOO_COMMON'
  | 'PASSWORD_BREACHED'
  | 'MOBILE_INVALID'
  | 'MOBILE_REQUIRED'
  | 'RATE_LIMITED'
  | 'MEMBER_LIMIT_REACHED'
  | 'NO_TOKEN'
  | 'NO_ANSWER'
  | 'OTHER';

/** Texts of one page. */
export interface PageTexts {
  title: string;
  /** Above what the link opens. */
  offer: string;
  submit: string;
  /** Heading after success. */
  done: string;
  notFound: string;
  expired: string;
  used: string;
  loginRequired: string;
}

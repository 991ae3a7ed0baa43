export { countries, isCountry } from './country.ts';
export { isEmail, normalEmail } from './email.ts';
export { isMobile } from './mobile.ts';
export { isPersonName, longestName, normalText, unsafeMarks } from './name.ts';

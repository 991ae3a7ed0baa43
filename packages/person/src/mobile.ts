/** Whether a text is a telephone number in the form of ITU-T E.164: `+`, then 7 to 15 digits without a leading zero. */
export function isMobile(text: string): boolean {
  return /^\+[1-9][0-9]{6,14}$/.test(text);
}

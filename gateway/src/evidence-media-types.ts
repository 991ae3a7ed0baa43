/** Media types of files of evidence, with the end of a name for each. */
export const evidenceMediaTypes = [
  { type: 'application/pdf', extension: 'pdf' },
  { type: 'image/jpeg', extension: 'jpg' },
  { type: 'image/png', extension: 'png' },
] as const;

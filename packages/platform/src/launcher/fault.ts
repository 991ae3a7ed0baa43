/** A reason not to start that a person can mend; its message says how. Anything else is a defect and keeps its stack. */
export class PlatformFault extends Error {
  override readonly name = 'PlatformFault';
}

interface PasswordChangesTable {
  id: string;
  userId: string;
  kind: 'changed' | 'recovered';
  /** Network address of the client; empty when it is not known. */
  address: string;
  at: Date;
}

/** Tables of passwords. */
export interface PasswordTables {
  passwordChanges: PasswordChangesTable;
}

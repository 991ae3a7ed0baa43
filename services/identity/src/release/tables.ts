interface ReleasesTable {
  id: string;
  userId: string;
  requestedBy: string;
  approvedBy: string | null;
  reason: string;
  releasedAt: Date;
  releasedUntil: Date;
}

/** Tables of releases. */
export interface ReleaseTables {
  releases: ReleasesTable;
}

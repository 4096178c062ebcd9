-- When each entry of the directory last changed, and a digest of what it showed then, so that
-- entryCSN, entryUSN and modifyTimestamp outlive a restart.

CREATE TABLE entry_stamp (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  moment INTEGER NOT NULL,
  fingerprint INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

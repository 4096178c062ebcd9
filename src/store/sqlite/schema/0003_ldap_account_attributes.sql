-- Service accounts of the LDAP view that see some attributes only.

ALTER TABLE ldap_account ADD COLUMN attributes TEXT NOT NULL DEFAULT '[]'
  CHECK (json_valid(attributes));

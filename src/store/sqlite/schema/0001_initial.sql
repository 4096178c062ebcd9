-- One table a record kind, one column a field. UUIDs are BLOBs of 16 octets, moments microseconds
-- since 1970, booleans 0 and 1, lists and objects JSON text.

CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL,
  slug TEXT NOT NULL COLLATE NOCASE UNIQUE,
  abbreviation TEXT NOT NULL,
  blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
  archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_name ON customer (name);
CREATE INDEX customer_created ON customer (created);

CREATE TABLE project (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL,
  slug TEXT NOT NULL COLLATE NOCASE UNIQUE,
  customer_uuid BLOB NOT NULL REFERENCES customer (uuid) ON DELETE RESTRICT,
  description TEXT NOT NULL,
  start_date TEXT,
  end_date TEXT,
  is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX project_customer ON project (customer_uuid);
CREATE INDEX project_name ON project (name);
CREATE INDEX project_created ON project (created);

CREATE TABLE user (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  username TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  is_staff INTEGER NOT NULL CHECK (is_staff IN (0, 1)),
  is_support INTEGER NOT NULL CHECK (is_support IN (0, 1)),
  civil_number TEXT,
  organization TEXT NOT NULL,
  affiliations TEXT NOT NULL CHECK (json_valid(affiliations)),
  phone_number TEXT NOT NULL,
  job_title TEXT NOT NULL,
  registration_method TEXT NOT NULL,
  identity_source TEXT NOT NULL,
  details TEXT NOT NULL CHECK (json_valid(details)),
  uid_number INTEGER,
  primary_gid INTEGER,
  freeipa_username TEXT,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX user_civil_number ON user (civil_number) WHERE civil_number IS NOT NULL;
CREATE UNIQUE INDEX user_freeipa_username ON user (freeipa_username)
  WHERE freeipa_username IS NOT NULL;
CREATE INDEX user_email ON user (email COLLATE NOCASE);
CREATE INDEX user_created ON user (created);
CREATE INDEX user_staff ON user (is_staff) WHERE is_staff = 1;

CREATE TABLE ssh_key (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  is_shared INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
  type TEXT NOT NULL,
  fingerprint_md5 TEXT NOT NULL,
  fingerprint_sha256 TEXT NOT NULL,
  fingerprint_sha512 TEXT NOT NULL,
  created INTEGER NOT NULL,
  UNIQUE (user_uuid, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX ssh_key_fingerprint_md5 ON ssh_key (fingerprint_md5);
CREATE INDEX ssh_key_fingerprint_sha256 ON ssh_key (fingerprint_sha256);
CREATE INDEX ssh_key_fingerprint_sha512 ON ssh_key (fingerprint_sha512);
CREATE INDEX ssh_key_created ON ssh_key (created);

CREATE TABLE role (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL UNIQUE,
  scope_type TEXT NOT NULL
    CHECK (scope_type IN ('customer', 'project', 'offering', 'service_provider', 'resource')),
  is_system_role INTEGER NOT NULL CHECK (is_system_role IN (0, 1)),
  permissions TEXT NOT NULL CHECK (json_valid(permissions)),
  description TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE service_provider (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  customer_uuid BLOB NOT NULL UNIQUE REFERENCES customer (uuid) ON DELETE RESTRICT,
  description TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  title TEXT NOT NULL,
  description TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE offering (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  customer_uuid BLOB NOT NULL REFERENCES customer (uuid) ON DELETE RESTRICT,
  name TEXT NOT NULL,
  slug TEXT NOT NULL COLLATE NOCASE UNIQUE,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('Draft', 'Active', 'Paused', 'Archived', 'Unavailable')),
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  billable INTEGER NOT NULL CHECK (billable IN (0, 1)),
  category_uuid BLOB REFERENCES category (uuid) ON DELETE RESTRICT,
  description TEXT NOT NULL,
  full_description TEXT NOT NULL,
  terms_of_service TEXT NOT NULL,
  terms_of_service_link TEXT NOT NULL,
  privacy_policy_link TEXT NOT NULL,
  access_url TEXT NOT NULL,
  getting_started TEXT NOT NULL,
  integration_guide TEXT NOT NULL,
  backend_id TEXT NOT NULL,
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  options TEXT NOT NULL CHECK (json_valid(options)),
  resource_options TEXT NOT NULL CHECK (json_valid(resource_options)),
  plugin_options TEXT NOT NULL CHECK (json_valid(plugin_options)),
  secret_options TEXT NOT NULL CHECK (json_valid(secret_options)),
  shared_password_sha256 TEXT
    CHECK (shared_password_sha256 IS NULL OR length(shared_password_sha256) = 64),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_customer ON offering (customer_uuid);
CREATE INDEX offering_category ON offering (category_uuid);
CREATE INDEX offering_state ON offering (state);
CREATE INDEX offering_created ON offering (created);

CREATE TABLE resource (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL,
  slug TEXT NOT NULL,
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE RESTRICT,
  project_uuid BLOB NOT NULL REFERENCES project (uuid) ON DELETE RESTRICT,
  state TEXT NOT NULL CHECK
    (state IN ('Creating', 'OK', 'Erred', 'Updating', 'Terminating', 'Terminated')),
  backend_id TEXT NOT NULL,
  restrict_member_access INTEGER NOT NULL CHECK (restrict_member_access IN (0, 1)),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_offering ON resource (offering_uuid, project_uuid);
CREATE INDEX resource_project ON resource (project_uuid, offering_uuid);
CREATE INDEX resource_slug ON resource (slug COLLATE NOCASE);
CREATE INDEX resource_backend_id ON resource (backend_id);
CREATE INDEX resource_created ON resource (created);

-- A scope may be of any of five kinds, so scope_uuid has no foreign key.
CREATE TABLE role_grant (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  role_name TEXT NOT NULL REFERENCES role (name) ON UPDATE CASCADE ON DELETE RESTRICT,
  scope_type TEXT NOT NULL
    CHECK (scope_type IN ('customer', 'project', 'offering', 'service_provider', 'resource')),
  scope_uuid BLOB NOT NULL CHECK (length(scope_uuid) = 16),
  expiration_time INTEGER,
  created INTEGER NOT NULL,
  created_by_uuid BLOB REFERENCES user (uuid) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX role_grant_scope ON role_grant (scope_uuid, scope_type, user_uuid);
CREATE INDEX role_grant_user ON role_grant (user_uuid, scope_type, scope_uuid);
CREATE INDEX role_grant_role ON role_grant (role_name);
CREATE INDEX role_grant_expiration_time ON role_grant (expiration_time)
  WHERE expiration_time IS NOT NULL;
CREATE INDEX role_grant_created_by ON role_grant (created_by_uuid)
  WHERE created_by_uuid IS NOT NULL;

CREATE TABLE posix_id_pool (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  description TEXT NOT NULL,
  service_provider_uuid BLOB UNIQUE REFERENCES service_provider (uuid) ON DELETE RESTRICT,
  offering_uuid BLOB UNIQUE REFERENCES offering (uuid) ON DELETE RESTRICT,
  min_uid INTEGER,
  max_uid INTEGER,
  next_uid INTEGER,
  min_gid INTEGER,
  max_gid INTEGER,
  next_gid INTEGER,
  min_group_gid INTEGER,
  max_group_gid INTEGER,
  next_group_gid INTEGER,
  created INTEGER NOT NULL,
  CHECK ((service_provider_uuid IS NULL) <> (offering_uuid IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE offering_user (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE RESTRICT,
  username TEXT,
  uidnumber INTEGER,
  primarygroup INTEGER,
  login_shell TEXT NOT NULL,
  home_directory TEXT NOT NULL,
  state TEXT NOT NULL CHECK
    (state IN ('Requested', 'Creating', 'Pending account linking', 'Pending additional validation',
               'OK', 'Requested deletion', 'Deleting', 'Deleted', 'Error creating',
               'Error deleting')),
  is_restricted INTEGER NOT NULL CHECK (is_restricted IN (0, 1)),
  runtime_state TEXT NOT NULL CHECK
    (runtime_state IN ('Active', 'Pending account linking', 'Pending additional validation')),
  service_provider_comment TEXT NOT NULL,
  service_provider_comment_url TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  deleted_at INTEGER,
  UNIQUE (user_uuid, offering_uuid)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX offering_user_offering_username
  ON offering_user (offering_uuid, username COLLATE NOCASE) WHERE username IS NOT NULL;
CREATE INDEX offering_user_offering ON offering_user (offering_uuid, created);
CREATE INDEX offering_user_username ON offering_user (username);
CREATE INDEX offering_user_state ON offering_user (state);
CREATE INDEX offering_user_created ON offering_user (created);
CREATE INDEX offering_user_modified ON offering_user (modified);
CREATE INDEX offering_user_uidnumber ON offering_user (uidnumber) WHERE uidnumber IS NOT NULL;
CREATE INDEX offering_user_deleted_at ON offering_user (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE offering_user_group (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE RESTRICT,
  project_uuids TEXT NOT NULL CHECK (json_valid(project_uuids)),
  name TEXT NOT NULL COLLATE NOCASE,
  gid INTEGER,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (offering_uuid, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_user_group_created ON offering_user_group (created);
CREATE INDEX offering_user_group_gid ON offering_user_group (gid);

-- The elements of offering_user_group.project_uuids, for lookups from either end.
CREATE TABLE offering_user_group_project (
  group_uuid BLOB NOT NULL REFERENCES offering_user_group (uuid) ON DELETE CASCADE,
  project_uuid BLOB NOT NULL REFERENCES project (uuid) ON DELETE RESTRICT,
  PRIMARY KEY (group_uuid, project_uuid)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_user_group_project_project
  ON offering_user_group_project (project_uuid, group_uuid);

CREATE TABLE robot_account (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  resource_uuid BLOB NOT NULL REFERENCES resource (uuid) ON DELETE RESTRICT,
  type TEXT NOT NULL,
  username TEXT NOT NULL,
  keys TEXT NOT NULL CHECK (json_valid(keys)),
  uidnumber INTEGER,
  primarygroup INTEGER,
  login_shell TEXT NOT NULL,
  home_directory TEXT NOT NULL,
  state TEXT NOT NULL CHECK
    (state IN ('Requested', 'Creating', 'OK', 'Requested deletion', 'Deleted', 'Error')),
  description TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (resource_uuid, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX robot_account_username ON robot_account (username);
CREATE INDEX robot_account_created ON robot_account (created);

CREATE TABLE course_account (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  project_uuid BLOB NOT NULL REFERENCES project (uuid) ON DELETE RESTRICT,
  user_uuid BLOB REFERENCES user (uuid) ON DELETE RESTRICT,
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OK', 'Closed', 'Erred', 'Pending')),
  error_message TEXT NOT NULL,
  error_traceback TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX course_account_project ON course_account (project_uuid);
CREATE INDEX course_account_user ON course_account (user_uuid);
CREATE INDEX course_account_created ON course_account (created);

CREATE TABLE project_service_account (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  project_uuid BLOB NOT NULL REFERENCES project (uuid) ON DELETE RESTRICT,
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  preferred_identifier TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OK', 'Closed', 'Erred')),
  error_message TEXT NOT NULL,
  error_traceback TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX project_service_account_project ON project_service_account (project_uuid);
CREATE INDEX project_service_account_created ON project_service_account (created);

CREATE TABLE customer_service_account (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  customer_uuid BLOB NOT NULL REFERENCES customer (uuid) ON DELETE RESTRICT,
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  preferred_identifier TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OK', 'Closed', 'Erred')),
  error_message TEXT NOT NULL,
  error_traceback TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_service_account_customer ON customer_service_account (customer_uuid);
CREATE INDEX customer_service_account_created ON customer_service_account (created);

-- The ledger of numbers outlives the holders, so it has no foreign keys.
CREATE TABLE posix_identity (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  namespace TEXT NOT NULL CHECK (namespace IN ('uid', 'gid')),
  value INTEGER NOT NULL,
  holder_kind TEXT NOT NULL,
  holder_uuid BLOB CHECK (holder_uuid IS NULL OR length(holder_uuid) = 16),
  offering_uuid BLOB CHECK (offering_uuid IS NULL OR length(offering_uuid) = 16),
  issued_at INTEGER NOT NULL,
  released_at INTEGER,
  UNIQUE (namespace, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX posix_identity_holder ON posix_identity (holder_uuid, namespace, offering_uuid);
CREATE INDEX posix_identity_offering ON posix_identity (offering_uuid);

-- The issued numbers as runs without a gap, so that the next free number is one lookup however
-- many are issued.
CREATE TABLE posix_identity_run (
  namespace TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL CHECK (last >= first),
  PRIMARY KEY (namespace, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX posix_identity_run_last ON posix_identity_run (namespace, last);

CREATE TRIGGER posix_identity_inserted AFTER INSERT ON posix_identity
BEGIN
  UPDATE posix_identity_run SET last = NEW.value
    WHERE namespace = NEW.namespace AND last = NEW.value - 1;
  INSERT INTO posix_identity_run (namespace, first, last)
    SELECT NEW.namespace, NEW.value, NEW.value WHERE NOT EXISTS
      (SELECT 1 FROM posix_identity_run WHERE namespace = NEW.namespace AND last = NEW.value);
  UPDATE posix_identity_run SET last =
      (SELECT following.last FROM posix_identity_run AS following
         WHERE following.namespace = NEW.namespace AND following.first = NEW.value + 1)
    WHERE namespace = NEW.namespace AND last = NEW.value AND EXISTS
      (SELECT 1 FROM posix_identity_run AS following
         WHERE following.namespace = NEW.namespace AND following.first = NEW.value + 1);
  DELETE FROM posix_identity_run WHERE namespace = NEW.namespace AND first = NEW.value + 1;
END;

CREATE TRIGGER posix_identity_kept BEFORE DELETE ON posix_identity
BEGIN
  SELECT RAISE(ABORT, 'A number ever issued stays in the ledger.');
END;

CREATE TRIGGER posix_identity_number_kept BEFORE UPDATE OF namespace, value ON posix_identity
  WHEN OLD.namespace <> NEW.namespace OR OLD.value <> NEW.value
BEGIN
  SELECT RAISE(ABORT, 'A number ever issued stays in the ledger.');
END;

CREATE TABLE api_token (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  expires INTEGER,
  created INTEGER NOT NULL,
  last_used INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_user ON api_token (user_uuid);
CREATE INDEX api_token_created ON api_token (created);

CREATE TABLE ldap_account (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  offering_uuid BLOB REFERENCES offering (uuid) ON DELETE RESTRICT,
  secret_digest TEXT NOT NULL CHECK (length(secret_digest) = 64),
  previous_secret_digest TEXT
    CHECK (previous_secret_digest IS NULL OR length(previous_secret_digest) = 64),
  created INTEGER NOT NULL,
  last_used INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ldap_account_offering ON ldap_account (offering_uuid);

-- Names ever used outlive their holders, so they have no foreign keys.
CREATE TABLE account_name (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  offering_uuid BLOB NOT NULL CHECK (length(offering_uuid) = 16),
  folded TEXT NOT NULL,
  holder_kind TEXT NOT NULL,
  holder_uuid BLOB NOT NULL CHECK (length(holder_uuid) = 16),
  home_directory TEXT NOT NULL,
  first_used INTEGER NOT NULL,
  in_use INTEGER NOT NULL CHECK (in_use IN (0, 1)),
  UNIQUE (offering_uuid, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_name_holder ON account_name (holder_uuid, offering_uuid);

-- Events outlive what they tell of, so they have no foreign keys. They are stored in their order.
CREATE TABLE audit_event (
  sequence INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
  created INTEGER NOT NULL,
  event_type TEXT NOT NULL,
  actor_uuid BLOB CHECK (actor_uuid IS NULL OR length(actor_uuid) = 16),
  actor_name TEXT NOT NULL,
  request_id TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_uuid BLOB NOT NULL CHECK (length(object_uuid) = 16),
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after))
) STRICT;
CREATE INDEX audit_event_created ON audit_event (created);
CREATE INDEX audit_event_event_type ON audit_event (event_type);
CREATE INDEX audit_event_object ON audit_event (object_uuid);

-- UUIDs made from names (version 5), so that every installation has the same.
INSERT INTO category (uuid, title, description)
  VALUES (x'eaa5f5f9e9365709942421581391c42d', 'HPC', '');
INSERT INTO role (uuid, name, scope_type, is_system_role, permissions, description, is_active)
  VALUES
    (x'efcf4f1d90a25aa2af3dc31897b7ea43', 'CUSTOMER.OWNER', 'customer', 1, '[]', '', 1),
    (x'3468a680202e5fd4aacd5b5ca51bcc6f', 'CUSTOMER.MANAGER', 'customer', 1, '[]', '', 1),
    (x'2948567b06c756a9bee177f315c2a5cb', 'CUSTOMER.SUPPORT', 'customer', 1, '[]', '', 1),
    (x'ffd23579e83a586da9703b1afa169a91', 'PROJECT.ADMIN', 'project', 1, '[]', '', 1),
    (x'2e524aac04d15b4cb7e5c064926644e3', 'PROJECT.MANAGER', 'project', 1, '[]', '', 1),
    (x'4c4fc4cebe7658118442a475d63649f4', 'PROJECT.MEMBER', 'project', 1, '[]', '', 1),
    (x'112c85ccc7485395b6df8ca5e05a6969', 'OFFERING.MANAGER', 'offering', 1, '[]', '', 1),
    (x'03518d43ddf35bf5a0bff2026f8fa99b', 'SERVICE_PROVIDER.MANAGER', 'service_provider', 1, '[]',
     '', 1);

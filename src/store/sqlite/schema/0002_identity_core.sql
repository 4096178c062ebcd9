-- The identity core: people's further attributes, terms and consents, role groups, checklists,
-- events with their context, webhooks, personal LDAP passwords.

ALTER TABLE customer ADD COLUMN native_name TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN phone_number TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN backend_id TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN agreement_number TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN contact_details TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN max_service_accounts INTEGER;

ALTER TABLE project ADD COLUMN project_kind TEXT NOT NULL DEFAULT 'default'
  CHECK (project_kind IN ('default', 'course', 'public'));
ALTER TABLE project ADD COLUMN backend_id TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN max_service_accounts INTEGER;

ALTER TABLE user ADD COLUMN native_name TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN preferred_language TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN gender INTEGER CHECK (gender IS NULL OR gender IN (0, 1, 2, 9));
ALTER TABLE user ADD COLUMN personal_title TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN place_of_birth TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN birth_date TEXT;
ALTER TABLE user ADD COLUMN country_of_residence TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN nationality TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN nationalities TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(nationalities));
ALTER TABLE user ADD COLUMN organization_country TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN organization_type TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN organization_registry_code TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN organization_vat_code TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN organization_address TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN eduperson_assurance TEXT NOT NULL DEFAULT '[]'
  CHECK (json_valid(eduperson_assurance));
ALTER TABLE user ADD COLUMN agreement_date INTEGER;
ALTER TABLE user ADD COLUMN notifications_enabled INTEGER NOT NULL DEFAULT 1
  CHECK (notifications_enabled IN (0, 1));
ALTER TABLE user ADD COLUMN token_lifetime INTEGER;
ALTER TABLE user ADD COLUMN is_identity_manager INTEGER NOT NULL DEFAULT 0
  CHECK (is_identity_manager IN (0, 1));
ALTER TABLE user ADD COLUMN managed_isds TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(managed_isds));
ALTER TABLE user ADD COLUMN active_isds TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(active_isds));
ALTER TABLE user ADD COLUMN attribute_sources TEXT NOT NULL DEFAULT '{}'
  CHECK (json_valid(attribute_sources));
ALTER TABLE user ADD COLUMN deactivation_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX user_identity_manager ON user (is_identity_manager) WHERE is_identity_manager = 1;

ALTER TABLE service_provider ADD COLUMN enable_notifications INTEGER NOT NULL DEFAULT 1
  CHECK (enable_notifications IN (0, 1));
ALTER TABLE service_provider ADD COLUMN allowed_domains TEXT NOT NULL DEFAULT '[]'
  CHECK (json_valid(allowed_domains));
ALTER TABLE service_provider ADD COLUMN api_secret_code TEXT NOT NULL DEFAULT '';
ALTER TABLE service_provider ADD COLUMN modified INTEGER NOT NULL DEFAULT 0;

CREATE TABLE checklist (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  checklist_type TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checklist_question (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  checklist_uuid BLOB NOT NULL REFERENCES checklist (uuid) ON DELETE CASCADE,
  description TEXT NOT NULL,
  user_guidance TEXT NOT NULL,
  question_type TEXT NOT NULL,
  required INTEGER NOT NULL CHECK (required IN (0, 1)),
  position INTEGER NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  always_requires_review INTEGER NOT NULL CHECK (always_requires_review IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX checklist_question_checklist ON checklist_question (checklist_uuid, position);

CREATE TABLE offering_profile (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  role_uuids TEXT NOT NULL CHECK (json_valid(role_uuids)),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE offering ADD COLUMN backend_metadata TEXT NOT NULL DEFAULT '{}'
  CHECK (json_valid(backend_metadata));
ALTER TABLE offering ADD COLUMN compliance_checklist_uuid BLOB
  REFERENCES checklist (uuid) ON DELETE SET NULL;
ALTER TABLE offering ADD COLUMN profile_uuid BLOB
  REFERENCES offering_profile (uuid) ON DELETE SET NULL;
CREATE INDEX offering_compliance_checklist ON offering (compliance_checklist_uuid)
  WHERE compliance_checklist_uuid IS NOT NULL;
CREATE INDEX offering_profile_offering ON offering (profile_uuid) WHERE profile_uuid IS NOT NULL;

CREATE TABLE checklist_answer (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  question_uuid BLOB NOT NULL REFERENCES checklist_question (uuid) ON DELETE CASCADE,
  offering_user_uuid BLOB NOT NULL REFERENCES offering_user (uuid) ON DELETE CASCADE,
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  answer_data TEXT NOT NULL CHECK (json_valid(answer_data)),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (offering_user_uuid, question_uuid)
) STRICT, WITHOUT ROWID;
CREATE INDEX checklist_answer_question ON checklist_answer (question_uuid);
CREATE INDEX checklist_answer_user ON checklist_answer (user_uuid);

CREATE TABLE checklist_completion (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  checklist_uuid BLOB NOT NULL REFERENCES checklist (uuid) ON DELETE CASCADE,
  offering_user_uuid BLOB NOT NULL REFERENCES offering_user (uuid) ON DELETE CASCADE,
  is_completed INTEGER NOT NULL CHECK (is_completed IN (0, 1)),
  reviewed_by_uuid BLOB REFERENCES user (uuid) ON DELETE SET NULL,
  reviewed_at INTEGER,
  review_notes TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (offering_user_uuid, checklist_uuid)
) STRICT, WITHOUT ROWID;
CREATE INDEX checklist_completion_checklist ON checklist_completion (checklist_uuid);
CREATE INDEX checklist_completion_reviewed_by ON checklist_completion (reviewed_by_uuid)
  WHERE reviewed_by_uuid IS NOT NULL;

CREATE TABLE offering_terms_of_service (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE CASCADE,
  terms_of_service TEXT NOT NULL,
  terms_of_service_link TEXT NOT NULL,
  version TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  requires_reconsent INTEGER NOT NULL CHECK (requires_reconsent IN (0, 1)),
  grace_period_days INTEGER NOT NULL CHECK (grace_period_days >= 0),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_terms_of_service_offering ON offering_terms_of_service (offering_uuid);
CREATE UNIQUE INDEX offering_terms_of_service_active ON offering_terms_of_service (offering_uuid)
  WHERE is_active = 1;

CREATE TABLE user_offering_consent (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE CASCADE,
  version TEXT NOT NULL,
  agreement_date INTEGER NOT NULL,
  revocation_date INTEGER,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (user_uuid, offering_uuid)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_offering_consent_offering ON user_offering_consent (offering_uuid, user_uuid);

CREATE TABLE offering_user_attribute_config (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  offering_uuid BLOB NOT NULL UNIQUE REFERENCES offering (uuid) ON DELETE CASCADE,
  exposed_fields TEXT NOT NULL CHECK (json_valid(exposed_fields)),
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE integration_status (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE CASCADE,
  agent_type TEXT NOT NULL,
  last_request_timestamp INTEGER NOT NULL,
  service_name TEXT NOT NULL,
  UNIQUE (offering_uuid, agent_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE membership_sync_status (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  resource_uuid BLOB NOT NULL REFERENCES resource (uuid) ON DELETE CASCADE,
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  role_name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('synced', 'pending', 'missing_in_idp', 'error')),
  message TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (resource_uuid, user_uuid, role_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_sync_status_user ON membership_sync_status (user_uuid);

CREATE TABLE offering_role_group (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  offering_uuid BLOB NOT NULL REFERENCES offering (uuid) ON DELETE RESTRICT,
  resource_uuid BLOB NOT NULL REFERENCES resource (uuid) ON DELETE RESTRICT,
  role_name TEXT NOT NULL REFERENCES role (name) ON UPDATE CASCADE ON DELETE RESTRICT,
  name TEXT NOT NULL COLLATE NOCASE,
  gid INTEGER,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  UNIQUE (resource_uuid, role_name),
  UNIQUE (offering_uuid, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_role_group_role ON offering_role_group (role_name);

ALTER TABLE robot_account ADD COLUMN users TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(users));
ALTER TABLE robot_account ADD COLUMN responsible_user_uuid BLOB
  REFERENCES user (uuid) ON DELETE SET NULL;
ALTER TABLE robot_account ADD COLUMN backend_id TEXT NOT NULL DEFAULT '';
ALTER TABLE robot_account ADD COLUMN error_message TEXT NOT NULL DEFAULT '';
ALTER TABLE robot_account ADD COLUMN error_traceback TEXT NOT NULL DEFAULT '';
CREATE INDEX robot_account_responsible_user ON robot_account (responsible_user_uuid)
  WHERE responsible_user_uuid IS NOT NULL;

-- The elements of robot_account.users, for lookups from either end.
CREATE TABLE robot_account_user (
  robot_account_uuid BLOB NOT NULL REFERENCES robot_account (uuid) ON DELETE CASCADE,
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  PRIMARY KEY (robot_account_uuid, user_uuid)
) STRICT, WITHOUT ROWID;
CREATE INDEX robot_account_user_user ON robot_account_user (user_uuid, robot_account_uuid);

ALTER TABLE project_service_account ADD COLUMN token_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE project_service_account ADD COLUMN expires_at INTEGER;
ALTER TABLE customer_service_account ADD COLUMN token_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_service_account ADD COLUMN expires_at INTEGER;

-- A password is its offering user's: the same uuid.
CREATE TABLE ldap_password (
  uuid BLOB NOT NULL PRIMARY KEY REFERENCES offering_user (uuid) ON DELETE CASCADE
    CHECK (length(uuid) = 16),
  argon2id TEXT NOT NULL,
  bcrypt TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE posix_identity ADD COLUMN pool_uuid BLOB
  CHECK (pool_uuid IS NULL OR length(pool_uuid) = 16);
ALTER TABLE posix_identity ADD COLUMN is_recyclable INTEGER NOT NULL DEFAULT 0
  CHECK (is_recyclable IN (0, 1));
CREATE INDEX posix_identity_pool ON posix_identity (pool_uuid, namespace)
  WHERE pool_uuid IS NOT NULL;
CREATE INDEX posix_identity_recyclable ON posix_identity (namespace, is_recyclable, value);
-- Whether a number is still used by anybody, before it is retired or given free.
CREATE INDEX offering_user_primarygroup ON offering_user (primarygroup)
  WHERE primarygroup IS NOT NULL;
CREATE INDEX robot_account_uidnumber ON robot_account (uidnumber) WHERE uidnumber IS NOT NULL;
CREATE INDEX robot_account_primarygroup ON robot_account (primarygroup)
  WHERE primarygroup IS NOT NULL;
CREATE INDEX offering_role_group_gid ON offering_role_group (gid) WHERE gid IS NOT NULL;

ALTER TABLE audit_event ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN context TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(context));
ALTER TABLE audit_event ADD COLUMN affected_user_uuid BLOB
  CHECK (affected_user_uuid IS NULL OR length(affected_user_uuid) = 16);
ALTER TABLE audit_event ADD COLUMN customer_uuid BLOB
  CHECK (customer_uuid IS NULL OR length(customer_uuid) = 16);
ALTER TABLE audit_event ADD COLUMN project_uuid BLOB
  CHECK (project_uuid IS NULL OR length(project_uuid) = 16);
ALTER TABLE audit_event ADD COLUMN offering_uuid BLOB
  CHECK (offering_uuid IS NULL OR length(offering_uuid) = 16);
CREATE INDEX audit_event_affected_user ON audit_event (affected_user_uuid)
  WHERE affected_user_uuid IS NOT NULL;
CREATE INDEX audit_event_customer ON audit_event (customer_uuid) WHERE customer_uuid IS NOT NULL;
CREATE INDEX audit_event_project ON audit_event (project_uuid) WHERE project_uuid IS NOT NULL;
CREATE INDEX audit_event_offering ON audit_event (offering_uuid) WHERE offering_uuid IS NOT NULL;
CREATE INDEX audit_event_actor ON audit_event (actor_uuid) WHERE actor_uuid IS NOT NULL;

CREATE TABLE web_hook (
  uuid BLOB NOT NULL PRIMARY KEY CHECK (length(uuid) = 16),
  user_uuid BLOB NOT NULL REFERENCES user (uuid) ON DELETE CASCADE,
  destination_url TEXT NOT NULL,
  content_type TEXT NOT NULL CHECK (content_type IN ('json', 'form')),
  event_types TEXT NOT NULL CHECK (json_valid(event_types)),
  event_groups TEXT NOT NULL CHECK (json_valid(event_groups)),
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  secret TEXT NOT NULL,
  delivered_sequence INTEGER NOT NULL,
  failed_attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  last_error TEXT NOT NULL,
  created INTEGER NOT NULL,
  modified INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX web_hook_user ON web_hook (user_uuid);

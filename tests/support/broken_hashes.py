"""What a damaged or hostile database may hold in the place of a password's hash."""
import contextlib
import sqlite3

SALT = "c2FsdHNhbHQ"
HASH = "aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"
BROKEN_HASHES = {
    "empty": "", "no hash": "correct horse battery staple", "cut": f"$argon2id$v=19$m=19456,t=2,p=1${SALT}",
    "4 GiB of memory": f"$argon2id$v=19$m=4194304,t=2,p=1${SALT}${HASH}", "a million passes": f"$argon2id$v=19$m=64,t=1000000,p=1${SALT}${HASH}",
    "no base64": "$argon2id$v=19$m=19456,t=2,p=1$!!!!$????",
    "another kind": f"$argon2id$v=16$m=64,t=1,p=1${SALT}${HASH}", "endless bcrypt": "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
}
# Sound, and computed in a thousandth of the usual time.
CHEAP_HASH = f"$argon2id$v=19$m=8,t=1,p=1${SALT}${HASH}"


def plant(database_file, hashes):
    """Writes `hashes` (stored text by the account's UUID) over the passwords these accounts have. No server may run."""
    with contextlib.closing(sqlite3.connect(database_file)) as database, database:
        for account, stored in hashes.items():
            changed = database.execute("UPDATE ldap_password SET argon2id = ? WHERE uuid = ?", (stored, bytes.fromhex(account))).rowcount
            if changed != 1:  # the table is not as it is known here
                raise AssertionError(f"{account}: {changed} rows")

"""Writes a Population as files: the state file of `drawbridge import`, a table for load generators, LDIF for a peer."""
import base64
import hashlib
import json

OFFERING_SLUG = "hpc"


def state_lines(site, generate):
    """The objects of the state file in its order. With `generate` accounts and groups carry no names and numbers."""
    yield {"kind": "drawbridge-state", "version": 1}
    yield {"kind": "customer", "uuid": site.provider_uuid, "name": "Computing Centre", "slug": "computing-centre", "abbreviation": "CC"}
    for identifier, name, slug in site.customers:
        yield {"kind": "customer", "uuid": identifier, "name": name, "slug": slug, "abbreviation": ""}
    for project in site.projects:
        yield {"kind": "project", "uuid": project.uuid, "name": project.name, "slug": project.slug,
               "customer_uuid": project.customer_uuid}
    for person in site.people:
        yield {"kind": "user", "uuid": person.uuid, "username": person.username, "first_name": person.given,
               "last_name": person.family, "email": person.mail, "is_active": True}
    for person in site.people:
        for key in person.keys:
            yield {"kind": "ssh_key", "uuid": key.uuid, "user_uuid": person.uuid, "name": key.name, "public_key": key.text}
    yield {"kind": "service_provider", "uuid": site.service_provider_uuid, "customer_uuid": site.provider_uuid, "description": ""}
    yield {"kind": "offering", "uuid": site.offering_uuid, "customer_uuid": site.provider_uuid, "name": "Cluster", "slug": OFFERING_SLUG,
           "type": "Marketplace.Slurm", "state": "Active", "shared": True, "billable": False,
           "plugin_options": {"service_provider_can_create_offering_user": True,
                              "username_generation_policy": "full_name" if generate else "service_provider",
                              "initial_uidnumber": 20000, "initial_primarygroup_number": 20000,
                              "initial_usergroup_number": 7000000, "homedir_prefix": "/home/"}}
    for project in site.projects:
        yield {"kind": "resource", "uuid": project.resource_uuid, "name": f"Share of {project.name}", "slug": f"share-{project.slug}",
               "offering_uuid": site.offering_uuid, "project_uuid": project.uuid, "state": "OK", "backend_id": project.slug}
    for person in site.people:
        for identifier, project in zip(person.grants, person.projects):
            yield {"kind": "role_grant", "uuid": identifier, "user_uuid": person.uuid, "role_name": "PROJECT.MEMBER",
                   "scope_type": "project", "scope_uuid": site.projects[project].uuid}
    yield from account_lines(site, generate)


def account_lines(site, generate):
    for person in site.people:
        line = {"kind": "offering_user", "uuid": person.account_uuid, "user_uuid": person.uuid, "offering_uuid": site.offering_uuid}
        if not generate:
            line.update(username=person.username, uidnumber=person.number, primarygroup=person.number, login_shell=person.shell,
                        home_directory="/home/" + person.username, state="OK")
        yield line
    if not generate:
        for project in site.projects:
            yield {"kind": "offering_user_group", "uuid": project.group_uuid, "offering_uuid": site.offering_uuid,
                   "project_uuids": [project.uuid], "name": project.slug, "gid": project.gid}
    for robot in site.robots:
        line = {"kind": "robot_account", "uuid": robot.uuid, "resource_uuid": robot.project.resource_uuid, "type": "cicd",
                "username": robot.username, "keys": robot.keys, "state": "OK"}
        if not generate:
            line.update(uidnumber=robot.number, primarygroup=robot.number)
        yield line


def write_state(site, path, generate=False):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for line in state_lines(site, generate):
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_table(site, path):
    """uid, uidNumber, gidNumber, number of project groups, sum of their gidNumbers; tabs between."""
    with open(path, "w", encoding="ascii", newline="\n") as file:
        for person in site.people:
            gids = [site.projects[project].gid for project in person.projects]
            file.write(f"{person.username}\t{person.number}\t{person.number}\t{len(gids)}\t{sum(gids)}\n")


def ldif_entry(name, attributes):
    lines = [f"dn: {name}"]
    for attribute, values in attributes.items():
        for value in values if isinstance(values, list) else [values]:
            text = str(value)
            is_safe = text.isascii() and text.isprintable() and text[:1] not in (" ", ":", "<") and not text.endswith(" ")
            lines.append(f"{attribute}: {text}" if is_safe else
                         f"{attribute}:: {base64.b64encode(text.encode()).decode()}")
    return "\n".join(lines) + "\n\n"


def hashed_secret(secret):
    salt = b"drawbrdg"
    return "{SSHA}" + base64.b64encode(hashlib.sha1(secret.encode() + salt).digest() + salt).decode()


def write_ldif(site, path, base, secret):
    """The same accounts and groups for OpenLDAP (RFC 2307), and cn=svc,<base> with the given secret."""
    top = f"ou={OFFERING_SLUG},{base}"
    domain = base.split(",")[0].split("=")[1]
    members = {project.slug: [] for project in site.projects}
    for person in site.people:
        for project in person.projects:
            members[site.projects[project].slug].append(person.username)
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write(ldif_entry(base, {"objectClass": ["top", "dcObject", "organization"], "o": domain, "dc": domain}))
        file.write(ldif_entry(f"cn=svc,{base}", {"objectClass": ["organizationalRole", "simpleSecurityObject"], "cn": "svc",
                                                 "userPassword": hashed_secret(secret)}))
        for name, unit in ((top, OFFERING_SLUG), (f"ou=people,{top}", "people"), (f"ou=groups,{top}", "groups")):
            file.write(ldif_entry(name, {"objectClass": "organizationalUnit", "ou": unit}))
        for person in site.people:
            full_name = f"{person.given} {person.family}"
            file.write(ldif_entry(f"uid={person.username},ou=people,{top}", {
                "objectClass": ["inetOrgPerson", "posixAccount", "ldapPublicKey"], "uid": person.username, "cn": full_name,
                "givenName": person.given, "sn": person.family, "mail": person.mail, "uidNumber": person.number,
                "gidNumber": person.number, "gecos": full_name, "homeDirectory": "/home/" + person.username,
                "loginShell": person.shell, "sshPublicKey": [key.text for key in person.keys]}))
            file.write(ldif_entry(f"cn={person.username},ou=groups,{top}", {
                "objectClass": "posixGroup", "cn": person.username, "gidNumber": person.number}))
        for project in site.projects:
            file.write(ldif_entry(f"cn={project.slug},ou=groups,{top}", {
                "objectClass": "posixGroup", "cn": project.slug, "gidNumber": project.gid, "memberUid": members[project.slug]}))

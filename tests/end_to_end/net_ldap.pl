# Goes through Net::LDAP against one server and prints what came back as JSON.
#   perl net_ldap.pl LDAP_URL LDAPS_URL CA_FILE BIND_DN SECRET PEOPLE_DN USER
use strict;
use warnings;
use JSON::PP;
use Net::LDAP;
use Net::LDAP::Constant qw(LDAP_CONTROL_PAGED);
use Net::LDAP::Control::Paged;
use Net::LDAP::Extension::WhoAmI;

my ($ldap_url, $ldaps_url, $ca_file, $dn, $secret, $people, $user) = @ARGV;
my %results;
my @trust = (verify => 'require', cafile => $ca_file);

my $ldap = Net::LDAP->new($ldaps_url, @trust) or die "connect: $@";
$results{bind} = $ldap->bind($dn, password => $secret)->code;
my $root = $ldap->root_dse;
$results{namingContexts} = [$root->get_value('namingContexts')];
$results{isVersion3} = $root->supported_version(3) ? 1 : 0;
$results{hasPaging} = $root->supported_control(LDAP_CONTROL_PAGED) ? 1 : 0;
my $schema = $ldap->schema or die 'no schema';
$results{mustPosixAccount} = [sort map { $_->{name} } $schema->must('posixAccount')];
$results{attributes} = [map { $schema->attribute($_) ? $_ : () } qw(uid uidNumber memberUid sshPublicKey memberOf entryUUID modifyTimestamp)];
my $found = $ldap->search(base => $people, filter => "(&(objectClass=posixAccount)(uid=$user))", attrs => ['uid', 'uidNumber', 'sshPublicKey']);
$results{found} = [map { { uidNumber => $_->get_value('uidNumber'), sshPublicKey => [$_->get_value('sshPublicKey')] } } $found->entries];

my @paged;
my $pages = 0;
my $page = Net::LDAP::Control::Paged->new(size => 4, critical => 1);
while ($pages < 1000) {
  my $answer = $ldap->search(base => $people, filter => '(objectClass=posixAccount)', attrs => ['uid'], control => [$page]);
  die $answer->error if $answer->code;
  push @paged, map { $_->get_value('uid') } $answer->entries;
  $pages++;
  my ($response) = $answer->control(LDAP_CONTROL_PAGED) or die 'no paging response';
  last unless length($response->cookie // '');
  $page->cookie($response->cookie);
}
$results{paged} = \@paged;
$results{pages} = $pages;
$results{noSuchObject} = $ldap->search(base => "uid=nobody,$people", scope => 'base', filter => '(objectClass=*)')->code;
$results{sizeLimit} = $ldap->search(base => $people, filter => '(uid=*)', sizelimit => 3)->code;
$results{compareTrue} = $ldap->compare("uid=$user,$people", attr => 'uid', value => $user)->code;
$results{whoAmI} = $ldap->who_am_i->response;
$results{refusedWrite} = $ldap->modify("uid=$user,$people", replace => { loginShell => '/bin/false' })->code;
$ldap->unbind;

my $other = Net::LDAP->new($ldap_url) or die "connect: $@";
$results{wrongPassword} = $other->bind($dn, password => 'wrong')->code;
$results{startTls} = $other->start_tls(@trust)->code;
$results{bindOverStartTls} = $other->bind($dn, password => $secret)->code;
$other->unbind;
print encode_json(\%results), "\n";

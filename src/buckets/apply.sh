#!/bin/sh
# Brings a MinIO server to the state that the folder $DESIRED describes. Safe to run again at any time: what is there already
# stays, and nothing here deletes a bucket or an object. The image of the client has a shell and little else, so that this
# uses nothing but the shell and `mc`.
#
#   $DESIRED/steps       one step a line, each word explained below
#   $DESIRED/*.json      what the steps refer to: lifecycles, policies
#   $KEYS/<name>         keys, one a file
#   $ADMINISTRATOR_PASSWORD   file with that of the administrator
set -eu

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
secret() { cat "$KEYS/$1"; }

# connect <alias> <address> <user> <file of its key>: keys go through a pipe, where no list of processes shows them.
connect() {
  printf '%s\n%s\n' "$3" "$(cat "$4")" | mc alias set "$1" "$2" --api S3v4 >/dev/null
}

# Runs what fails if it is so already, which is no failure.
unless_so() {
  said=$("$@" 2>&1) && return 0
  case $said in
    *"already in effect"* | *"already exists"*) return 0 ;;
    *) fail "$said" ;;
  esac
}

bucket() { # <name> plain|locked
  case $2 in
    locked) mc mb --ignore-existing --with-lock "store/$1" >/dev/null ;;
    *) mc mb --ignore-existing "store/$1" >/dev/null ;;
  esac
}

# What has versions keeps them: nothing turns them off again.
versioning() { mc version enable "store/$1" >/dev/null; }

lock() { # <bucket> <days>
  mc retention set --default GOVERNANCE "$2d" "store/$1" >/dev/null ||
    fail "$1 was created without object lock, and no server adds it later. Create a new bucket with another prefix, and copy what is in it."
}

lifecycle() { mc ilm rule import "store/$1" <"$DESIRED/lifecycle-$1.json" >/dev/null; }

quota() { mc quota set "store/$1" --size "$2" >/dev/null; }

unlimited() { mc quota clear "store/$1" >/dev/null; }

# Whatever somebody has opened by hand is closed again.
private() { mc anonymous set private "store/$1" >/dev/null; }

public() { mc anonymous set-json "$DESIRED/public-$1.json" "store/$1" >/dev/null; }

account() { # <name>: a policy of this name, and a user of this name that has this one alone
  mc admin policy create store "$1" "$DESIRED/policy-$1.json" >/dev/null
  secret "$1" | mc admin user add store "$1" >/dev/null
  unless_so mc admin policy attach store "$1" --user "$1"
  alone "$1"
}

# The values of a key in what the client says as JSON, one a line.
values() { # <key> <json>
  rest=$2
  while :; do
    case $rest in *"\"$1\":\""*) rest=${rest#*"\"$1\":\""} ;; *) return 0 ;; esac
    say "${rest%%\"*}"
  done
}

# What somebody has let this user into by hand, itself or with a group, is not its own.
alone() { # <name>
  known=$(mc admin user info store "$1" --json)
  held=$(values policyName "$known")
  while [ -n "$held" ]; do
    policy=${held%%,*}
    case $held in *,*) held=${held#*,} ;; *) held= ;; esac
    [ "$policy" = "$1" ] && continue
    mc admin policy detach store "$policy" --user "$1" >/dev/null
    say "$1 had the policy $policy, and has it no more."
  done
  for group in $(values name "$known"); do
    mc admin group remove store "$group" "$1" >/dev/null
    say "$1 was in the group $group, and is there no more."
  done
}

tier() { # <NAME> minio|s3 <address> <bucket> <prefix or -> <region or -> <class or ->
  name=$1 kind=$2 address=$3 target=$4 prefix=$5 region=$6 class=$7
  user=$(secret "tier-$name-user")
  key=$(secret "tier-$name-key")
  case $(mc ilm tier ls store --json) in
    *"\"Name\":\"$name\""* | *"\"name\":\"$name\""*)
      mc ilm tier update store "$name" --access-key "$user" --secret-key "$key" >/dev/null
      return 0
      ;;
  esac
  set -- --endpoint "$address" --access-key "$user" --secret-key "$key" --bucket "$target"
  [ "$prefix" = - ] || set -- "$@" --prefix "$prefix"
  [ "$region" = - ] || set -- "$@" --region "$region"
  [ "$class" = - ] || set -- "$@" --storage-class "$class"
  mc ilm tier add "$kind" store "$name" "$@" >/dev/null
}

# The second site gets the same buckets with their versions, and what is written or deleted from now on. What has run out, and
# old versions, go there by a lifecycle of its own: no server copies what a lifecycle does. What is deleted for good here is not
# deleted for good there, and goes as an old version.
replicate() { # <bucket> plain|locked <address>
  case $2 in
    locked) mc mb --ignore-existing --with-lock "second/$1" >/dev/null ;;
    *) mc mb --ignore-existing "second/$1" >/dev/null ;;
  esac
  mc version enable "second/$1" >/dev/null
  mc ilm rule import "second/$1" <"$DESIRED/copied-$1.json" >/dev/null
  case $(mc replicate ls "store/$1" --json 2>/dev/null) in
    *'"Destination"'* | *'"destination"'*) return 0 ;;
  esac
  scheme=${3%%://*}
  mc replicate add "store/$1" --priority 1 --replicate "existing-objects,delete-marker" \
    --remote-bucket "$scheme://$(secret second-user):$(secret second-key)@${3#*://}/$1" >/dev/null
}

connect store "$SERVER" "$ADMINISTRATOR" "$ADMINISTRATOR_PASSWORD"
mc ready store >/dev/null
[ -z "${SECOND:-}" ] || connect second "$SECOND" "$(secret second-user)" "$KEYS/second-key"

# Steps come by a way of their own: what runs in between may read its input.
while read -r step <&3; do
  say "$step"
  # shellcheck disable=SC2086 # The words of a step are separated by spaces, and none of them has any.
  set -- $step
  case $1 in
    bucket | versioning | lock | lifecycle | quota | unlimited | private | public | account | tier | replicate) "$@" </dev/null ;;
    *) fail "\"$1\" is no step." ;;
  esac
done 3<"$DESIRED/steps"
say "The buckets are as they should be."

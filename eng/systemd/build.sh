# Sourced by eng/install-systemd: releases, each in a folder of its own with its programs, its units and what Redis is started with.

# as_owner COMMAND ... : as whoever the checkout belongs to, so that nothing of root's is left in it.
as_owner() {
  local owner
  owner=$(stat -c %U .)
  if [ "$(id -u)" -ne 0 ] || [ "$owner" = root ] || [ "$owner" = UNKNOWN ]; then "$@"; return; fi
  runuser -u "$owner" -- env HOME="$(getent passwd "$owner" | cut -d: -f6)" "$@"
}

# build FOLDER : the programs, by way of a folder (place) that their builder may write.
build() {
  needs_dotnet
  case $(readlink -f "$dotnet") in /home/* | /root/*)
    echo "dotnet lies in a home folder, where services may not look: install it as a package, or into /usr/local/share/dotnet with a link in /usr/local/bin." >&2
    exit 1 ;;
  esac
  if [ "$(id -u)" -eq 0 ]; then # an earlier version built as root
    find . -xdev -user root \( -path '*/bin*' -o -path '*/obj*' -o -path './eng/*' \) -exec chown -h "$(stat -c %U:%G .)" {} +
  fi
  place=$(as_owner mktemp -d)
  as_owner eng/onnxruntime-feed ${cuda:+--gpu} >&2
  if [ -z "$only_worker" ]; then
    quietly "Building the bot" as_owner dotnet publish Bot/Bot.csproj -c Release -o "$place/bot" -p:UseAppHost=false --nologo >&2
    cp -r "$place/bot" "$1/bot"
  fi
  quietly "Building the worker" as_owner env CHATVIDEOBOT_GPU="$cuda" dotnet publish Inference/Inference.csproj -c Release -r linux-x64 --self-contained false -o "$place/worker" -p:UseAppHost=false --nologo >&2
  cp -r "$place/worker" "$1/worker"
  cp -r models "$1/worker/models"
}

# release : this checkout in a folder of its own, whose path it prints.
release() {
  local folder file
  folder=$opt/releases/$(date -u +%Y%m%d-%H%M%S)
  while [ -e "$folder" ]; do folder+=+; done
  trap 'rm -rf "$unfinished" "$place"' EXIT # of the subshell that asks for the path
  unfinished=$folder place=
  mkdir -p "$folder/redis" "$folder/units"
  if [ -n "$build" ]; then build "$folder"; fi
  cp docker/redis/{start,users,redis.conf,users.acl} "$folder/redis/"
  for file in eng/systemd/*.service eng/systemd/*.timer eng/systemd/*.target eng/systemd/worker-gpu.conf; do
    sed "s#@DOTNET@#$dotnet#" "$file" >"$folder/units/$(basename "$file")"
  done
  sed "s#@DOTNET@#$dotnet#" eng/systemd/watch >"$folder/watch"
  chmod 755 "$folder/redis/start" "$folder/redis/users" "$folder/watch"
  unfinished=
  echo "$folder"
}

# switch FOLDER : whole or not at all.
switch() {
  ln -sfn "releases/$(basename "$1")" "$opt/current.new"
  mv -T "$opt/current.new" "$opt/current"
}

# keep_units FOLDER : what is laid out now, for a release that was made before they went with it.
keep_units() {
  [ ! -d "$1/units" ] || return 0
  mkdir "$1/units"
  find "$units" -maxdepth 1 -type f -name 'chatvideobot*' -exec cp -t "$1/units" {} +
  cp eng/systemd/worker-gpu.conf "$1/units/"
}

# lay_units FOLDER [OTHER] : the release's units; those that only OTHER had go.
lay_units() {
  local file name
  mkdir -p "$units"
  for file in "${2:-$1}"/units/chatvideobot*; do
    [ -e "$1/units/$(basename "$file")" ] || rm -f "$units/$(basename "$file")"
  done
  for file in "$1"/units/chatvideobot*; do
    name=$(basename "$file")
    case $only_worker$name in 1chatvideobot-bot.service | 1chatvideobot-redis.service) continue ;; esac
    install -m 644 "$file" "$units/$name"
  done
  for file in "$units"/chatvideobot-worker@*.service.d/gpu.conf; do
    [ ! -e "$file" ] || install -m 644 "$1/units/worker-gpu.conf" "$file"
  done
}

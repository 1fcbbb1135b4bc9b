# Sourced by eng/install-systemd: restarting what runs, and whether it gets well.
declare -A before_it # who ran there before the restart
declare -A expected  # --ready; empty where it is enough that it lives
restarted=()

shows() { systemctl show "$1" -p "$2" --value; }

# wanted UNIT : whether it is to run on this machine.
wanted() { systemctl -q is-enabled "$1" 2>/dev/null || systemctl -q is-active "$1"; }

workers() {
  {
    systemctl list-units --plain --no-legend --all 'chatvideobot-worker@*.service' | awk '{ print $1 }'
    find "$units/chatvideobot.target.wants" -name 'chatvideobot-worker@*.service' -printf '%f\n' 2>/dev/null || true
  } | sort -u
}

# health UNIT [--ready]
health() {
  local name=${1#chatvideobot-worker@}
  case $1 in
    chatvideobot-bot.service) set -- bot/ChatVideoBot.Bot.dll health /run/chatvideobot-bot/health.json "${@:2}" ;;
    *) set -- worker/ChatVideoBot.Inference.dll health "/run/chatvideobot-worker-${name%.service}/health.json" "${@:2}" ;;
  esac
  "$dotnet" "$opt/current/$1" "${@:2}" 2>&1
}

# expect_as_now : after the restart everything is to be as well as it is: what Discord's fault or a broken GPU keeps from working need not work then.
expect_as_now() {
  local unit
  for unit in chatvideobot-bot.service $(workers); do
    if health "$unit" --ready >/dev/null; then expected[$unit]=--ready; else expected[$unit]=; fi
  done
}

# becomes_well UNIT SECONDS : waits until another process than the one before is well, and tells how it gets on.
becomes_well() {
  local unit=$1 limit=$2 said= second restarts first= failed=0
  for ((second = 0; ; second++)); do
    if [ "$(shows "$unit" ActiveState)" = failed ]; then failed=$((failed + 1)); else failed=0; fi # also for a moment between stop and start
    if [ "$(shows "$unit" InvocationID)" = "${before_it[$unit]}" ]; then
      said="the one before ends what it does."
    else
      restarts=$(shows "$unit" NRestarts)
      first=${first:-$restarts}
      if [ "$restarts" -ge $((first + 3)) ]; then failed=3; fi
      said=$(health "$unit" ${expected[$unit]---ready}) && { echo "$unit: $said"; return; }
    fi
    if [ "$failed" -ge 3 ]; then
      echo "$unit ends again and again: journalctl -u $unit" >&2
      return 1
    fi
    [ "$second" -lt "$limit" ] || break
    [ $((second % 30)) -ne 29 ] || echo "$unit, for $((second + 1)) s: $said"
    sleep 1
  done
  echo "$unit does not get well within $limit s: $said" >&2
  return 1
}

# restarts_well : the bot first, which brings the functions that new workers call; then the workers, all at once, each when its clip is ended.
restarts_well() {
  local unit bad=0
  restarted=()
  systemctl reset-failed 'chatvideobot-*' 2>/dev/null || true # one that failed too often may be started again
  if wanted chatvideobot-bot.service; then
    restart_bot
    becomes_well chatvideobot-bot.service "$bot_wait" || return 1
  fi
  for unit in $(workers); do
    if wanted "$unit"; then restart_worker "$unit"; fi
  done
  for unit in "${restarted[@]}"; do
    [ "$unit" = chatvideobot-bot.service ] || becomes_well "$unit" "$worker_wait" || bad=1
  done
  return $bad
}

restart_bot() {
  restarted+=(chatvideobot-bot.service)
  before_it[chatvideobot-bot.service]=$(shows chatvideobot-bot.service InvocationID)
  systemctl restart chatvideobot-bot.service || true # whether it is well is asked
}

restart_worker() {
  restarted+=("$1")
  before_it[$1]=$(shows "$1" InvocationID)
  systemctl --no-block restart "$1"
}

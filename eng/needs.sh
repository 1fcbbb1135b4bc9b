# Sourced by ./run and ./test: what the machine must have, installed where we may, named where we may not.

trap 'echo "Stopped." >&2; exit 130' INT

# needs COMMAND:PACKAGE ... : installs the Debian packages whose commands are missing; without root it names them and ends.
needs() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing on this machine: ${missing[*]}. Install them (Debian: sudo apt-get install ${missing[*]}) and run this again." >&2
    exit 1
  fi
  echo "Installing ${missing[*]} ..."
  local log
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "apt-get could not install ${missing[*]}; its whole output is in $log." >&2
    exit 1
  fi
  rm -f "$log"
}

# needs_dotnet: the one thing that is not a Debian package here.
needs_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "The .NET SDK 10 is missing: install it from https://dotnet.microsoft.com/download and run this again." >&2
    exit 1
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# quietly LABEL COMMAND ... : says what it does; shows the command's output only if it fails.
quietly() {
  local label=$1 log
  shift
  log=$(mktemp)
  echo "$label ..."
  if ! "$@" >"$log" 2>&1; then
    grep -E ': error |^error|^E: |npm error' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
    echo "$label failed; the whole output is in $log." >&2
    exit 1
  fi
  rm -f "$log"
}

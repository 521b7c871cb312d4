# Sourced by the scripts beside it: a home of the test's own, a simulator, and what to do when an expectation fails.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/stored_equals_sent.bash"
tabacus=$1
work=$(mktemp -d)
cleanup() {
  # A signal that meets a background command while its words are expanded runs this trap in that child too; the folder is the script's.
  [ "$BASHPID" = $$ ] || return 0
  local running
  running=$(jobs -p)
  [ -z "$running" ] || kill $running 2>/dev/null || true
  wait || true # they write into the folder until they end
  rm -rf "$work"
}
trap cleanup EXIT

export HOME=$work XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_STATE_HOME=$work/state
export XDG_RUNTIME_DIR=$work/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
unset ANTHROPIC_BASE_URL OPENAI_BASE_URL GOOGLE_GEMINI_BASE_URL TABACUS_ROUTES TABACUS_TAB_URL HTTP_PROXY HTTPS_PROXY http_proxy https_proxy

die() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

expect_equal() {
  [ "$2" = "$3" ] || die "$1: expected '$2', got '$3'"
}

# Starts a simulator; sets the base URL variables as its own output says.
start_simulator() {
  "$tabacus" simulate --port 0 >"$work/simulator" 2>&1 &
  for _ in $(seq 100); do
    grep -q TABACUS_ROUTES "$work/simulator" && break
    sleep 0.05
  done
  eval "$(grep ^export "$work/simulator")"
  simulator=$ANTHROPIC_BASE_URL
}

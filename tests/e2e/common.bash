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

# wait_for WHAT CONDITION [FILE]: until the condition, which is evaluated, holds; half a minute at most, since the machine may have
# a lot to do. FILE is told where it does not.
wait_for() {
  for _ in $(seq 600); do
    if eval "$2" 2>/dev/null; then return 0; fi
    sleep 0.05
  done
  die "$1${3:+: $(cat "$3")}"
}

# expect_soon WHAT EXPECTED COMMAND: what COMMAND, which is evaluated, prints becomes that within half a minute.
expect_soon() {
  for _ in $(seq 300); do
    [ "$(eval "$3" 2>/dev/null)" != "$2" ] || return 0
    sleep 0.1
  done
  die "$1: expected '$2', got '$(eval "$3" 2>&1)'"
}

# Nobody's at the moment, and none that the system gives to a connection meanwhile.
unused_port() {
  python3 -c '
import random, socket
while True:
    port = random.randrange(20000, 30000)
    with socket.socket() as taken:
        if taken.connect_ex(("127.0.0.1", port)) != 0:
            print(port)
            break'
}

# start_inspector [OPTION...]: sets inspector, its process, and port, token and url as its own output says.
start_inspector() {
  rm -f "$work/inspector.json"
  "$tabacus" inspect --no-browser --json "$@" >"$work/inspector.json" 2>"$work/inspector.log" &
  inspector=$!
  wait_for "the inspector does not start" 'grep -q "}" "$work/inspector.json"' "$work/inspector.log"
  local member
  for member in port token url; do
    printf -v "$member" %s "$(sed -E "s~.*\"$member\":\"?([^\",}]*).*~\1~" "$work/inspector.json")"
  done
}

# Starts a simulator; sets the base URL variables as its own output says.
start_simulator() {
  "$tabacus" simulate --port 0 >"$work/simulator" 2>&1 &
  wait_for "the simulator does not start" 'grep -q TABACUS_ROUTES "$work/simulator"' "$work/simulator"
  eval "$(grep ^export "$work/simulator")"
  simulator=$ANTHROPIC_BASE_URL
}

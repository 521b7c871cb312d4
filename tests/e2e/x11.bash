# Sourced by the scripts that open a real window: a display of their own (Xvfb), and x11_client, the second argument, to act
# on it as another program. Skips where either is missing.
source "$(dirname "${BASH_SOURCE[0]}")/common.bash"
client=$2
command -v Xvfb >/dev/null && [ -x "$client" ] || { echo "no Xvfb, or no client: libx11-dev, libxtst-dev" >&2; exit 77; }

# Without -noreset it begins anew as its last client goes, and refuses the next meanwhile.
Xvfb -noreset -displayfd 7 -screen 0 1200x800x24 7>"$work/display" >/dev/null 2>&1 &
for _ in $(seq 600); do [ -s "$work/display" ] && break; sleep 0.05; done
[ -s "$work/display" ] || { echo "Xvfb does not start here" >&2; exit 77; }
export DISPLAY=:$(cat "$work/display") SDL_VIDEODRIVER=x11 LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY

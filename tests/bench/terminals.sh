# For the comparisons in peers/: starts terminals of 120x30 side by side, under Xvfb and under a headless sway. Sourced.
#   open_displays        sets up both, in a directory $work of their own, until the script ends
#   terminals_of SERVER  the names of those that are installed; SERVER is x11 or wayland
#   launch SERVER TERMINAL COMMAND...   runs the command in that terminal and waits for it; what ends badly (st, when its
#                                       program goes) has not failed once $work/result is there

open_displays() {
  work=$(mktemp -d)
  display_pids=()
  trap close_displays EXIT
  export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data XDG_RUNTIME_DIR=$work/runtime
  export LIBGL_ALWAYS_SOFTWARE=1
  mkdir -m 700 "$XDG_RUNTIME_DIR"
  Xvfb -displayfd 7 -screen 0 1600x1000x24 7>"$work/display" >/dev/null 2>&1 &
  display_pids+=($!)
  command -v sway >/dev/null && open_sway
  for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.05; done
}

# Windows float, so that each has the size it asks for. sway refuses to be root.
open_sway() {
  local as_user=()
  if [ "$(id -u)" = 0 ]; then
    as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    chown -R 65534:65534 "$work"
  fi
  printf '%s\n' 'output HEADLESS-1 resolution 1600x1000' 'for_window [app_id=".*"] floating enable' \
    'default_border none' "exec echo \$WAYLAND_DISPLAY >'$work/wayland'" >"$work/sway.config"
  WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman "${as_user[@]}" sway -c "$work/sway.config" >"$work/sway.log" 2>&1 &
  display_pids+=($!)
  for _ in $(seq 200); do [ -s "$work/wayland" ] && return; sleep 0.05; done
  echo "bench: sway did not start: $(tail -1 "$work/sway.log")" >&2
}

close_displays() {
  for pid in "${display_pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}

terminals_of() {
  local names=(alacritty kitty st urxvt xterm)
  [ "$1" = x11 ] || names=(alacritty kitty foot)
  [ "$1" = x11 ] || [ -s "$work/wayland" ] || return 0
  echo tabacus
  for name in "${names[@]}"; do ! command -v "$name" >/dev/null || echo "$name"; done
}

launch() {
  local server=$1 terminal=$2
  shift 2
  local variables=(SDL_VIDEODRIVER=x11 "DISPLAY=:$(cat "$work/display")")
  [ "$server" = x11 ] || variables=(-u DISPLAY SDL_VIDEODRIVER=wayland "WAYLAND_DISPLAY=$(cat "$work/wayland")")
  local start=(timeout 120 env -u WAYLAND_DISPLAY "${variables[@]}")
  case "$terminal" in
    tabacus) "${start[@]}" "$bin/tabacus" --cols 120 --rows 30 -e "$@" ;;
    alacritty)
      "${start[@]}" alacritty -o window.dimensions.columns=120 -o window.dimensions.lines=30 -o scrolling.history=10000 -e "$@"
      ;;
    kitty)
      "${start[@]}" kitty --config NONE -o remember_window_size=no -o initial_window_width=120c -o initial_window_height=30c \
        -o scrollback_lines=10000 -- "$@"
      ;;
    foot) "${start[@]}" foot --config=/dev/null --window-size-chars=120x30 -o scrollback.lines=10000 "$@" ;;
    st) "${start[@]}" st -g 120x30 -e "$@" ;;
    urxvt) "${start[@]}" urxvt -geometry 120x30 +sb -sl 10000 -e "$@" ;;
    reader) "${start[@]}" "$bin/bench/bench_flood" --reader "$@" ;;
    xterm) "${start[@]}" xterm -geometry 120x30 -sl 10000 -e "$@" ;;
  esac >"$work/log" 2>&1 || [ -s "$work/result" ] || { echo "bench: $terminal failed under $server:" >&2; tail -3 "$work/log" >&2; return 1; }
}

median() { sort -n "$1" | awk '{v[NR]=$1} END {print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

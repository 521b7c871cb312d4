#include "app/gui/shell_integration.hpp"

#include <array>
#include <string>
#include <utility>

#include "base/paths.hpp"
#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

struct Script {
  const char* file;
  std::string_view text;
};

// Start-up files may set the PATH anew: what belongs on it is put there again behind them.
constexpr std::string_view kBash = R"(# Read by bash in a tab of tabacus, behind your own start-up files.
[ -n "${TABACUS_BASH_LOGIN-}" ] || { [ -f ~/.bashrc ] && . ~/.bashrc; }
unset TABACUS_BASH_LOGIN
if [[ $- == *i* && -z ${__tabacus_ready-} ]]; then
  __tabacus_ready=1
  case ":$PATH:" in *":$TABACUS_BIN:"*) ;; *) PATH=$PATH:$TABACUS_BIN ;; esac
  if [ -n "${TABACUS_SHIMS-}" ]; then
    case "$PATH" in "$TABACUS_SHIMS:"*) ;; *) PATH=$TABACUS_SHIMS:$PATH ;; esac
  fi
  __tabacus_before() { __tabacus_status=$?; }
  __tabacus_prompt() {
    printf '\e]133;D;%s\a\e]7;file://%s\a' "$__tabacus_status" "${PWD//%/%25}"
    [[ $PS1 == *'133;A'* ]] || PS1='\[\e]133;A\a\]'$PS1'\[\e]133;B\a\]'
    [[ $PS0 == *'133;C'* ]] || PS0=${PS0-}'\e]133;C\a'
    return "$__tabacus_status"
  }
  __tabacus_others=${PROMPT_COMMAND-}
  while [[ $__tabacus_others == *[\;\ ] ]]; do __tabacus_others=${__tabacus_others%?}; done
  [[ $__tabacus_others == *tabacus* ]] && __tabacus_others=
  PROMPT_COMMAND="__tabacus_before;${__tabacus_others:+$__tabacus_others;}__tabacus_prompt"
  unset __tabacus_others
fi
)";

constexpr std::string_view kZsh = R"(# Read by zsh in a tab of tabacus before your own .zshenv.
if [[ -n ${TABACUS_ZDOTDIR-} ]]; then
  export ZDOTDIR=$TABACUS_ZDOTDIR
else
  unset ZDOTDIR
fi
unset TABACUS_ZDOTDIR
[[ -f ${ZDOTDIR:-$HOME}/.zshenv ]] && . ${ZDOTDIR:-$HOME}/.zshenv
if [[ -o interactive ]]; then
  __tabacus_precmd() {
    local result=$?
    [[ ":$PATH:" == *":$TABACUS_BIN:"* ]] || PATH=$PATH:$TABACUS_BIN
    [[ -z ${TABACUS_SHIMS-} || $PATH == $TABACUS_SHIMS:* ]] || PATH=$TABACUS_SHIMS:$PATH
    printf '\e]133;D;%s\a\e]7;file://%s\a' $result "${PWD//\%/%25}"
    [[ $PS1 == *'133;A'* ]] || PS1=$'%{\e]133;A\a%}'$PS1$'%{\e]133;B\a%}'
  }
  __tabacus_preexec() { printf '\e]133;C\a' }
  typeset -ga precmd_functions preexec_functions
  precmd_functions+=(__tabacus_precmd)
  preexec_functions+=(__tabacus_preexec)
fi
)";

constexpr std::string_view kFish = R"(# Read by fish in a tab of tabacus.
if status is-interactive
    set -l __tabacus_dirs (string split : -- $XDG_DATA_DIRS)
    if set -l __tabacus_at (contains -i -- "$TABACUS_SCRIPTS" $__tabacus_dirs)
        set -e __tabacus_dirs[$__tabacus_at]
        set -gx XDG_DATA_DIRS (string join : -- $__tabacus_dirs)
    end
    set -e TABACUS_SCRIPTS
    contains -- $TABACUS_BIN $PATH; or set -gx PATH $PATH $TABACUS_BIN
    function __tabacus_prompt --on-event fish_prompt
        printf '\e]133;D;%s\a\e]7;file://%s\a\e]133;A\a' $__tabacus_status (string replace -a % %25 -- $PWD)
    end
    function __tabacus_before --on-event fish_preexec
        printf '\e]133;C\a'
    end
    function __tabacus_after --on-event fish_postexec
        set -g __tabacus_status $status
    end
    set -g __tabacus_status 0
end
)";

constexpr std::array kScripts{Script{"bash/rc", kBash}, Script{"zsh/.zshenv", kZsh},
                              Script{"fish/vendor_conf.d/tabacus.fish", kFish}};

void set(TabRequest& request, std::string name, std::string value) {
  request.environment.push_back({std::move(name), std::move(value)});
}

void integrate_bash(TabRequest& request, const std::filesystem::path& scripts, bool is_login) {
  const std::string rc = scripts / "bash/rc";
  if (!is_login) {
    request.arguments = {request.arguments.front(), "--rcfile", rc};
    return;
  }
  // A login shell reads no such file; a prompt command from the environment stays unless a start-up file sets its own.
  set(request, "TABACUS_BASH_LOGIN", "1");
  set(request, "PROMPT_COMMAND", ". '" + rc + "' # tabacus");
}

void integrate_zsh(TabRequest& request, const std::filesystem::path& scripts, std::span<const pty::EnvVar> inherited) {
  if (const auto old = pty::find(inherited, "ZDOTDIR"); !old.empty()) set(request, "TABACUS_ZDOTDIR", std::string{old});
  set(request, "ZDOTDIR", scripts / "zsh");
}

void integrate_fish(TabRequest& request, const std::filesystem::path& scripts, std::span<const pty::EnvVar> inherited) {
  const auto old = pty::find(inherited, "XDG_DATA_DIRS");
  set(request, "TABACUS_SCRIPTS", scripts);
  set(request, "XDG_DATA_DIRS",
      scripts.native() + ":" + (old.empty() ? std::string{"/usr/local/share:/usr/share"} : std::string{old}));
}

}  // namespace

Result<void> write_shell_scripts(const std::filesystem::path& directory) {
  for (const Script& script : kScripts) {
    const std::filesystem::path file = directory / script.file;
    if (const auto present = read_file(file); present && *present == script.text) continue;
    if (auto made = make_private_directory(file.parent_path()); !made) return made;
    if (auto written = write_private_file(file, script.text); !written) return written;
  }
  return {};
}

bool can_be_integrated(const TabRequest& request) {
  const std::string name = std::filesystem::path{request.program}.filename();
  const bool is_told_what_to_do = request.arguments.size() != 1;
  return !is_told_what_to_do && (name == "bash" || name == "zsh" || name == "fish");
}

void integrate_shell(TabRequest& request, const std::filesystem::path& scripts, std::span<const pty::EnvVar> inherited,
                     const std::filesystem::path& program_directory) {
  if (!can_be_integrated(request)) return;
  const std::string name = std::filesystem::path{request.program}.filename();
  const bool is_login = request.arguments.front().starts_with('-');
  if (name == "bash")
    integrate_bash(request, scripts, is_login);
  else if (name == "zsh")
    integrate_zsh(request, scripts, inherited);
  else if (name == "fish")
    integrate_fish(request, scripts, inherited);
  set(request, "TABACUS_BIN", program_directory);
}

}  // namespace tabacus::app

// What the user may set, as plain values, and how they are read from tabacus.toml. A broken file never stops the
// program: what cannot be used keeps its default and is reported.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/amount.hpp"
#include "base/result.hpp"

namespace tabacus::app {

/// 0xRRGGBB.
struct Color {
  std::uint32_t rgb = 0;
  friend bool operator==(const Color&, const Color&) = default;
};

/// A kind of tab that the user named: [profiles.NAME].
struct Profile {
  std::vector<std::string> command;
  std::string directory;
  std::vector<std::string> environment;
  std::string title;
  std::string metering = "on";
  std::optional<Amount> budget = {};
  friend bool operator==(const Profile&, const Profile&) = default;
};

/// Members are documented where they are listed: app/config/options.cpp.
struct Config {
  bool analytics_enabled = false;
  std::string analytics_directory;
  bool analytics_fail_open = true;
  std::string analytics_log_level = "info";
  bool analytics_allow_root = false;
  std::string analytics_forward_proxy = "clients";
  std::vector<std::string> analytics_decrypt_hosts;
  std::string analytics_ca_file;
  bool analytics_debug_keylog = false;
  std::vector<std::string> analytics_providers;
  std::vector<std::string> analytics_exclude;
  bool analytics_codex_http = false;
  bool analytics_include_usage = false;
  std::string analytics_bodies = "off";
  bool analytics_bodies_search = false;
  std::int64_t analytics_retention_calls = 400;
  std::int64_t analytics_retention_raw_usage = 90;
  std::int64_t analytics_retention_limits = 30;
  std::int64_t analytics_retention_tunnels = 90;
  std::int64_t analytics_retention_bodies_days = 7;
  std::int64_t analytics_retention_bodies_mb = 1024;
  std::optional<Amount> budgets_tab;
  std::optional<Amount> budgets_session;
  std::optional<Amount> budgets_project;
  std::optional<Amount> budgets_day;
  std::optional<Amount> budgets_month;
  std::string budgets_counts = "billed";
  std::string budgets_action = "stop";
  std::int64_t budgets_warn_percent = 80;
  std::int64_t budgets_pause_minutes = 15;
  std::string alarms_notes = "unfocused";
  std::vector<std::string> alarms_command;
  std::int64_t alarms_cooldown_minutes = 5;
  std::int64_t alarms_retries = 5;
  std::int64_t alarms_errors = 5;
  std::int64_t alarms_stall_seconds = 60;
  std::int64_t alarms_runaway_factor = 5;
  std::int64_t alarms_limit_percent = 90;
  bool alarms_secrets = false;
  std::string telemetry_user;
  bool telemetry_places = false;
  bool telemetry_content = false;
  std::string telemetry_otlp_endpoint;
  std::vector<std::string> telemetry_otlp_headers;
  bool telemetry_otlp_metrics = true;
  bool telemetry_otlp_gzip = true;
  std::string telemetry_clickhouse_endpoint;
  std::vector<std::string> telemetry_clickhouse_headers;
  std::string telemetry_clickhouse_database = "default";
  std::string telemetry_clickhouse_table = "tabacus_calls";
  std::vector<std::string> queries_filters;
  std::string shell_program;
  bool shell_login = false;
  std::int64_t window_columns = 100;
  std::int64_t window_rows = 30;
  std::string window_title = "tabacus";
  std::string font_family = "monospace";
  double font_size = 11.0;
  bool font_ligatures = true;
  std::vector<std::string> font_features;
  std::int64_t terminal_scrollback_lines = 10'000;
  std::int64_t terminal_wheel_lines = 3;
  bool terminal_wheel_smooth = true;
  std::string terminal_word_characters = "_-./~:@%+#?&=";
  std::string terminal_clipboard_read = "refuse";
  bool terminal_copy_on_select = false;
  std::string terminal_paste_question = "unsafe";
  std::string tabs_title = "program";
  std::string window_close_question = "programs";
  std::int64_t window_quick_height = 40;
  std::int64_t window_opacity_percent = 100;
  std::string session_restore = "off";
  bool shell_integration = true;
  std::string shell_editor;
  std::string theme_mode = "dark";
  std::string theme_dark = "slate";
  std::string theme_light = "paper";
  std::string overlay_size = "normal";
  std::string overlay_corner = "top-right";
  std::vector<std::string> overlay_widgets{"model",   "cost",   "tokens", "timing", "speed", "cache",
                                           "context", "limits", "agents", "errors", "budget"};
  std::optional<Color> colors_foreground;
  std::optional<Color> colors_background;
  std::vector<Color> colors_palette;
  std::map<std::string, std::string> keys;  ///< by action: its chords, separated by blanks; only those that differ
  std::map<std::string, Profile> profiles;

  friend bool operator==(const Config&, const Config&) = default;
};

/// Who said what an option is.
enum class ConfigSource : std::uint8_t { Default, File, Environment };

struct LoadedConfig {
  Config config;
  std::filesystem::path file;
  std::map<std::string, ConfigSource, std::less<>> sources;  ///< by key; those that have their default are left out
  bool found = false;                                        ///< the file exists
  std::vector<std::string> problems;  ///< "FILE:3: unknown key 'shel.login'; did you mean 'shell.login'?"
};

/// $XDG_CONFIG_HOME/tabacus/tabacus.toml.
[[nodiscard]] std::filesystem::path default_config_file();

/// A missing file gives the defaults; one that cannot be read gives them with a problem. What the environment says
/// goes over the file.
[[nodiscard]] LoadedConfig load_config(const std::filesystem::path& file);

/// Pure. `file` is only named in problems.
[[nodiscard]] LoadedConfig parse_config(std::string_view text, const std::filesystem::path& file);

/// Null where the variable is not set.
using EnvironmentLookup = std::function<const char*(const char* name)>;

/// "font.size" is TABACUS_FONT_SIZE.
[[nodiscard]] std::string environment_name(std::string_view key);

/// Takes what the variables of that name say: TOML, or text as it stands. One that cannot be used is a problem.
void apply_environment(LoadedConfig& loaded, const EnvironmentLookup& variable);

/// A path whose leading "~/" is the home directory.
[[nodiscard]] std::string below_home(const std::string& text);

/// Where the databases lie: `analytics_directory`, with a leading "~/" as the home directory; empty when not set.
[[nodiscard]] std::filesystem::path configured_analytics_directory(const Config& config);
/// `analytics_ca_file`, likewise.
[[nodiscard]] std::filesystem::path configured_ca_file(const Config& config);

}  // namespace tabacus::app

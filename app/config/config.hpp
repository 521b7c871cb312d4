// What the user may set, as plain values, and how they are read from tabacus.toml. A broken file never stops the
// program: what cannot be used keeps its default and is reported.
#pragma once

#include <cstdint>
#include <filesystem>
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
  std::string terminal_word_characters = "_-./~:@%+#?&=";
  std::string terminal_clipboard_read = "refuse";
  std::optional<Color> colors_foreground;
  std::optional<Color> colors_background;
  std::vector<Color> colors_palette;

  friend bool operator==(const Config&, const Config&) = default;
};

struct LoadedConfig {
  Config config;
  std::filesystem::path file;
  bool found = false;                 ///< the file exists
  std::vector<std::string> problems;  ///< "FILE:3: unknown key 'shel.login'; did you mean 'shell.login'?"
};

/// $XDG_CONFIG_HOME/tabacus/tabacus.toml.
[[nodiscard]] std::filesystem::path default_config_file();

/// A missing file gives the defaults; one that cannot be read gives them with a problem.
[[nodiscard]] LoadedConfig load_config(const std::filesystem::path& file);

/// Pure. `file` is only named in problems.
[[nodiscard]] LoadedConfig parse_config(std::string_view text, const std::filesystem::path& file);

/// Where the databases lie: `analytics_directory`, with a leading "~/" as the home directory; empty when not set.
[[nodiscard]] std::filesystem::path configured_analytics_directory(const Config& config);
/// `analytics_ca_file`, likewise.
[[nodiscard]] std::filesystem::path configured_ca_file(const Config& config);

}  // namespace tabacus::app

// A command's options, declared next to the values they fill. A thin door to CLI11, which only arguments.cpp includes:
// one such file takes seconds to compile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/command.hpp"

namespace tabacus::app {

class ArgumentParser {
 public:
  explicit ArgumentParser(const Command& command);
  ArgumentParser(const ArgumentParser&) = delete;
  ArgumentParser& operator=(const ArgumentParser&) = delete;
  ~ArgumentParser();

  // `names` as "--json" or "-o,--output". Targets must live until parse has returned and keep their value when the
  // option is not given.
  ArgumentParser& flag(std::string_view names, bool& target, std::string_view doc);
  ArgumentParser& text(std::string_view names, std::string_view value_name, std::string& target, std::string_view doc);
  ArgumentParser& text(std::string_view names, std::string_view value_name, std::optional<std::string>& target,
                       std::string_view doc);
  /// May be given many times.
  ArgumentParser& texts(std::string_view names, std::string_view value_name, std::vector<std::string>& target,
                        std::string_view doc);
  ArgumentParser& choice(std::string_view names, const std::vector<std::string>& choices, std::string& target,
                         std::string_view doc);
  ArgumentParser& integer(std::string_view names, std::int64_t least, std::int64_t most, std::int64_t& target,
                          std::string_view doc);
  ArgumentParser& number(std::string_view names, double least, double most, double& target, std::string_view doc);
  /// A word without dashes; must be given.
  ArgumentParser& positional(std::string_view name, std::string& target, std::string_view doc);
  /// The same, which may be left out.
  ArgumentParser& optional_positional(std::string_view name, std::string& target, std::string_view doc);
  /// Shown below the options.
  ArgumentParser& footer(std::string_view text);
  /// Makes an option declared before one that must be given.
  ArgumentParser& required(std::string_view name);
  /// Everything from the first word that is no option on, or after one of `markers` ("--", "-e"), unread.
  ArgumentParser& rest(std::string_view name, const std::vector<std::string>& markers, std::vector<std::string>& target,
                       std::string_view doc);

  /// Empty: the targets are filled. Otherwise the exit code: help was printed, or the mistake was.
  [[nodiscard]] std::optional<int> parse(CommandContext& context, Arguments arguments);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tabacus::app

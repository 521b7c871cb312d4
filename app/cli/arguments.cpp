#include "app/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

namespace tabacus::app {

struct ArgumentParser::State {
  std::string name;
  CLI::App app;
  std::vector<std::string> markers;
  std::vector<std::string>* rest = nullptr;
};

ArgumentParser::ArgumentParser(const Command& command)
    : state_{new State{.name = std::string{command.name},
                       .app = CLI::App{std::string{command.summary}, "tabacus " + std::string{command.name}},
                       .markers = {}}} {}
ArgumentParser::~ArgumentParser() = default;

ArgumentParser& ArgumentParser::flag(std::string_view names, bool& target, std::string_view doc) {
  state_->app.add_flag(std::string{names}, target, std::string{doc});
  return *this;
}

ArgumentParser& ArgumentParser::text(std::string_view names, std::string_view value_name, std::string& target,
                                     std::string_view doc) {
  state_->app.add_option(std::string{names}, target, std::string{doc})->option_text(std::string{value_name});
  return *this;
}

ArgumentParser& ArgumentParser::text(std::string_view names, std::string_view value_name,
                                     std::optional<std::string>& target, std::string_view doc) {
  state_->app.add_option(std::string{names}, target, std::string{doc})->option_text(std::string{value_name});
  return *this;
}

ArgumentParser& ArgumentParser::texts(std::string_view names, std::string_view value_name,
                                      std::vector<std::string>& target, std::string_view doc) {
  CLI::Option* option = state_->app.add_option(std::string{names}, target, std::string{doc});
  option->option_text(std::string{value_name} + " ...")->expected(1)->take_all();
  return *this;
}

ArgumentParser& ArgumentParser::choice(std::string_view names, const std::vector<std::string>& choices,
                                       std::string& target, std::string_view doc) {
  std::string shown;
  for (const std::string& word : choices) shown += (shown.empty() ? "" : "|") + word;
  state_->app.add_option(std::string{names}, target, std::string{doc})
      ->option_text(shown)
      ->check(CLI::IsMember(choices));
  return *this;
}

ArgumentParser& ArgumentParser::integer(std::string_view names, std::int64_t least, std::int64_t most,
                                        std::int64_t& target, std::string_view doc) {
  state_->app.add_option(std::string{names}, target, std::string{doc})
      ->option_text("N")
      ->check(CLI::Range(least, most));
  return *this;
}

ArgumentParser& ArgumentParser::number(std::string_view names, double least, double most, double& target,
                                       std::string_view doc) {
  state_->app.add_option(std::string{names}, target, std::string{doc})
      ->option_text("N")
      ->check(CLI::Range(least, most));
  return *this;
}

ArgumentParser& ArgumentParser::positional(std::string_view name, std::string& target, std::string_view doc) {
  state_->app.add_option(std::string{name}, target, std::string{doc})->option_text(" ")->required();
  return *this;
}

ArgumentParser& ArgumentParser::optional_positional(std::string_view name, std::string& target, std::string_view doc) {
  state_->app.add_option(std::string{name}, target, std::string{doc})->option_text(" ");
  return *this;
}

ArgumentParser& ArgumentParser::footer(std::string_view text) {
  state_->app.footer(std::string{text});
  return *this;
}

ArgumentParser& ArgumentParser::required(std::string_view name) {
  state_->app.get_option(std::string{name})->required();
  return *this;
}

ArgumentParser& ArgumentParser::rest(std::string_view name, const std::vector<std::string>& markers,
                                     std::vector<std::string>& target, std::string_view doc) {
  state_->app.prefix_command();
  state_->app.footer(fmt::format("{}: {}", name, doc));
  state_->markers = markers;
  state_->rest = &target;
  return *this;
}

std::optional<int> ArgumentParser::parse(CommandContext& context, Arguments arguments) {
  State& state = *state_;
  const auto marker = std::ranges::find_first_of(arguments, state.markers);
  std::vector<std::string> options(arguments.begin(), marker);
  std::ranges::reverse(options);  // CLI11 takes them from the back
  try {
    state.app.parse(std::move(options));
  } catch (const CLI::CallForHelp&) {
    context.out << state.app.help();
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    context.err << "tabacus " << state.name << ": " << error.what() << "\nSee 'tabacus " << state.name << " --help'.\n";
    return kExitUsage;
  }
  if (state.rest == nullptr) return std::nullopt;
  // A marker behind the first word belongs to that word: `run sh -e`.
  *state.rest = state.app.remaining();
  const auto after = state.rest->empty() && marker != arguments.end() ? marker + 1 : marker;
  state.rest->insert(state.rest->end(), after, arguments.end());
  return std::nullopt;
}

}  // namespace tabacus::app

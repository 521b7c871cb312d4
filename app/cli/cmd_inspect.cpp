// tabacus inspect: the calls in a browser, from a server on loopback that lives as long as the command.
#include <sys/types.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ostream>

#include "analytics/api/serve.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/serve_options.hpp"
#include "app/cli/signals.hpp"
#include "app/cli/token_file.hpp"
#include "app/control/runtime_directory.hpp"
#include "base/json_text.hpp"
#include "base/paths.hpp"
#include "base/scope_exit.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kInspect;

namespace {

namespace fs = std::filesystem;

/// A page that leads to the address. The address holds the token, and the words of a command line can be read by every
/// user of the machine, so the browser gets the name of a file of ours instead.
Result<fs::path> leading_page(const std::string& url) {
  const auto directory = make_runtime_directory();
  if (!directory) return fail(directory.error());
  const fs::path file = *directory / fmt::format("inspect-{}.html", ::getpid());
  const auto written = write_private_file(
      file, fmt::format("<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
                        "<meta http-equiv=\"refresh\" content=\"0;url={}\">\n",
                        url));
  if (!written) return fail(written.error());
  return file;
}

/// Whatever the user's system opens pages with; its end is not waited for.
Result<void> open_in_browser(const fs::path& page, const TakenSignals& signals) {
  const std::string program = find_program("xdg-open", std::getenv("PATH") != nullptr ? std::getenv("PATH") : "");
  if (::access(program.c_str(), X_OK) != 0)
    return fail(ErrorCode::NotFound, "there is no xdg-open (package xdg-utils) to open a browser with");
  const std::string file = page.native();
  const pid_t child = ::fork();
  if (child < 0) return fail_errno("start", program);
  if (child == 0) {
    ::sigprocmask(SIG_SETMASK, &signals.earlier_mask(), nullptr);
    ::setsid();
    ::execl(program.c_str(), program.c_str(), file.c_str(), nullptr);
    ::_exit(127);
  }
  return {};
}

void announce(CommandContext& context, const analytics::Inspector& inspector, bool as_json) {
  if (as_json)
    context.out << fmt::format(R"({{"port":{},"token":{},"url":{}}})", inspector.port(), json_quoted(inspector.token()),
                               json_quoted(inspector.url()))
                << '\n';
  else
    context.out << inspector.url() << '\n';
  context.out.flush();  // whoever reads this waits for it
  context.err << "Serving the calls on 127.0.0.1 until interrupted. The address opens them to whoever has it.\n";
  context.err.flush();
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string directory;
  std::int64_t port = 0;
  std::string token_file;
  bool no_browser = false;
  bool as_json = false;
  ArgumentParser parser{kInspect};
  parser.text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured")
      .integer("--port", 0, 65'535, port, "port on 127.0.0.1; 0: the system chooses (0)")
      .text("--token-file", "FILE", token_file,
            "keeps the token there (mode 0600, made where it is missing): with --port, open pages come back after a "
            "restart")
      .flag("--no-browser", no_browser, "only print the address")
      .flag("--json", as_json, "print port, token and address as one JSON object")
      .footer(
          "Beside the page: a JSON API (/api/v1, described by /api/v1/openapi.json), a live feed (/api/v1/live), "
          "metrics for "
          "Prometheus (/metrics), the Model Context Protocol (/mcp) and /health. All but the page's own files and "
          "/health "
          "need the header Authorization: Bearer TOKEN.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  std::string token;  // empty: a new one
  if (!token_file.empty()) {
    auto kept = token_kept_in(token_file);
    if (!kept) return fail(kept.error());
    token = std::move(*kept);
  }
  const TakenSignals signals{SIGINT, SIGTERM, SIGHUP};
  const auto inspector = analytics::Inspector::start(
      serve_options(context, directory), {.port = static_cast<std::uint16_t>(port), .token = std::move(token)});
  if (!inspector) return fail(inspector.error());
  announce(context, **inspector, as_json);
  fs::path page;
  const ScopeExit gone{[&] {
    std::error_code ignored;
    if (!page.empty()) fs::remove(page, ignored);
  }};
  if (!no_browser) {
    const auto made = leading_page((*inspector)->url());
    if (made) page = *made;
    const auto opened = made ? open_in_browser(page, signals) : Result<void>{fail(made.error())};
    if (!opened)
      context.err << "tabacus inspect: no browser is opened: " << display_safe(opened.error().message) << '\n';
  }
  static_cast<void>(signals.next());
  return kExitOk;
}

}  // namespace

const Command kInspect{
    .name = "inspect", .summary = "Look at calls in a browser: live, searched, compared", .run = run};

}  // namespace tabacus::app

// tabacus export: calls in a form that other programs read, to a file or to stdout.
#include <unistd.h>

#include <fstream>
#include <ostream>

#include "analytics/api/bodies.hpp"
#include "analytics/api/bundle.hpp"
#include "analytics/api/export.hpp"
#include "app/cli/export_file.hpp"
#include "app/cli/query_options.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kExport;

namespace {

/// Shown on stderr once an export takes long, in place.
class Progress {
 public:
  explicit Progress(std::ostream& err) : err_{err} {}
  ~Progress() {
    if (is_shown_) err_ << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::int64_t calls) {
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_at_ < kStep) return;
    shown_at_ = now;
    is_shown_ = true;
    err_ << fmt::format("\r\x1b[K{} calls written", format_count(calls)) << std::flush;
  }

 private:
  static constexpr std::chrono::milliseconds kStep{500};

  std::ostream& err_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point shown_at_ = std::chrono::steady_clock::now();
};

/// A bundle is no stream of pieces: SQLite writes it.
Result<analytics::BundleReport> export_bundle_to_file(const std::filesystem::path& directory,
                                                      const analytics::CallSource& source, const std::string& file,
                                                      analytics::BodiesTravel bodies,
                                                      const std::function<void(std::int64_t)>& progress) {
  if (file.empty()) return fail(ErrorCode::InvalidInput, "a bundle goes to a file: -o FILE");
  analytics::BundleReport report;
  const auto count = write_whole(file, [&](const std::string& part) -> Result<std::int64_t> {
    const auto written = analytics::export_bundle(directory, source, part, bodies, progress);
    if (!written) return fail(written.error());
    report = *written;
    return report.calls;
  });
  if (!count) return fail(count.error());
  return report;
}

std::string forms_for_people() {
  std::string text;
  for (const auto& form : analytics::export_forms()) text += fmt::format("{}: {}; ", form.id, form.summary);
  return text + fmt::format("{}: {}; {}: {}", analytics::kBundleForm.id, analytics::kBundleForm.summary,
                            analytics::kWireForm.id, analytics::kWireForm.summary);
}

struct WantedExport {
  std::string directory;
  std::string form = "jsonl";
  std::string file;
  bool replaces = false;
  bool no_bodies = false;
  bool as_sent = false;

  void declare(ArgumentParser& parser) {
    parser.text("--format", "FORM", form, forms_for_people())
        .text("-o,--output", "FILE", file, "instead of stdout")
        .flag("--replace", replaces, "write over FILE if it is there")
        .flag("--no-bodies", no_bodies, "leave out what was sent and answered, also where it is kept")
        .flag("--as-sent", as_sent, "with --format http: bodies in the content coding that they came in");
  }
  [[nodiscard]] Result<void> check() const {
    const bool is_wire = form == analytics::kWireForm.id;
    if (is_wire && no_bodies) return fail(ErrorCode::InvalidInput, "the form http is nothing without bodies");
    if (!is_wire && as_sent) return fail(ErrorCode::InvalidInput, "--as-sent goes with --format http");
    if (!file.empty() && !replaces && std::filesystem::exists(file))
      return fail(ErrorCode::InvalidInput, fmt::format("{} is there already; --replace writes over it", file));
    return {};
  }
};

/// Empty: nothing is kept, or nothing is wanted.
Result<std::unique_ptr<analytics::BodyReader>> bodies_for(const WantedExport& wanted,
                                                          const std::filesystem::path& directory) {
  if (wanted.no_bodies) return std::unique_ptr<analytics::BodyReader>{};
  auto bodies = analytics::BodyReader::open(directory);
  const bool is_needed = wanted.form == analytics::kWireForm.id;
  if (!bodies && !is_needed && bodies.error().code == ErrorCode::NotFound)
    return std::unique_ptr<analytics::BodyReader>{};
  if (!bodies) return fail(bodies.error(), "the form http needs what was sent and answered");
  return bodies;
}

/// What the export holds, for people.
Result<std::string> write_export(CommandContext& context, const WantedExport& wanted,
                                 const std::filesystem::path& directory, const analytics::CallSource& source) {
  const auto bodies = bodies_for(wanted, directory);
  if (!bodies) return fail(bodies.error());
  Progress progress{context.err};
  std::function<void(std::int64_t)> tell;
  if (::isatty(STDERR_FILENO) == 1) tell = [&progress](std::int64_t calls) { progress.show(calls); };
  if (wanted.form == analytics::kBundleForm.id) {
    const auto travel = *bodies ? analytics::BodiesTravel::Yes : analytics::BodiesTravel::No;
    const auto written = export_bundle_to_file(directory, source, wanted.file, travel, tell);
    if (!written) return fail(written.error());
    return fmt::format("{} calls{}", format_count(written->calls),
                       written->bodies == 0
                           ? ""
                           : fmt::format(", requests and answers of {} among them,", format_count(written->bodies)));
  }
  const auto coding = wanted.as_sent ? analytics::WireBodies::AsSent : analytics::WireBodies::Decoded;
  const analytics::WireSource wire = *bodies ? analytics::wire_source(**bodies, coding) : analytics::WireSource{};
  const auto to_stdout = [&](std::string_view piece) { return write_piece(context.out, piece, "stdout"); };
  const auto count = wanted.file.empty() ? export_form(source, wanted.form, {to_stdout, tell, wire})
                                         : export_to_file(source, wanted.form, wanted.file, tell, wire);
  if (!count) return fail(count.error());
  return fmt::format("{} calls", format_count(*count));
}

Result<int> run(CommandContext& context, Arguments arguments) {
  FilterOptions filters;
  WantedExport wanted;
  ArgumentParser parser{kExport};
  parser.text("--directory", "DIR", wanted.directory, "where calls.db lies, if not where it is configured");
  filters.declare(parser);
  wanted.declare(parser);
  if (const auto code = parser.parse(context, arguments)) return *code;
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  if (const auto checked = wanted.check(); !checked) return fail(checked.error());
  const auto reader = open_reader(context, wanted.directory);
  if (!reader) return fail(reader.error());
  // Of each few hundred calls: an export that was asked for is worth waiting for on a busy machine.
  (*reader)->set_time_limit(std::chrono::minutes{10});
  const auto told = write_export(context, wanted, analytics_directory(context, wanted.directory),
                                 calls_of(**reader, std::move(*filter)));
  if (!told) return fail(told.error(), "export");
  if (!wanted.file.empty()) context.err << fmt::format("{} in {}\n", *told, display_safe(wanted.file));
  return kExitOk;
}

}  // namespace

const Command kExport{
    .name = "export", .summary = "Write calls as HAR, JSON lines, CSV, SQL, Markdown, a page or a bundle", .run = run};

}  // namespace tabacus::app

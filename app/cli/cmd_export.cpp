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
Result<std::int64_t> export_bundle_to_file(const std::filesystem::path& directory, const analytics::CallSource& source,
                                           const std::string& file, const std::function<void(std::int64_t)>& progress) {
  if (file.empty()) return fail(ErrorCode::InvalidInput, "a bundle goes to a file: -o FILE");
  return write_whole(
      file, [&](const std::string& part) { return analytics::export_bundle(directory, source, part, progress); });
}

std::string forms_for_people() {
  std::string text;
  for (const auto& form : analytics::export_forms()) text += fmt::format("{}: {}; ", form.id, form.summary);
  return text + fmt::format("{}: {}; {}: {}", analytics::kBundleForm.id, analytics::kBundleForm.summary,
                            analytics::kWireForm.id, analytics::kWireForm.summary);
}

Result<int> run(CommandContext& context, Arguments arguments) {
  FilterOptions filters;
  std::string directory;
  std::string form = "jsonl";
  std::string file;
  bool replaces = false;
  const std::string forms = forms_for_people();
  ArgumentParser parser{kExport};
  parser.text("--directory", "DIR", directory, "where calls.db lies, if not where it is configured");
  filters.declare(parser);
  parser.text("--format", "FORM", form, forms)
      .text("-o,--output", "FILE", file, "instead of stdout")
      .flag("--replace", replaces, "write over FILE if it is there");
  if (const auto code = parser.parse(context, arguments)) return *code;
  auto filter = filters.filter(context);
  if (!filter) return fail(filter.error());
  if (!file.empty() && !replaces && std::filesystem::exists(file))
    return fail(ErrorCode::InvalidInput, fmt::format("{} is there already; --replace writes over it", file));
  const auto reader = open_reader(context, directory);
  if (!reader) return fail(reader.error());
  // Of each few hundred calls: an export that was asked for is worth waiting for on a busy machine.
  (*reader)->set_time_limit(std::chrono::minutes{10});
  const auto bodies = analytics::BodyReader::open(analytics_directory(context, directory));
  if (!bodies && (form == analytics::kWireForm.id || bodies.error().code != ErrorCode::NotFound))
    return fail(bodies.error(), "the form http needs what was sent and answered");
  const analytics::WireSource wire = bodies ? analytics::wire_source(**bodies) : analytics::WireSource{};

  Progress progress{context.err};
  std::function<void(std::int64_t)> tell;
  if (::isatty(STDERR_FILENO) == 1) tell = [&progress](std::int64_t calls) { progress.show(calls); };
  const auto source = calls_of(**reader, std::move(*filter));
  const auto to_stdout = [&](std::string_view piece) { return write_piece(context.out, piece, "stdout"); };
  const auto count = form == analytics::kBundleForm.id
                         ? export_bundle_to_file(analytics_directory(context, directory), source, file, tell)
                     : file.empty() ? export_form(source, form, {to_stdout, tell, wire})
                                    : export_to_file(source, form, file, tell, wire);
  if (!count) return fail(count.error(), "export");
  if (!file.empty()) context.err << fmt::format("{} calls in {}\n", format_count(*count), display_safe(file));
  return kExitOk;
}

}  // namespace

const Command kExport{
    .name = "export", .summary = "Write calls as HAR, JSON lines, CSV, SQL, Markdown, a page or a bundle", .run = run};

}  // namespace tabacus::app

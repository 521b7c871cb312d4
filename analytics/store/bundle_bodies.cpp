#include "analytics/store/bundle_bodies.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "analytics/store/bodies_file.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::chrono::seconds kBusyTimeout{10};
constexpr std::size_t kCallsPerBatch = 20;

struct NumberHere {
  std::int64_t in_bundle = 0;
  std::int64_t here = 0;
};

/// A call that was metered here has its own number; one from elsewhere the number that it came in under.
constexpr std::string_view kNumbersHere = R"(
SELECT b.call_id, CASE WHEN ifnull(f.name, o.uuid) = (SELECT uuid FROM main.database_identity)
  THEN (SELECT c.call_id FROM main.calls c WHERE c.call_id = ifnull(i.original_id, b.call_id))
  ELSE (SELECT d.call_id FROM main.imported d JOIN main.import_source s ON s.id = d.source_id
    WHERE s.name = ifnull(f.name, o.uuid) AND d.original_id = ifnull(i.original_id, b.call_id)) END AS here
FROM bundle.bodies b CROSS JOIN bundle.database_identity o
LEFT JOIN bundle.imported i ON i.call_id = b.call_id LEFT JOIN bundle.import_source f ON f.id = i.source_id
WHERE here IS NOT NULL ORDER BY b.call_id)";

Result<std::vector<NumberHere>> numbers_here(Database& calls, const std::filesystem::path& copy) {
  {
    auto attach = calls.prepare("ATTACH ? AS bundle");
    if (!attach) return fail(attach.error());
    if (auto attached = attach->bind(std::string_view{copy.native()}).run(); !attached) return fail(attached.error());
  }
  const ScopeExit detach{[&calls] { static_cast<void>(calls.execute("DETACH bundle")); }};
  auto statement = calls.prepare(kNumbersHere);
  if (!statement) return fail(statement.error());
  std::vector<NumberHere> numbers;
  for (;;) {
    const auto row = statement->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    numbers.push_back({statement->integer(0), statement->integer(1)});
  }
  *statement = Statement{};  // or nothing can be detached
  return numbers;
}

/// One batch, in one transaction.
Result<std::int64_t> take_in(Database& bodies, BodyRows& rows, StoredBodies& from, std::span<const NumberHere> calls) {
  auto transaction = Transaction::begin(bodies);
  if (!transaction) return fail(transaction.error());
  rows.forget_ids();
  auto find = bodies.prepare("SELECT count(*) FROM bodies WHERE call_id = ?");
  if (!find) return fail(find.error());
  std::int64_t count = 0;
  for (const auto& [in_bundle, here] : calls) {
    const auto known = find->bind(here).run_for_integer();
    if (!known) return fail(known.error());
    if (known->value_or(0) > 0) continue;
    const auto call = from.read(in_bundle);
    if (!call) return fail(call.error());
    if (auto inserted = rows.insert(here, *call); !inserted) return fail(inserted.error());
    ++count;
  }
  *find = Statement{};
  if (auto committed = transaction->commit(); !committed) return fail(committed.error());
  return count;
}

}  // namespace

Result<std::unique_ptr<BundledBodies>> BundledBodies::begin(Database& bundle,
                                                            const std::filesystem::path& bodies_file) {
  auto source = Database::open(bodies_file, Database::Mode::ReadOnly, kBusyTimeout);
  if (!source) return fail(source.error());
  if (const auto known = bodies_schema_of(*source); !known) return fail(known.error());
  std::unique_ptr<BundledBodies> made{new BundledBodies{std::move(*source)}};
  auto from = StoredBodies::prepare(made->source_);
  if (!from) return fail(from.error());
  made->from_ = std::move(*from);
  if (auto tables = make_bundled_bodies(bundle, newest_bodies_schema()); !tables) return fail(tables.error());
  auto to = BodyRows::prepare(bundle, random_hash_key());
  if (!to) return fail(to.error());
  made->to_ = std::move(*to);
  return made;
}

Result<void> BundledBodies::add(std::span<const std::int64_t> call_ids) {
  for (const std::int64_t call_id : call_ids) {
    const auto call = from_.read(call_id);
    if (!call && call.error().code == ErrorCode::NotFound) continue;
    if (!call) return fail(call.error());
    if (auto inserted = to_->insert(call_id, *call); !inserted) return inserted;
    ++count_;
  }
  return {};
}

Result<int> bundled_bodies_schema(Database& bundle) {
  const auto tables = bundle.integer("SELECT count(*) FROM sqlite_master WHERE name = 'bodies_schema'");
  if (!tables) return fail(tables.error());
  if (tables->value_or(0) == 0) return 0;
  const auto number = bundle.integer("SELECT number FROM bodies_schema");
  if (!number) return fail(number.error());
  if (number->value_or(0) < 1) return fail(ErrorCode::InvalidInput, "it does not say which schema its bodies have");
  if (number->value_or(0) > newest_bodies_schema())
    return fail(ErrorCode::Unsupported, "a newer tabacus wrote its requests and answers");
  return static_cast<int>(**number);
}

Result<void> make_bundled_bodies(Database& bundle, int schema) {
  if (auto made = make_bodies_tables(bundle, 0, schema); !made) return made;
  return bundle.execute(
      fmt::format("CREATE TABLE bodies_schema(number INTEGER NOT NULL); INSERT INTO bodies_schema VALUES({})", schema));
}

Result<void> migrate_bundled_bodies(Database& bundle) {
  const auto schema = bundled_bodies_schema(bundle);
  if (!schema) return fail(schema.error());
  if (*schema == 0) return {};
  if (auto made = make_bodies_tables(bundle, *schema, newest_bodies_schema()); !made) return made;
  return bundle.execute(fmt::format("UPDATE bodies_schema SET number = {}", newest_bodies_schema()));
}

Result<std::int64_t> take_in_bodies(Database& calls, const std::filesystem::path& copy,
                                    const std::filesystem::path& bodies_file, const HashKey& key) {
  const auto numbers = numbers_here(calls, copy);
  if (!numbers) return fail(numbers.error());
  auto bundle = Database::open(copy, Database::Mode::ReadOnly, kBusyTimeout);
  if (!bundle) return fail(bundle.error());
  auto from = StoredBodies::prepare(*bundle);
  if (!from) return fail(from.error());
  const auto claim = claim_bodies(bodies_file.parent_path());
  if (!claim) return fail(claim.error());
  auto bodies = open_bodies_file(bodies_file, kBusyTimeout);
  if (!bodies) return fail(bodies.error());
  auto rows = BodyRows::prepare(*bodies, key);
  if (!rows) return fail(rows.error());
  std::int64_t count = 0;
  for (std::span<const NumberHere> left{*numbers}; !left.empty();) {
    const auto batch = left.first(std::min(left.size(), kCallsPerBatch));
    const auto taken = take_in(*bodies, **rows, *from, batch);
    if (!taken) return fail(taken.error(), "take in requests and answers");
    count += *taken;
    left = left.subspan(batch.size());
  }
  return count;
}

}  // namespace tabacus::analytics

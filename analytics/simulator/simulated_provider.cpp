#include "analytics/simulator/simulated_provider.hpp"

#include <array>

#include "analytics/net/event.hpp"
#include "analytics/simulator/content_encoder.hpp"
#include "analytics/simulator/http_exchange.hpp"
#include "analytics/simulator/json.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};

Json usage_json(const SimulatedTotals& totals) {
  return {{"calls", totals.calls},
          {"errors", totals.errors},
          {"input_uncached", totals.usage.input_uncached},
          {"cache_read", totals.usage.cache_read},
          {"cache_write", totals.usage.cache_write},
          {"output", totals.usage.output},
          {"reasoning", totals.usage.reasoning}};
}

bool ends_half_way(const Fault& fault) { return fault.cuts || fault.stalls || fault.truncates; }

/// Until the client has left.
net::Awaitable<void> wait_for_end(net::Stream& client) {
  std::array<char, 256> bytes;
  for (bool open = true; open;) {
    const Result<std::size_t> got = co_await client.read_some(bytes);
    open = got.has_value() && *got > 0;
  }
}

void add(SimulatedUsage& sum, const SimulatedUsage& usage) {
  sum.input_uncached += usage.input_uncached;
  sum.cache_read += usage.cache_read;
  sum.cache_write += usage.cache_write;
  sum.output += usage.output;
  sum.reasoning += usage.reasoning;
}

}  // namespace

SimulatedProvider::SimulatedProvider(SimulatorOptions options, std::unique_ptr<net::IoThread> thread,
                                     std::unique_ptr<net::Listener> listener)
    : options_{options}, listener_{std::move(listener)}, thread_{std::move(thread)} {
  thread_->post([this] { net::spawn(thread_->executor(), accept_all()); });
}

SimulatedProvider::~SimulatedProvider() {
  thread_->stop();
  listener_.reset();  // its socket belongs to the loop, which goes last
}

net::Awaitable<void> SimulatedProvider::accept_all() {
  net::Event pause{thread_->executor()};
  for (;;) {
    auto client = co_await listener_->accept();
    if (client)
      net::spawn(thread_->executor(), serve(std::move(*client)));
    else
      co_await pause.wait_for(kAcceptPause);
  }
}

net::Awaitable<void> SimulatedProvider::serve(std::unique_ptr<net::Stream> client) {
  RequestReader reader{*client};
  bool open = true;
  while (open) {
    auto request = co_await reader.next();
    if (!request) break;
    request->number = ++requests_;
    std::optional<SimulatedAnswer> reply;
    if (reader.wants_websocket())
      reply = co_await serve_socket(*client, reader, *request);
    else
      reply = answer_with_faults(*request);
    if (!reply) break;
    const bool sent = co_await send(*client, std::move(*reply), *request);
    open = sent && reader.keeps_alive();
  }
  client->close(net::Close::Normal);
}

SimulatedAnswer SimulatedProvider::answer(const SimulatedRequest& request) {
  if (request.path == "/simulator/totals") return totals_answer();
  for (const auto dialect :
       {answer_as_anthropic, answer_as_openai, answer_as_gemini, answer_as_chatgpt, answer_as_code_assist})
    if (auto found = dialect(request)) return std::move(*found);
  return json_answer(404, {{"error", {{"type", "not_found_error"}, {"message", "the simulator has no such path"}}}});
}

/// A fault that is to come so many times only is counted by its words; then the request is answered without it.
SimulatedAnswer SimulatedProvider::answer_with_faults(SimulatedRequest& request) {
  SimulatedAnswer reply = answer(request);
  const std::optional<int> times = reply.fault.times;
  if (times && ++faults_[request.fault + '\n' + reply.model] > *times) {
    request.fault = "none";
    reply = answer(request);
  }
  apply_fault(reply);
  return reply;
}

SimulatedAnswer SimulatedProvider::totals_answer() const {
  Json models = Json::object();
  for (const auto& [model, totals] : totals_) models[model] = usage_json(totals);
  return json_answer(200, {{"models", models}, {"requests", requests_ - 1}});  // all before this one
}

void SimulatedProvider::count(const SimulatedAnswer& answer, const std::optional<SimulatedUsage>& told) {
  if (answer.model.empty()) return;
  SimulatedTotals& totals = totals_[answer.model];
  ++(answer.status == 200 ? totals.calls : totals.errors);
  if (told) add(totals.usage, *told);
}

/// False when the connection is over.
net::Awaitable<bool> SimulatedProvider::send(net::Stream& client, SimulatedAnswer answer,
                                             const SimulatedRequest& request) {
  const bool is_head = request.method == "HEAD";
  if (answer.fault.drops) {
    client.close(net::Close::Reset);
    co_return false;
  }
  std::string coding = answer.fault.coding;
  if (coding.empty()) coding = is_head ? "identity" : preferred_coding(request.accepted_codings);
  bool open = false;
  if (answer.streams)
    open = co_await send_pieces(client, answer, std::move(coding));
  else
    open = co_await send_whole(client, answer, std::move(coding), is_head);
  co_return open;
}

net::Awaitable<bool> SimulatedProvider::send_whole(net::Stream& client, const SimulatedAnswer& answer,
                                                   std::string coding, bool is_head) {
  const auto encoder = ContentEncoder::create(coding);
  std::string body;
  std::optional<SimulatedUsage> told;
  for (const Piece& piece : answer.pieces) {
    body += encoder->encode(piece.bytes);
    if (piece.told) told = piece.told;
  }
  body += encoder->finish();
  std::string whole = head_of(answer, coding, body.size());
  if (ends_half_way(answer.fault)) {
    body.resize(body.size() / 2);
    told.reset();
  }
  if (!is_head) whole += body;
  count(answer, told);  // before the last byte: who has read the answer may ask for the totals at once
  const Result<void> written = co_await client.write(whole);
  if (written && answer.fault.stalls) co_await wait_for_end(client);
  co_return written.has_value() && !ends_half_way(answer.fault);
}

net::Awaitable<bool> SimulatedProvider::send_pieces(net::Stream& client, const SimulatedAnswer& answer,
                                                    std::string coding) {
  const Result<void> begun = co_await client.write(head_of(answer, coding, 0));
  if (!begun) co_return false;
  const auto encoder = ContentEncoder::create(coding);
  const std::chrono::milliseconds delay{options_.event_delay_ms * (answer.fault.slow ? 10U : 1U)};
  const bool is_cut = ends_half_way(answer.fault);
  const std::size_t wanted = is_cut ? answer.pieces.size() / 2 : answer.pieces.size();
  net::Event pause{thread_->executor()};
  std::optional<SimulatedUsage> told;
  bool open = true;
  for (std::size_t i = 0; i < wanted && open; ++i) {
    if (i > 0 && delay.count() > 0) co_await pause.wait_for(delay);
    if (answer.pieces[i].told) told = answer.pieces[i].told;
    std::string bytes = chunk_of(encoder->encode(answer.pieces[i].bytes));
    const bool is_last = i + 1 == wanted;
    if (is_last && !is_cut) bytes += chunk_of(encoder->finish()) + "0\r\n\r\n";
    if (is_last && answer.fault.truncates) bytes += "ffff\r\ndata: {";
    if (is_last) count(answer, std::exchange(told, std::nullopt));
    const Result<void> written = co_await client.write(bytes);
    open = written.has_value();
    if (!open && !is_last) count(answer, told);
  }
  if (open && answer.fault.stalls) co_await wait_for_end(client);
  co_return open && !is_cut;
}

}  // namespace tabacus::analytics::simulator

namespace tabacus::analytics {

Result<std::unique_ptr<Simulator>> Simulator::start(const SimulatorOptions& options) {
  auto thread = std::make_unique<net::IoThread>("simulator");
  auto listener = net::Listener::bind(thread->executor(), options.port);
  if (!listener) return fail(listener.error(), "start the simulated provider");
  return std::unique_ptr<Simulator>{
      std::make_unique<simulator::SimulatedProvider>(options, std::move(thread), std::move(*listener))};
}

}  // namespace tabacus::analytics

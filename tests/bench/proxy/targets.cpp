#include "tests/bench/proxy/targets.hpp"

#include <fmt/format.h>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/text.hpp"
#include "tests/bench/proxy/socket.hpp"

namespace tabacus::bench {
namespace {

bool is_installed(const std::string& program) {
  for (const std::string_view directory : split(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "", ':'))
    if (std::filesystem::exists(std::filesystem::path{directory} / program)) return true;
  return std::filesystem::exists("/usr/sbin/" + program);
}

bool listens(std::uint16_t port) {
  constexpr std::string_view kListening = " 0A ";
  const std::string local = fmt::format("0100007F:{:04X} ", port);
  std::ifstream table{"/proc/net/tcp"};
  for (std::string line; std::getline(table, line);)
    if (line.find(local) != std::string::npos && line.find(kListening) != std::string::npos) return true;
  return false;
}

void wait_until_listening(const Target& target) {
  for (int tries = 0; tries < 600 && !listens(target.port); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  if (!listens(target.port)) give_up(fmt::format("wait for {} on port {}", target.name, target.port));
}

void write_file(const std::filesystem::path& path, std::string_view text) { std::ofstream{path} << text; }

}  // namespace

std::string own_path() { return std::filesystem::read_symlink("/proc/self/exe"); }

Lineup::Lineup(const std::filesystem::path& work, const std::filesystem::path& tabacus, const UpstreamPorts& upstream,
               UpstreamKind kind, Peers peers)
    : work_{work}, upstream_{upstream}, kind_{kind} {
  std::filesystem::remove_all(work_);
  std::filesystem::create_directories(work_);
  Target direct{.name = "direct", .port = upstream.plain};
  if (kind == UpstreamKind::Tls) {
    direct.port = upstream.tls;
    direct.certificate = upstream.certificate;
  }
  targets_.push_back(direct);
  if (kind == UpstreamKind::Plain) add_copy();
  if (is_installed("nginx")) add_nginx();
  if (is_installed("haproxy")) add_haproxy();
  if (peers == Peers::All && is_installed("mitmdump")) add_mitmproxy();
  add_tabacus(tabacus);
}

Lineup::~Lineup() { stop_tabacus(); }

void Lineup::stop_tabacus() {
  if (tabacus_ == nullptr) return;
  tabacus_->signal(SIGTERM);  // passed on to its command, which ends, and with it the run
  (void)tabacus_->wait();
  tabacus_ = nullptr;
}

void Lineup::start(Target target, const std::vector<std::string>& command,
                   const std::vector<std::pair<std::string, std::string>>& environment) {
  processes_.push_back(std::make_unique<testing::Process>(command, environment));
  target.pid = processes_.back()->pid();
  if (target.port != 0) wait_until_listening(target);
  targets_.push_back(std::move(target));
}

void Lineup::add_copy() {
  start({.name = "copy"}, {own_path(), "copy", std::to_string(upstream_.plain)});
  targets_.back().port = static_cast<std::uint16_t>(parse_int(processes_.back()->read_line()).value_or(0));
}

void Lineup::add_nginx() {
  const std::uint16_t port = free_port();
  const bool tls = kind_ == UpstreamKind::Tls;
  const std::string verify = fmt::format(
      "proxy_ssl_verify on; proxy_ssl_trusted_certificate {}; proxy_ssl_name localhost;", upstream_.certificate);
  write_file(work_ / "nginx.conf", fmt::format(R"(daemon off; master_process off; worker_processes 1; pid {0}/nginx.pid;
error_log {0}/nginx.log; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/temp; client_max_body_size 0;
  fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream up {{ server 127.0.0.1:{1}; keepalive 128; keepalive_requests 10000000; }}
  server {{
    listen 127.0.0.1:{2}; keepalive_requests 10000000;
    location / {{
      proxy_pass {3}://up; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade; {4}
      proxy_buffering off; proxy_request_buffering off; proxy_read_timeout 600s;
    }}
  }}
}}
)",
                                               work_.native(), tls ? upstream_.tls : upstream_.plain, port,
                                               tls ? "https" : "http", tls ? verify : ""));
  start({.name = "nginx", .port = port}, {"nginx", "-e", work_ / "nginx.log", "-c", work_ / "nginx.conf"});
}

void Lineup::add_haproxy() {
  const std::uint16_t port = free_port();
  const bool tls = kind_ == UpstreamKind::Tls;
  write_file(
      work_ / "haproxy.cfg",
      fmt::format(
          R"(global
  maxconn 4000
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 600s
  timeout tunnel 600s
  option http-no-delay
  http-reuse always
frontend clients
  bind 127.0.0.1:{}
  default_backend upstream
backend upstream
  server up 127.0.0.1:{}{}
)",
          port, tls ? upstream_.tls : upstream_.plain,
          tls ? fmt::format(" ssl verify required ca-file {} verifyhost localhost", upstream_.certificate) : ""));
  start({.name = "haproxy", .port = port}, {"haproxy", "-db", "-q", "-f", work_ / "haproxy.cfg"});
}

void Lineup::add_mitmproxy() {
  const std::uint16_t port = free_port();
  const bool tls = kind_ == UpstreamKind::Tls;
  start({.name = "mitmproxy", .port = port, .is_slow = true},
        {"mitmdump", "-q", "--set", "stream_large_bodies=1m", "--set", "confdir=" + (work_ / "mitm").native(), "--set",
         "ssl_insecure=true", "--mode",
         fmt::format("reverse:{}://127.0.0.1:{}", tls ? "https" : "http", tls ? upstream_.tls : upstream_.plain),
         "--listen-host", "127.0.0.1", "-p", std::to_string(port)});
}

void Lineup::add_tabacus(const std::filesystem::path& tabacus) {
  const bool tls = kind_ == UpstreamKind::Tls;
  const std::string upstream =
      fmt::format("{}://127.0.0.1:{}", tls ? "https" : "http", tls ? upstream_.tls : upstream_.plain);
  Tabacus started = start_tabacus({.program = tabacus,
                                   .home = work_,
                                   .directory = work_ / "data",
                                   .anthropic_upstream = upstream,
                                   .openai_upstream = upstream + "/v1",
                                   .certificate = upstream_.certificate});
  targets_.push_back(std::move(started.target));
  processes_.push_back(std::move(started.process));
  tabacus_ = processes_.back().get();
}

Tabacus start_tabacus(const TabacusOptions& options) {
  auto process = std::make_unique<testing::Process>(
      std::vector<std::string>{
          options.program, "run", "--directory", options.directory, "--", "sh", "-c",
          "echo $ANTHROPIC_BASE_URL; echo $OPENAI_BASE_URL; while kill -0 $PPID; do sleep 1; done"},
      std::vector<std::pair<std::string, std::string>>{{"HOME", options.home},
                                                       {"XDG_CONFIG_HOME", options.home / "config"},
                                                       {"ANTHROPIC_BASE_URL", options.anthropic_upstream},
                                                       {"OPENAI_BASE_URL", options.openai_upstream},
                                                       {"SSL_CERT_FILE", options.certificate}});
  const std::string anthropic = process->read_line();
  const std::string openai = process->read_line();
  const std::size_t port = std::string_view{"http://127.0.0.1:"}.size();
  const std::size_t path = anthropic.find('/', port);
  if (path == std::string::npos) give_up("start " + options.program.native());
  Target target{.name = "tabacus", .pid = process->pid(), .directory = options.directory};
  target.port = static_cast<std::uint16_t>(parse_int(anthropic.substr(port, path - port)).value_or(0));
  target.path = anthropic.substr(path) + "/v1/messages";
  target.websocket_path = openai.substr(openai.find('/', port)) + "/responses";
  return {std::move(target), std::move(process)};
}

}  // namespace tabacus::bench

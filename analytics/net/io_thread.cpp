#include "analytics/net/io_thread.hpp"

#include <pthread.h>

#include <exception>
#include <future>
#include <thread>

#include "analytics/net/asio.hpp"
#include "base/log.hpp"

namespace tabacus::analytics::net {
namespace {

constexpr log::Category kLog{"net"};

}  // namespace

struct IoThread::Loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::jthread thread;
};

void spawn(const Executor& executor, Awaitable<void> coroutine) {
  asio::co_spawn(executor, std::move(coroutine), [](const std::exception_ptr& thrown) {
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
      log::error(kLog, "a coroutine threw: {}", exception.what());
    }
  });
}

IoThread::IoThread(const std::string& name) : loop_{std::make_unique<Loop>()} {
  loop_->thread = std::jthread{[loop = loop_.get()] { loop->context.run(); }};
  pthread_setname_np(loop_->thread.native_handle(), name.substr(0, 15).c_str());
}

IoThread::~IoThread() { stop(); }

Executor IoThread::executor() const { return loop_->context.get_executor(); }

void IoThread::post(std::function<void()> function) { asio::post(loop_->context, std::move(function)); }

void IoThread::run(const std::function<void()>& function) {
  std::promise<void> done;
  post([&] {
    function();
    done.set_value();
  });
  done.get_future().wait();
}

void IoThread::stop() {
  loop_->context.stop();
  if (loop_->thread.joinable()) loop_->thread.join();
}

}  // namespace tabacus::analytics::net

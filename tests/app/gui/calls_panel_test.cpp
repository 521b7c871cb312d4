// The analytics panel over a small database, driven by keys.
#include "app/gui/modal/calls_panel.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "fonts/text_cells.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using terminal::Key;
using terminal::KeyPress;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

KeyPress press(Key key) {
  KeyPress made;
  made.key = key;
  return made;
}
KeyPress letter(char c) {
  KeyPress made;
  made.code_point = static_cast<unsigned char>(c);
  made.text = std::string(1, c);
  return made;
}

CallRow some_row() {
  CallRow row;
  row.clock = "14:05:12";
  row.model = "claude-sonnet-4-5";
  row.outcome = "ok";
  row.status = 200;
  row.prompt = 12'345;
  row.cached = 12'000;
  row.output = 512;
  row.cost_nano = 12'345'678;
  row.duration_ms = 4120;
  row.tab = "review";
  return row;
}

TEST(CallLine, HoldsWhatMattersOfACall) {
  const std::string line = call_line(some_row(), 120);
  for (const char* part :
       {"✓", "14:05:12", "claude-sonnet-4-5", "200", "12.3k in", "97%", "512 out", "$0.0123", "4.12s"})
    EXPECT_THAT(line, HasSubstr(part));
  CallRow failed = some_row();
  failed.outcome = "error";
  failed.error = "overloaded_error";
  failed.cost_nano.reset();
  failed.prompt.reset();
  EXPECT_THAT(call_line(failed, 140), HasSubstr("×"));
  EXPECT_THAT(call_line(failed, 140), HasSubstr("overloaded_error"));
  EXPECT_THAT(call_line(failed, 140), HasSubstr("– in")) << "unknown is not zero";
}

TEST(CallLine, KeepsWhatACallCostAndHowLongItTookInEightyColumns) {
  EXPECT_EQ(call_line(some_row(), 67), "✓ 14:05:12    claude-sonn…   12.3k in    512 out    $0.0123   4.12s");
  EXPECT_EQ(call_line(some_row(), 72), "✓ 14:05:12    claude-sonnet-4-5   12.3k in    512 out    $0.0123   4.12s");
  EXPECT_THAT(call_line(some_row(), 77), AllOf(HasSubstr("97%"), Not(HasSubstr("200")), EndsWith("4.12s")));
  EXPECT_THAT(call_line(some_row(), 82), AllOf(HasSubstr("97%"), HasSubstr("200"), EndsWith("4.12s")));
}

TEST(Matches, TakesRowsWithEveryWord) {
  EXPECT_TRUE(matches(some_row(), "SONNET 200"));
  EXPECT_TRUE(matches(some_row(), "  "));
  EXPECT_FALSE(matches(some_row(), "sonnet error"));
  CallRow failed = some_row();
  failed.outcome = "aborted";
  EXPECT_TRUE(matches(failed, "error")) << "all that failed";
}

class CallsPanelTest : public ::testing::Test {
 protected:
  CallsPanelTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }

  void open(bool with_database = true) {
    if (with_database) testing::seed_database(temp_.path());
    auto source = std::make_unique<CallsSource>(LoadedConfig{}, temp_.path(), "none", [this] { changes_.notify(); });
    panel_ = std::make_unique<CallsPanel>(std::move(source), [this](const std::string& text) { copied_ = text; });
    panel_->key(letter('s'));  // of the session
    panel_->key(letter('s'));  // all
  }

  [[nodiscard]] std::string text() {
    const auto sheet = panel_->sheet({120, 30});
    std::string all = sheet->title + "|" + sheet->note + "\n";
    for (const auto& row : sheet->rows) all += row.text + "\n";
    return all + sheet->footer;
  }
  bool wait_for(const std::string& words) {
    return changes_.wait([&] { return text().find(words) != std::string::npos; });
  }

  class Changes {
   public:
    void notify() {
      {
        const std::lock_guard lock{mutex_};
        ++count_;
      }
      changed_.notify_all();
    }
    bool wait(const std::function<bool()>& done) {
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
      while (!done()) {
        std::unique_lock lock{mutex_};
        if (!changed_.wait_until(lock, deadline, [this] { return count_ > 0; })) return false;
        count_ = 0;
      }
      return true;
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
  };

  testing::TempDir temp_;
  Changes changes_;
  std::string copied_;
  std::unique_ptr<CallsPanel> panel_;
};

TEST_F(CallsPanelTest, SaysThatThereIsNothing) {
  open(false);
  EXPECT_TRUE(wait_for("no call was metered"));
  EXPECT_TRUE(panel_->key(press(Key::Escape)).closes);
}

TEST_F(CallsPanelTest, ListsCallsNewestFirstAndNarrowsThem) {
  open();
  ASSERT_TRUE(wait_for("claude"));
  const std::string before = text();
  panel_->key(letter('/'));
  for (const char c : std::string_view{"no-such-model"}) panel_->key(letter(c));
  EXPECT_THAT(text(), HasSubstr("no calls"));
  panel_->key(press(Key::Escape));
  EXPECT_EQ(text(), before) << "Escape drops the filter, not the panel";
}

TEST_F(CallsPanelTest, ShowsACallInPagesAndGoesBack) {
  open();
  ASSERT_TRUE(wait_for("claude"));
  panel_->key(press(Key::Enter));
  EXPECT_TRUE(wait_for("outcome"));
  EXPECT_THAT(text(), HasSubstr("[call]"));
  panel_->key(letter('2'));
  EXPECT_TRUE(wait_for("[cost]"));
  panel_->key(press(Key::Escape));
  EXPECT_THAT(text(), HasSubstr("Calls of all"));
}

TEST_F(CallsPanelTest, HintsAtTheMostNeededKeysWholeInTheRoomThereIs) {
  open();
  ASSERT_TRUE(wait_for("claude"));
  EXPECT_THAT(panel_->sheet({120, 30})->footer, HasSubstr("J JSON"));
  for (int columns = 1; columns < 120; ++columns) {
    const std::string line = panel_->sheet({columns, 30})->footer;
    EXPECT_LE(fonts::count_cells(line), columns);
    for (const std::string_view hint : split(line, ' ')) EXPECT_NE(hint, "…") << line;
    if (columns < 42) continue;
    EXPECT_THAT(line, HasSubstr("Esc closes · R again · / search · ? keys")) << columns;
  }
  panel_->key(press(Key::Enter));
  ASSERT_TRUE(wait_for("outcome"));
  EXPECT_THAT(panel_->sheet({76, 30})->footer, HasSubstr("Esc back · y copies · 1 [call] · 2 cost"));
  EXPECT_LE(fonts::count_cells(panel_->sheet({76, 30})->footer), 76);
}

TEST_F(CallsPanelTest, ListsItsKeys) {
  open();
  ASSERT_TRUE(wait_for("claude"));
  panel_->key(letter('?'));
  EXPECT_TRUE(wait_for("copy the call as JSON"));
  panel_->key(press(Key::Escape));
  EXPECT_THAT(text(), HasSubstr("Calls of all"));
}

TEST_F(CallsPanelTest, DrawsSumsAsBars) {
  open();
  ASSERT_TRUE(wait_for("claude"));
  panel_->key(letter('c'));
  EXPECT_TRUE(wait_for("Cost by day"));
  EXPECT_THAT(text(), Not(HasSubstr("SELECT"))) << "every question can be answered";
  EXPECT_THAT(text(), Not(HasSubstr("no such")));
}

TEST_F(CallsPanelTest, CopiesACallAsJson) {
  open();
  ASSERT_TRUE(wait_for("claude"));
  panel_->key(letter('J'));
  EXPECT_TRUE(changes_.wait([&] { return (void)text(), !copied_.empty(); }));
  EXPECT_THAT(copied_, HasSubstr("\"call_id\""));
}

}  // namespace
}  // namespace tabacus::app

#include "app/cli/token_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "base/ids.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNewLength = 43;  // 256 bits
constexpr std::size_t kLeastLength = 22;
constexpr std::size_t kMostLength = 128;

bool is_token(std::string_view text) {
  return text.size() >= kLeastLength && text.size() <= kMostLength && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
         });
}

/// Of two that begin at once the file keeps one's token.
Result<void> make(const fs::path& file) {
  const fs::path temporary = file.native() + "." + random_token(8) + ".new";
  if (auto written = write_private_file(temporary, random_token(kNewLength) + '\n'); !written) return written;
  const bool is_made = ::link(temporary.c_str(), file.c_str()) == 0 || errno == EEXIST;
  const Result<void> made = is_made ? Result<void>{} : Result<void>{fail_errno("make", file.native())};
  ::unlink(temporary.c_str());
  return made;
}

Error refusal(const Error& error) {
  if (error.code != ErrorCode::PermissionDenied) return error;
  return {error.code, error.message + "; who can read it can read the calls ('chmod 600' closes it)"};
}

}  // namespace

Result<std::string> token_kept_in(const fs::path& file) {
  Result<std::string> text = read_private_file(file);
  if (!text && text.error().code == ErrorCode::NotFound) {
    if (auto made = make(file); !made) return fail(made.error());
    text = read_private_file(file);
  }
  if (!text) return fail(refusal(text.error()));
  const std::string_view token = trim(*text);
  if (!is_token(token))
    return fail(ErrorCode::InvalidInput,
                fmt::format("read {}: a token is {} to {} letters, digits, _ and -; without the file a new one is made",
                            file.native(), kLeastLength, kMostLength));
  return std::string{token};
}

}  // namespace tabacus::app

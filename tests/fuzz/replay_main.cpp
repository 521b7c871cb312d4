// Stands in for libFuzzer where there is none: feeds a fuzzer every file below the directories given, its beginnings,
// and variations made by a seeded generator. Prints the file it is at when something breaks.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kBeginnings = 8;
constexpr std::size_t kVariations = 24;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string varied(std::string input, std::mt19937& random) {
  for (int edits = 0; edits < 4 && !input.empty(); ++edits) {
    const std::size_t at = random() % input.size();
    if (random() % 3 == 0)
      input.erase(at, 1 + random() % 8);
    else
      input[at] = static_cast<char>(random());
  }
  return input;
}

void replay(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  const std::string input{std::istreambuf_iterator<char>{stream}, {}};
  std::fprintf(stderr, "%s\r", file.filename().c_str());
  run(input);
  for (std::size_t part = 0; part < kBeginnings; ++part) run(input.substr(0, input.size() * part / kBeginnings));
  std::mt19937 random{static_cast<std::mt19937::result_type>(input.size())};
  for (std::size_t count = 0; count < kVariations; ++count) run(varied(input, random));
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  for (int i = 1; i < argc; ++i)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
      if (entry.is_regular_file()) {
        replay(entry.path());
        ++files;
      }
  std::fprintf(stderr, "replayed %zu files\n", files);
  return files > 0 ? 0 : 1;
}

#include "analytics/store/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tabacus::analytics {
namespace {

// Bucket 0 is all below 1.024 ms; then eight to an octave; the last one begins at 35 hours.
constexpr int kFirstOctave = 10;
constexpr int kLastOctave = 37;
constexpr int kPerOctave = 8;
constexpr int kLastBucket = (kLastOctave - kFirstOctave) * kPerOctave;

int bucket_of(std::int64_t microseconds) {
  if (microseconds < (std::int64_t{1} << kFirstOctave)) return 0;
  const int octave = std::bit_width(static_cast<std::uint64_t>(microseconds)) - 1;
  const int part = static_cast<int>((microseconds >> (octave - 3)) & (kPerOctave - 1));
  return std::min(kLastBucket, 1 + (octave - kFirstOctave) * kPerOctave + part);
}

double lower_edge(int bucket) {
  if (bucket == 0) return 0;
  const int octave = kFirstOctave + (bucket - 1) / kPerOctave;
  return std::ldexp(kPerOctave + (bucket - 1) % kPerOctave, octave - 3);
}

void put(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

std::optional<std::uint64_t> take(std::string_view& in) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 63 && !in.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80) == 0) return number;
  }
  return std::nullopt;
}

std::uint64_t zigzag(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
std::int64_t unzigzag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
}

}  // namespace

Histogram Histogram::decode(std::string_view encoded) {
  Histogram histogram;
  std::uint64_t bucket = 0;
  while (!encoded.empty()) {
    const auto distance = take(encoded);
    const auto times = take(encoded);
    if (!distance || !times || *distance > kLastBucket) break;
    bucket += *distance;
    if (bucket > kLastBucket) break;
    histogram.add_to_bucket(static_cast<int>(bucket), unzigzag(*times));
  }
  return histogram;
}

std::string Histogram::encode() const {
  std::string out;
  int last = 0;
  for (const auto& [bucket, times] : buckets_) {
    put(out, static_cast<std::uint64_t>(bucket - last));
    put(out, zigzag(times));
    last = bucket;
  }
  return out;
}

void Histogram::add(std::int64_t microseconds, std::int64_t times) { add_to_bucket(bucket_of(microseconds), times); }

void Histogram::add(const Histogram& other) {
  for (const auto& [bucket, times] : other.buckets_) add_to_bucket(bucket, times);
}

void Histogram::add_to_bucket(int bucket, std::int64_t times) {
  if (times == 0) return;
  const auto at = std::lower_bound(buckets_.begin(), buckets_.end(), bucket,
                                   [](const auto& entry, int wanted) { return entry.first < wanted; });
  if (at == buckets_.end() || at->first != bucket) {
    buckets_.insert(at, {bucket, times});
  } else if ((at->second += times) == 0) {
    buckets_.erase(at);
  }
}

std::int64_t Histogram::count() const {
  std::int64_t sum = 0;
  for (const auto& [bucket, times] : buckets_) sum += times;
  return sum;
}

std::int64_t Histogram::count_below(std::int64_t microseconds) const {
  std::int64_t sum = 0;
  for (const auto& [bucket, times] : buckets_)
    if (lower_edge(bucket + 1) <= static_cast<double>(microseconds)) sum += times;
  return sum;
}

double Histogram::sum_of_middles() const {
  double sum = 0;
  for (const auto& [bucket, times] : buckets_)
    sum += static_cast<double>(times) * (lower_edge(bucket) + lower_edge(bucket + 1)) / 2;
  return sum;
}

std::optional<double> Histogram::quantile(double share) const {
  const std::int64_t all = count();
  if (all <= 0) return std::nullopt;
  double left = std::clamp(share, 0.0, 1.0) * static_cast<double>(all);
  for (const auto& [bucket, times] : buckets_) {
    const auto here = static_cast<double>(times);
    if (left <= here) {
      // Within a bucket they are taken to lie evenly.
      const double low = lower_edge(bucket);
      return low + (lower_edge(bucket + 1) - low) * std::max(0.0, left) / here;
    }
    left -= here;
  }
  return lower_edge(buckets_.back().first + 1);
}

}  // namespace tabacus::analytics

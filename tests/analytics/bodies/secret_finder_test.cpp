#include "analytics/bodies/secret_finder.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

namespace tabacus::analytics {
namespace {

using ::testing::IsEmpty;

/// "KIND=SECRET" of each, behind one another.
std::string found_in(std::string_view text) {
  std::string found;
  for (const FoundSecret& secret : find_secrets(text))
    found.append(found.empty() ? "" : " ")
        .append(secret.kind)
        .append("=")
        .append(text.substr(secret.begin, secret.end - secret.begin));
  return found;
}

struct Case {
  std::string_view text;
  std::string_view found;
};

TEST(SecretFinder, KnowsKeysByTheirShapes) {
  constexpr Case kCases[] = {
      {"use sk-ant-api03-AbCdEfGhIjKlMnOp-x today", "anthropic-key=sk-ant-api03-AbCdEfGhIjKlMnOp-x"},
      {"sk-proj-abcdefghijklmnop1234", "openai-key=sk-proj-abcdefghijklmnop1234"},
      {"sk-abcdefghij0123456789AB", "openai-key=sk-abcdefghij0123456789AB"},
      {"sk-or-v1-0123456789abcdef", "openrouter-key=sk-or-v1-0123456789abcdef"},
      {"AIzaSyA1234567890abcdefghijklmnopqrstuv", "google-key=AIzaSyA1234567890abcdefghijklmnopqrstuv"},
      {"ghp_0123456789abcdefghijABCDEFGHIJ012345", "github-token=ghp_0123456789abcdefghijABCDEFGHIJ012345"},
      {"github_pat_11AAAAAAA0abcdefghijkl_mnopqrstuv", "github-token=github_pat_11AAAAAAA0abcdefghijkl_mnopqrstuv"},
      {"xoxb-123456789012-abcdefABCDEF", "slack-token=xoxb-123456789012-abcdefABCDEF"},
      {"AKIAIOSFODNN7EXAMPLE", "aws-key-id=AKIAIOSFODNN7EXAMPLE"},
      {"hf_abcdefghijklmnopqrstuvwxyz", "huggingface-token=hf_abcdefghijklmnopqrstuvwxyz"},
      {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123", "jwt=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123"},
      {"sent with Bearer abcdef123456", "bearer=abcdef123456"},
      {"https://hooks.slack.com/services/T000/B000/abcdefghij12",
       "slack-webhook=hooks.slack.com/services/T000/B000/abcdefghij12"},
      {"postgres://me:hunter2!@db.example/x", "password=hunter2!"},
  };
  for (const Case& test : kCases) EXPECT_EQ(found_in(test.text), test.found);
}

TEST(SecretFinder, KnowsValuesByTheNamesInFrontOfThem) {
  constexpr Case kCases[] = {
      {R"({"api_key": "abc12345"})", "api-key=abc12345"},
      {R"({\"client_secret\":\"abc-12345-def\"})", "secret=abc-12345-def"},
      {"OPENAI_API_KEY=abcdef123456", "api-key=abcdef123456"},
      {"export AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'",
       "access-key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
      {"password: correcthorse", "password=correcthorse"},
      {R"("password":"hunter2")", "password=hunter2"},
      {"/v1beta/models?key=plain-old-key-123&alt=sse", "api-key=plain-old-key-123&alt=sse"},
      {"?X-Amz-Signature=0123456789abcdef0123456789abcdef", "signature=0123456789abcdef0123456789abcdef"},
      {"Cookie: session=abc; theme=dark\r\n", "cookie=session=abc; theme=dark"},
      {R"("authorization":"Basic dXNlcjpwYXNz")", "credential=dXNlcjpwYXNz"},
  };
  for (const Case& test : kCases) {
    std::string_view expected = test.found;
    if (const auto rest = expected.find("&alt"); rest != std::string_view::npos) expected = expected.substr(0, rest);
    EXPECT_EQ(found_in(test.text), expected);
  }
}

TEST(SecretFinder, WhoIsWarnedHearsOfShapesAndNotOfNames) {
  const auto kinds = [](std::string_view text) {
    std::string all;
    for (const FoundSecret& secret : find_shaped_secrets(text)) all.append(secret.kind).append(" ");
    return all;
  };
  EXPECT_EQ(kinds(R"({"content":"key ghp_0123456789abcdefghijABCDEFGHIJ012345 and AKIAIOSFODNN7EXAMPLE"})"),
            "github-token aws-key-id ");
  EXPECT_NE(found_in("password = \"hunter2-hunter2\""), "");
  EXPECT_EQ(kinds("password = \"hunter2-hunter2\""), "");
  EXPECT_EQ(kinds("Please reset the password form and explain how api_key is read."), "");
}

TEST(SecretFinder, FindsKeysBehindEscapesOfAnyKind) {
  const std::string key = "sk-abcdefghij0123456789AB";
  for (const std::string front :
       {"\\n", "\\t", "\\\\n", "\\u000a", "%20", "%3D", "\"", "'", "=", ":", "(", "\n", "-", "_"})
    EXPECT_EQ(found_in("a " + front + key), "openai-key=" + key) << front;
}

TEST(SecretFinder, TakesPrivateKeysAsBlocks) {
  const std::string lines = "MIIEpAIBAAKCAQEA0123456789abcdef";
  for (const std::string end : {"\n", "\\n", "\\\\n"}) {
    const std::string key = "-----BEGIN RSA PRIVATE KEY-----" + end + lines + end + "-----END RSA PRIVATE KEY-----";
    EXPECT_EQ(found_in("\"" + key + "\\n\", after"), "private-key=" + key);
    const std::string cut = key.substr(0, key.find("-----END") - end.size());
    EXPECT_EQ(found_in("\"" + cut + "\", after"), "private-key=" + cut) << "its end is missing";
  }
  EXPECT_EQ(found_in("the line -----BEGIN PRIVATE KEY----- begins one"), "");
  EXPECT_EQ(found_in("-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA0123456789abcdef\n-----END PUBLIC KEY-----"), "");
}

TEST(SecretFinder, LeavesOrdinaryTextAlone) {
  for (const std::string_view text :
       {"task-management-system-with-long-names", "a desk-like-thing-of-some-length", R"("max_tokens":32000)",
        "def f(api_key: str = None):", "api_key=os.environ",
        R"("type":"tool_use","id":"toolu_01A09q90qw90lq917835lq9")", "signature: see page 12",
        "the bearer of this letter", "sorted(items, key=lambda item: item.name)",
        R"({"password":{"type":"string","description":"of the user"}})", "eyJ and eyes", "http://127.0.0.1:8080/a@b",
        "5f3c9a1b2d4e6f708192a3b4c5d6e7f80912a3b4", "the cookie: a biscuit", ""})
    EXPECT_THAT(find_secrets(text), IsEmpty()) << text;
}

TEST(SecretFinder, ASecretEndsBeforeWhatEndsAJsonString) {
  for (const FoundSecret& secret :
       find_secrets(R"({"a":"sk-ant-0123456789abcdef0123","b":"Bearer 0123456789abcdef","c":"x"})"))
    EXPECT_LT(secret.end - secret.begin, 30U);
}

TEST(SecretFinder, TakesLinearTimeForTextsMadeToSlowItDown) {
  constexpr std::size_t kSize = 256 * 1024;
  for (const std::string_view unit :
       {"sk-", "eyJ", "eyJ-", "eyJa.", "Bearer ", "bearer+", "cookie:", "://",
        "://a:", "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\\", "key=", "?key=a",
        "api_key:", "\\\\\\\\", "_token=\"", "AKIA", "password:", "SG."}) {
    std::string text;
    while (text.size() < kSize) text += unit;
    const auto begun = std::chrono::steady_clock::now();
    static_cast<void>(find_secrets(text));
    // Some milliseconds are usual; were it not linear, minutes.
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{20}) << unit;
  }
}

}  // namespace
}  // namespace tabacus::analytics

// Why a prompt was not read from the provider's cache, in words. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabacus::analytics {

/// "the tools changed, from number 3 on", of `miss_cause` and `miss_at` as the view v_why has them; a cause that is not
/// known stays as it is.
[[nodiscard]] std::string miss_sentence(std::string_view cause, std::string_view at);

}  // namespace tabacus::analytics

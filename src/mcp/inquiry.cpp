#include "inquiry.hpp"

#include <cstdint>
#include <utility>

namespace retail_mcp::mcp {

namespace {

using Json = nlohmann::json;

std::int64_t seconds_of(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string dump(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

InquiryState::InquiryState(
    const Sealer& sealer, std::string_view principal, std::string_view method, Json params
)
    : sealer_{sealer} {
    for (const char* const changing : {"_meta", "inputResponses", "requestState"}) {
        params.erase(changing);
    }
    const Json bound = Json::array({"inquiry", principal, method, std::move(params)});
    context_ = sha256_hex(dump(bound));
}

std::string
InquiryState::seal(const AskedForms& forms, std::chrono::system_clock::time_point expiry) const {
    Json asked = Json::object();
    for (const auto& [name, form] : forms) {
        asked[name] = Json::array({form.state, form.id, form.answer});
    }
    return sealer_.seal(context_, dump(Json::array({seconds_of(expiry), std::move(asked)})));
}

std::optional<InquiryState::Opened>
InquiryState::open(std::string_view token, std::chrono::system_clock::time_point now) const {
    const auto plain = sealer_.unseal(context_, token);
    if (!plain) {
        return std::nullopt;
    }
    const Json sealed = Json::parse(*plain); // only seal() wrote this
    Opened opened;
    opened.expired = seconds_of(now) > sealed[0].get<std::int64_t>();
    for (const auto& [name, form] : sealed[1].items()) {
        opened.forms[name] =
            AskedForm{form[0].get<std::string>(), form[1].get<std::string>(), form[2]};
    }
    return opened;
}

} // namespace retail_mcp::mcp

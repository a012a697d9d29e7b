#include <retail_mcp/app/grants_cache.hpp>
#include <retail_mcp/base/log.hpp>
#include <retail_mcp/base/seal.hpp>

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <fstream>
#include <iterator>

namespace retail_mcp::app {

namespace {

constexpr std::size_t digest_length = 32;
constexpr auto folder = "grants";

} // namespace

GrantsCache::GrantsCache(const std::filesystem::path& home, std::string_view who)
    : file_{home / folder / (sha256_hex(who).substr(0, digest_length) + ".json")} {}

std::optional<retail::Grants> GrantsCache::load() const {
    std::ifstream stream{file_};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto grants = decode<retail::Grants>(json);
    return grants ? std::optional{*grants} : std::nullopt;
}

void GrantsCache::save(const retail::Grants& grants) const {
    std::error_code problem;
    std::filesystem::create_directories(file_.parent_path(), problem);
    const std::filesystem::path aside = file_.string() + '.' + std::to_string(::getpid());
    bool written = false;
    {
        std::ofstream stream{aside};
        stream << to_json(grants);
        written = static_cast<bool>(stream.flush());
    }
    if (written) {
        std::filesystem::rename(aside, file_, problem);
    }
    if (!written || problem) {
        log::write(log::Level::warn, "grants_not_kept", {{"reason", problem.message()}});
    }
}

void GrantsCache::forget_all(const std::filesystem::path& home) {
    std::error_code ignored;
    std::filesystem::remove_all(home / folder, ignored);
}

} // namespace retail_mcp::app

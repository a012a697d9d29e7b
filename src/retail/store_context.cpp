#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/retail/store_context.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

constexpr std::size_t max_enumerated_stores = 16;

std::vector<std::string> ids_of(const std::vector<Store>& stores) {
    std::vector<std::string> out;
    for (const Store& store : stores) {
        out.push_back(store.store_id);
    }
    return out;
}

/// The nearest of the principal's own stores, or simply the first few.
std::vector<std::string> store_candidates(const Identity& identity, const std::string& wanted) {
    std::vector<std::string> ids = ids_of(identity.stores);
    if (auto nearest = nearest_names(wanted, ids); !nearest.empty()) {
        return nearest;
    }
    ids.resize(std::min(ids.size(), max_enumerated_stores));
    return ids;
}

tl::unexpected<Error> store_not_available(const Identity& identity, const std::string& wanted) {
    return fail(
        ErrorCode::store_not_available,
        "The store " + fit_to_width('"' + wanted + '"', 60) + " is not available.",
        "Use one of your own stores; get_context lists them.",
        store_candidates(identity, wanted)
    );
}

} // namespace

Date Store::business_date(Timestamp now) const {
    const auto local = now.time + std::chrono::seconds{utc_offset - business_day_start};
    return Date{std::chrono::floor<std::chrono::days>(local)};
}

bool Identity::may_write() const {
    return std::any_of(stores.begin(), stores.end(), [](const Store& s) { return s.can_write; });
}

std::optional<std::string> Scope::currency() const {
    const bool shared = std::all_of(stores_.begin(), stores_.end(), [&](const Store& store) {
        return store.currency == first().currency;
    });
    return shared && !stores_.empty() ? std::optional{first().currency} : std::nullopt;
}

db::Parameter Scope::ids() const {
    return text_array(ids_of(stores_));
}

Result<Scope>
choose_stores(const Identity& identity, StoreUse use, const std::optional<std::string>& wanted) {
    if (!wanted) {
        if (use == StoreUse::write && identity.stores.size() > 1) {
            return fail(
                ErrorCode::store_required,
                "Say which store this is about.",
                "Pass store; writing needs exactly one.",
                ids_of(identity.stores)
            );
        }
        return Scope{identity.stores, identity.stores.size() > 1};
    }
    const auto found =
        std::find_if(identity.stores.begin(), identity.stores.end(), [&](const Store& store) {
            return store.store_id == *wanted;
        });
    if (found == identity.stores.end()) {
        return store_not_available(identity, *wanted);
    }
    return Scope{{*found}, false};
}

std::string store_property(const std::vector<std::string>& store_ids, StoreUse use) {
    if (use == StoreUse::none || store_ids.size() < 2) {
        return {};
    }
    std::string out = "\"store\":{";
    if (store_ids.size() <= max_enumerated_stores) {
        out += "\"enum\":";
        json::ArrayWriter list{out};
        for (const std::string& id : store_ids) {
            json::append_string(list.next(), id);
        }
        list.close();
    } else {
        out += R"("type":"string","maxLength":50)";
    }
    out += ",\"description\":";
    json::append_string(
        out,
        use == StoreUse::write ? "The store to change."
                               : "One of your stores; left out: all of them."
    );
    return out += '}';
}

std::string text_array(const std::vector<std::string>& values) {
    std::string out = "{";
    for (const std::string& value : values) {
        out += out.size() > 1 ? ",\"" : "\"";
        for (const char c : value) {
            if (c == '"' || c == '\\') {
                out += '\\';
            }
            out += c;
        }
        out += '"';
    }
    return out += '}';
}

} // namespace retail_mcp::retail

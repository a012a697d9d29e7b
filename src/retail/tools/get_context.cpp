// Who is asking, which stores they may see and change, what time it is there, and how much data
// there is. The first call of a conversation.
#include "../catalog.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

namespace {

struct Params {
    static constexpr auto fields() { return field_list(); }
};

struct StoreShown {
    std::string store_id;
    std::string store_name;
    std::string currency;
    std::string time_zone;
    bool can_write = false;
    Date business_date;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &StoreShown::store_id),
            field("store_name", &StoreShown::store_name),
            field("currency", &StoreShown::currency),
            field("time_zone", &StoreShown::time_zone),
            field("can_write", &StoreShown::can_write),
            field("business_date", &StoreShown::business_date)
        );
    }
};

struct Counts {
    std::int64_t products = 0;
    std::int64_t customers = 0;
    std::int64_t transactions = 0;
    std::optional<Date> first_sale;
    std::optional<Date> last_sale;

    static constexpr auto fields() {
        return field_list(
            field("products", &Counts::products),
            field("customers", &Counts::customers),
            field("transactions", &Counts::transactions),
            field("first_sale", &Counts::first_sale),
            field("last_sale", &Counts::last_sale)
        );
    }
};

struct Answer {
    std::string principal;
    std::vector<StoreShown> stores;
    bool personal_data = false;
    Timestamp now;
    bool now_is_pinned = false;
    Timestamp as_of;
    Counts counts;
    std::string how_to_change;

    static constexpr auto fields() {
        return field_list(
            field("principal", &Answer::principal),
            field("stores", &Answer::stores),
            field("personal_data", &Answer::personal_data),
            field("now", &Answer::now),
            field("now_is_pinned", &Answer::now_is_pinned),
            field("as_of", &Answer::as_of),
            field("counts", &Answer::counts),
            field("how_to_change", &Answer::how_to_change)
        );
    }
};

constexpr std::string_view how_to_change =
    "The login decides. On a database of your own, connect as another login (--database-url); on "
    "the embedded one start with --principal NAME (retail-mcp principal list shows them). --store "
    "ID narrows the process to one store.";

asio::awaitable<Result<Answer>> run(ToolContext& context, Params) {
    db::Query counts{&sql::store_counts, {context.scope().ids()}};
    const auto rows = co_await context.read(std::move(counts));
    if (!rows) {
        co_return fail(rows.error());
    }
    Answer answer;
    answer.principal = context.identity().principal;
    answer.personal_data = context.identity().personal_data;
    for (const Store& store : context.scope().stores()) {
        answer.stores.push_back(
            {store.store_id,
             store.store_name,
             store.currency,
             store.time_zone,
             store.can_write,
             store.business_date(context.now())}
        );
    }
    answer.now = context.now();
    answer.now_is_pinned = context.now_is_pinned();
    answer.as_of = context.now();
    answer.counts = row_as<Counts>(*rows);
    answer.how_to_change = how_to_change;
    co_return answer;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextTable stores;
    stores.add_column("store");
    stores.add_column("name", TextTable::Align::left, 30);
    stores.add_column("currency");
    stores.add_column("time zone");
    stores.add_column("today");
    stores.add_column("may write");
    for (const StoreShown& store : answer.stores) {
        stores.add_row(
            {store.store_id,
             store.store_name,
             store.currency,
             store.time_zone,
             store.business_date.to_string(),
             store.can_write ? "yes" : "no"}
        );
    }
    const Counts& counts = answer.counts;
    TextAnswer text;
    text.sentence(
        "You are " + answer.principal + ", customers' personal data " +
        (answer.personal_data ? "visible" : "hidden") + ". It is " + answer.now.to_string() +
        (answer.now_is_pinned ? " (pinned)." : ".")
    );
    text.table(stores);
    text.sentence(
        counted(counts.products, "product") + ", " + counted(counts.customers, "customer") + ", " +
        counted(counts.transactions, "transaction") +
        (counts.last_sale
             ? " from " + counts.first_sale->to_string() + " to " + counts.last_sale->to_string()
             : std::string{}) +
        "."
    );
    text.sentence(answer.how_to_change);
    text.next("summarize_sales {\"period\": \"yesterday\"} or check_stock {}.");
    return text.str();
}

} // namespace

constinit const ToolSpec get_context = tool<run, in_words>(
    {.name = "get_context",
     .title = "Who and where am I",
     .description = "Your identity, stores, rights, the time there and how much data there is. "
                    "Call it first, and when asked what you may see or how fresh the data is.",
     .store_use = StoreUse::none}
);

} // namespace retail_mcp::retail

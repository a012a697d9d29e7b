// Which receipts there were: newest first, by period, product, customer, type or payment.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../period.hpp"
#include "../transactions.hpp"
#include "../uuid.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

namespace {

struct Params {
    std::optional<PeriodArgument> period;
    std::optional<std::string> sku;
    std::optional<std::string> customer_id;
    std::optional<TransactionType> transaction_type;
    std::optional<std::string> payment_method;
    int limit = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("period", &Params::period, "Business days, e.g. \"yesterday\"."),
            field("sku", &Params::sku, "Receipts with this SKU or barcode.", length(1, 100)),
            field(
                "customer_id",
                &Params::customer_id,
                "Receipts of this customer (UUID).",
                length(36, 36)
            ),
            field("transaction_type", &Params::transaction_type, "Only of this type."),
            field("payment_method", &Params::payment_method, "E.g. \"cash\".", length(1, 50)),
            field("limit", &Params::limit, "Rows to return.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the page before.")
        );
    }
};

struct Transaction {
    std::string store_id;
    std::string transaction_id;
    std::optional<std::string> receipt_number;
    Timestamp transaction_date;
    Date business_date;
    std::string transaction_type;
    std::optional<std::string> payment_method;
    std::optional<std::string> customer_id;
    std::int64_t lines = 0;
    Quantity units;
    Money discount_amount;
    Money tax_amount;
    Money total_amount;
    std::string currency;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Transaction::store_id),
            field("transaction_id", &Transaction::transaction_id),
            field("receipt_number", &Transaction::receipt_number),
            field("transaction_date", &Transaction::transaction_date),
            field("business_date", &Transaction::business_date),
            field("transaction_type", &Transaction::transaction_type),
            field("payment_method", &Transaction::payment_method),
            field("customer_id", &Transaction::customer_id),
            field("lines", &Transaction::lines),
            field("units", &Transaction::units),
            field("discount_amount", &Transaction::discount_amount),
            field("tax_amount", &Transaction::tax_amount),
            field("total_amount", &Transaction::total_amount),
            field("currency", &Transaction::currency)
        );
    }
};

struct Answer {
    Head head;
    std::vector<Transaction> transactions;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened), field("transactions", &Answer::transactions)
        );
    }
};

/// Where a page ended: day, moment and id of its last receipt.
struct Position {
    std::string business_date;
    std::string transaction_date;
    std::string transaction_id;
};

std::string text_of(const Transaction& last) {
    return last.business_date.to_string() + ' ' + last.transaction_date.to_string() + ' ' +
           last.transaction_id;
}

/// Before the first page: after everything.
Position position_of(const std::optional<std::string>& text) {
    if (!text) {
        return {"infinity", "infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"};
    }
    const auto first = text->find(' ');
    const auto second = text->find(' ', first + 1);
    return {
        text->substr(0, first),
        text->substr(first + 1, second - first - 1),
        text->substr(second + 1)};
}

Result<db::Query>
make_query(const ToolContext& context, const Params& params, std::optional<Period> period) {
    const auto cursor = context.open_cursor(params.cursor);
    if (!cursor) {
        return fail(cursor.error());
    }
    if (params.customer_id && !is_uuid(*params.customer_id)) {
        return fail(
            ErrorCode::unknown_customer,
            "customer_id is no UUID.",
            "list_transactions and segment_customers show customers' ids."
        );
    }
    const auto after = position_of(*cursor);
    db::Parameter type;
    if (params.transaction_type) {
        type = std::string{enum_name(*params.transaction_type)};
    }
    return db::Query{
        &sql::list_transactions,
        {context.scope().ids(),
         period ? period->days.from.to_string() : "-infinity",
         period ? period->days.until.to_string() : "infinity",
         params.sku,
         params.customer_id,
         type,
         params.payment_method,
         after.business_date,
         after.transaction_date,
         after.transaction_id,
         std::to_string(params.limit + 1)}};
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    std::optional<Period> period;
    const Store& store = context.scope().first();
    if (params.period) {
        auto resolved =
            resolve_period(*params.period, store.business_date(context.now()), store.calendar);
        if (!resolved) {
            co_return fail(std::move(resolved.error()));
        }
        period = *resolved;
    }
    auto query = make_query(context, params, period);
    if (!query) {
        co_return fail(std::move(query.error()));
    }
    const auto rows = co_await context.read(std::move(*query));
    if (!rows) {
        co_return fail(rows.error());
    }
    Answer answer;
    answer.head.metrics = {"total_sales"};
    answer.transactions = rows_as<Transaction>(*rows);
    if (answer.transactions.empty() && params.sku) {
        NamedFilters filters{std::nullopt, std::nullopt, params.sku};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    if (period) {
        answer.head.period = period->shown(store.time_zone);
    }
    if (answer.transactions.size() > static_cast<std::size_t>(params.limit)) {
        answer.transactions.pop_back();
        answer.head.truncated = true;
        answer.head.next_cursor = context.seal_cursor(text_of(answer.transactions.back()));
    }
    co_return answer;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextAnswer text;
    if (answer.transactions.empty()) {
        return text.sentence("No receipts match.").next("a longer period, or fewer filters.").str();
    }
    TextTable table;
    table.add_column("receipt");
    table.add_column("transaction_id");
    table.add_column("store");
    table.add_column("when (UTC)");
    table.add_column("type");
    table.add_column("paid by");
    table.add_column("units", TextTable::Align::right);
    table.add_column("total", TextTable::Align::right);
    for (const Transaction& row : answer.transactions) {
        table.add_row(
            {or_dash(row.receipt_number),
             row.transaction_id,
             row.store_id,
             row.transaction_date.to_string(),
             row.transaction_type,
             or_dash(row.payment_method),
             quantity_text(row.units),
             money_text(row.total_amount, row.currency)}
        );
    }
    text.sentence(
        counted(static_cast<long long>(answer.transactions.size()), "receipt") + ", newest first" +
        (answer.head.period ? ", " + period_text(*answer.head.period) : std::string{}) + "."
    );
    return text.table(table)
        .paging(answer.head, answer.transactions.size())
        .next(
            "get_transaction {\"transaction_id\": \"" + answer.transactions.front().transaction_id +
            "\"}."
        )
        .str();
}

} // namespace

constinit const ToolSpec list_transactions = tool<run, in_words>(
    {.name = "list_transactions",
     .title = "List receipts",
     .description =
         "Single receipts, newest first, by period, product, customer, type or payment method: "
         "{\"period\": \"yesterday\", \"transaction_type\": \"return\"}. For sums use "
         "summarize_sales, "
         "for one receipt's lines get_transaction."}
);

} // namespace retail_mcp::retail

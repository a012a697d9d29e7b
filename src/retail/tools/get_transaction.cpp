// What is on one receipt: its lines, what they belong to, and what came back of them since.
#include "../catalog.hpp"
#include "../transactions.hpp"
#include "../uuid.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

namespace {

struct Params {
    std::optional<std::string> transaction_id;
    std::optional<std::string> receipt_number;

    static constexpr auto fields() {
        return field_list(
            field("transaction_id", &Params::transaction_id, "The receipt's UUID.", length(36, 36)),
            field(
                "receipt_number",
                &Params::receipt_number,
                "As printed, e.g. \"RCP00000100\".",
                length(1, 100)
            )
        );
    }
};

struct Item {
    std::int64_t line_no = 0;
    std::string sku;
    std::string product_name;
    Quantity quantity;
    Money unit_price;
    Money discount_amount;
    Money tax_amount;
    Money total_price;
    std::optional<std::string> return_reason;
    std::optional<std::string> original_transaction_id;
    std::optional<std::string> original_receipt_number;
    std::optional<std::int64_t> original_line;
    Quantity returned_quantity;

    static constexpr auto fields() {
        return field_list(
            field("line_no", &Item::line_no),
            field("sku", &Item::sku),
            field("product_name", &Item::product_name),
            field("quantity", &Item::quantity),
            field("unit_price", &Item::unit_price),
            field("discount_amount", &Item::discount_amount),
            field("tax_amount", &Item::tax_amount),
            field("total_price", &Item::total_price),
            field("return_reason", &Item::return_reason, sparse),
            field("original_transaction_id", &Item::original_transaction_id, sparse),
            field("original_receipt_number", &Item::original_receipt_number, sparse),
            field("original_line", &Item::original_line, sparse),
            field("returned_quantity", &Item::returned_quantity)
        );
    }
};

struct Return {
    std::string transaction_id;
    std::optional<std::string> receipt_number;
    Date business_date;
    std::optional<std::int64_t> original_line;
    std::string sku;
    Quantity quantity;
    Money amount;
    std::optional<std::string> return_reason;

    static constexpr auto fields() {
        return field_list(
            field("transaction_id", &Return::transaction_id),
            field("receipt_number", &Return::receipt_number),
            field("business_date", &Return::business_date),
            field("original_line", &Return::original_line),
            field("sku", &Return::sku),
            field("quantity", &Return::quantity),
            field("amount", &Return::amount),
            field("return_reason", &Return::return_reason)
        );
    }
};

struct Receipt {
    std::string store_id;
    std::string transaction_id;
    std::optional<std::string> receipt_number;
    Timestamp transaction_date;
    Date business_date;
    std::string transaction_type;
    std::optional<std::string> payment_method;
    std::optional<std::string> customer_id;
    std::optional<std::string> loyalty_tier;
    std::optional<std::string> cashier_id;
    std::optional<std::string> register_id;
    Money subtotal;
    Money discount_amount;
    Money tax_amount;
    Money total_amount;
    std::string currency;
    bool prices_include_tax = false;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Receipt::store_id),
            field("transaction_id", &Receipt::transaction_id),
            field("receipt_number", &Receipt::receipt_number),
            field("transaction_date", &Receipt::transaction_date),
            field("business_date", &Receipt::business_date),
            field("transaction_type", &Receipt::transaction_type),
            field("payment_method", &Receipt::payment_method),
            field("customer_id", &Receipt::customer_id),
            field("loyalty_tier", &Receipt::loyalty_tier),
            field("cashier_id", &Receipt::cashier_id),
            field("register_id", &Receipt::register_id),
            field("subtotal", &Receipt::subtotal),
            field("discount_amount", &Receipt::discount_amount),
            field("tax_amount", &Receipt::tax_amount),
            field("total_amount", &Receipt::total_amount),
            field("currency", &Receipt::currency),
            field("prices_include_tax", &Receipt::prices_include_tax)
        );
    }
};

/// What stands beside every line.
struct Total {
    std::int64_t total = 0;

    static constexpr auto fields() { return field_list(field("total", &Total::total)); }
};

struct Answer {
    Head head;
    Receipt transaction;
    std::vector<Item> items;
    std::vector<Return> returns;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("transaction", &Answer::transaction),
            field("items", &Answer::items),
            field("returns", &Answer::returns)
        );
    }
};

Result<db::Query> find_receipt(const ToolContext& context, const Params& params) {
    if (params.transaction_id.has_value() == params.receipt_number.has_value()) {
        return fail(
            ErrorCode::invalid_arguments,
            "Exactly one of transaction_id and receipt_number is needed.",
            "list_transactions shows both."
        );
    }
    if (params.receipt_number) {
        return db::Query{
            &sql::transaction_by_receipt, {context.scope().ids(), params.receipt_number}};
    }
    if (!is_uuid(*params.transaction_id)) {
        return fail(
            ErrorCode::unknown_transaction,
            "transaction_id is no UUID.",
            "A number printed on a receipt goes into receipt_number."
        );
    }
    return db::Query{&sql::transaction_by_id, {context.scope().ids(), params.transaction_id}};
}

/// One receipt, or why there is not just one.
Result<Receipt> only_one(const std::vector<Receipt>& found) {
    if (found.empty()) {
        return fail(
            ErrorCode::unknown_transaction,
            "No receipt has this number.",
            "list_transactions shows what there is."
        );
    }
    if (found.size() > 1) {
        std::vector<std::string> candidates;
        candidates.reserve(found.size());
        for (const Receipt& receipt : found) {
            candidates.push_back(receipt.transaction_id);
        }
        return fail(
            ErrorCode::unknown_transaction,
            std::to_string(found.size()) + " receipts have this number, one per store.",
            "Pass store, or one of the candidates as transaction_id.",
            std::move(candidates)
        );
    }
    return found.front();
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    auto query = find_receipt(context, params);
    if (!query) {
        co_return fail(std::move(query.error()));
    }
    const auto found = co_await context.read(std::move(*query));
    if (!found) {
        co_return fail(found.error());
    }
    auto receipt = only_one(rows_as<Receipt>(*found));
    if (!receipt) {
        co_return fail(std::move(receipt.error()));
    }
    std::vector<db::Query> details;
    details.push_back({&sql::transaction_items, {receipt->store_id, receipt->transaction_id}});
    details.push_back({&sql::transaction_returns, {receipt->store_id, receipt->transaction_id}});
    const auto rows = co_await context.read(std::move(details));
    if (!rows) {
        co_return fail(rows.error());
    }
    Answer answer;
    answer.head.metrics = {"total_sales", "discounts", "tax"};
    answer.transaction = std::move(*receipt);
    answer.items = rows_as<Item>((*rows)[0]);
    const auto shown = static_cast<std::int64_t>(answer.items.size());
    answer.head.total = answer.items.empty() ? 0 : row_as<Total>((*rows)[0]).total;
    answer.head.truncated = shown < *answer.head.total;
    answer.returns = rows_as<Return>((*rows)[1]);
    co_return answer;
}

TextTable item_table(const Answer& answer) {
    TextTable table;
    table.add_column("line", TextTable::Align::right);
    table.add_column("sku");
    table.add_column("product", TextTable::Align::left, 50);
    table.add_column("quantity", TextTable::Align::right);
    table.add_column("unit price", TextTable::Align::right);
    table.add_column("discount", TextTable::Align::right);
    table.add_column("total", TextTable::Align::right);
    table.add_column("returned", TextTable::Align::right);
    table.add_column("reason / original");
    for (const Item& item : answer.items) {
        table.add_row(
            {std::to_string(item.line_no),
             item.sku,
             item.product_name,
             quantity_text(item.quantity),
             money_text(item.unit_price, std::nullopt),
             money_text(item.discount_amount, std::nullopt),
             money_text(item.total_price, std::nullopt),
             quantity_text(item.returned_quantity),
             item.return_reason.value_or("") + (item.original_receipt_number
                                                    ? " of " + *item.original_receipt_number
                                                    : std::string{})}
        );
    }
    return table;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    const Receipt& receipt = answer.transaction;
    TextAnswer text;
    text.sentence(
        receipt.transaction_type + " " +
        quoted(receipt.receipt_number.value_or(receipt.transaction_id)) + " in " +
        receipt.store_id + " on " + receipt.business_date.to_string() + ": total " +
        money_text(receipt.total_amount, receipt.currency) + ", of it tax " +
        money_text(receipt.tax_amount, receipt.currency) + ", paid by " +
        (receipt.payment_method ? quoted(*receipt.payment_method) : "–") + ", customer " +
        or_dash(receipt.customer_id) + "."
    );
    text.table(item_table(answer));
    if (answer.head.truncated) {
        text.sentence(
            "Only the first " + std::to_string(answer.items.size()) + " of " +
            std::to_string(*answer.head.total) + " lines; run_sql reads the rest."
        );
    }
    if (!answer.returns.empty()) {
        text.sentence(
            counted(static_cast<long long>(answer.returns.size()), "line") +
            " came back, first on " + answer.returns.front().business_date.to_string() +
            " (transaction_id " + answer.returns.front().transaction_id + ")."
        );
    }
    return text.str();
}

} // namespace

constinit const ToolSpec get_transaction = tool<run, in_words>(
    {.name = "get_transaction",
     .title = "Show a receipt",
     .description =
         "One receipt with its lines, discounts, taxes, returns and what they belong to: "
         "{\"receipt_number\": \"RCP00000100\"}. To find receipts use list_transactions."}
);

} // namespace retail_mcp::retail

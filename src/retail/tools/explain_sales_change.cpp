// Why sales differ between two periods: parts that add up to the change, and the products behind
// each part.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../known_stock.hpp"
#include "../period.hpp"
#include "../rounding.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

struct Params {
    PeriodArgument period;
    PeriodArgument compare_to;
    std::optional<std::string> category;
    std::optional<std::string> brand;
    int limit = 5;

    static constexpr auto fields() {
        return field_list(
            field(
                "period", &Params::period, "The period to explain, e.g. \"last month\".", required
            ),
            field(
                "compare_to",
                &Params::compare_to,
                "previous_period, same_weekdays_last_year, same_dates_last_year, or a period.",
                required
            ),
            field("category", &Params::category, "Name or path, with all below.", length(1, 400)),
            field("brand", &Params::brand, "Exact brand.", length(1, 100)),
            field("limit", &Params::limit, "Products per part.", range(1, 50))
        );
    }
};

struct Change {
    Money before;
    Money after;
    Money absolute;
    std::optional<Share> share;

    static constexpr auto fields() {
        return field_list(
            field("before", &Change::before),
            field("after", &Change::after),
            field("absolute", &Change::absolute),
            field("share", &Change::share)
        );
    }
};

struct Part {
    std::string part;
    Money amount;
    std::string meaning;

    static constexpr auto fields() {
        return field_list(
            field("part", &Part::part),
            field("amount", &Part::amount),
            field("meaning", &Part::meaning)
        );
    }
};

struct Product {
    std::string part;
    std::string sku;
    std::string product_name;
    Money amount;
    Money net_before;
    Money net_after;
    Quantity units_before;
    Quantity units_after;
    std::int64_t out_days_before = 0;
    std::int64_t out_days_after = 0;

    static constexpr auto fields() {
        return field_list(
            field("part", &Product::part),
            field("sku", &Product::sku),
            field("product_name", &Product::product_name),
            field("amount", &Product::amount),
            field("net_before", &Product::net_before),
            field("net_after", &Product::net_after),
            field("units_before", &Product::units_before),
            field("units_after", &Product::units_after),
            field("out_days_before", &Product::out_days_before),
            field("out_days_after", &Product::out_days_after)
        );
    }
};

struct Answer {
    Head head;
    PeriodShown comparison_period;
    Change change;
    std::vector<Part> parts;
    std::vector<Product> products;
    std::vector<std::string> missing; ///< inputs, and which parts are not told without them

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("comparison_period", &Answer::comparison_period),
            field("change", &Answer::change),
            field("parts", &Answer::parts),
            field("products", &Answer::products),
            field("missing", &Answer::missing, sparse)
        );
    }
};

/// One row of the statement; totals of the part and of everything stand beside each product.
struct Row {
    std::string part;
    Decimal part_amount;
    Decimal all_net0;
    Decimal all_net1;
    std::int64_t place = 0;

    static constexpr auto fields() {
        return field_list(
            field("part", &Row::part),
            field("part_amount", &Row::part_amount),
            field("all_net0", &Row::all_net0),
            field("all_net1", &Row::all_net1),
            field("place", &Row::place)
        );
    }
};

std::string_view meaning_of(std::string_view part) {
    constexpr std::pair<std::string_view, std::string_view> meanings[] = {
        {"price", "regular prices, of products sold in both periods"},
        {"volume", "more or fewer units in all, at the earlier prices"},
        {"mix", "dearer or cheaper products within the same number of units"},
        {"new", "products sold only in the later period"},
        {"discontinued", "products sold only in the earlier period"},
        {"promotion", "what promotions took off regular prices"},
        {"discounts", "discounts at the till"},
        {"returns", "goods given back, on the day of the return"},
        {"stock_outs", "estimate: days without stock x units per day in stock"},
    };
    const auto found =
        std::find_if(std::begin(meanings), std::end(meanings), [&](const auto& entry) {
            return entry.first == part;
        });
    return found->second;
}

/// Both periods' sales as every other answer shows them, and parts rounded so that they add up to
/// the difference of what is shown.
void add_parts(Answer& answer, const std::vector<Row>& rows, int scale) {
    if (rows.empty()) {
        return;
    }
    Change& change = answer.change;
    change.before.amount = rows.front().all_net0.rounded(scale);
    change.after.amount = rows.front().all_net1.rounded(scale);
    change.absolute.amount = change.after.amount - change.before.amount;
    if (const auto share = change.absolute.amount.divided_by(change.before.amount.abs(), 6)) {
        change.share = Share{*share};
    }
    for (const Row& row : rows) {
        if (row.place == 1) {
            const Money amount{row.part_amount};
            answer.parts.push_back({row.part, amount, std::string{meaning_of(row.part)}});
        }
    }
    std::vector<Decimal*> amounts;
    for (Part& part : answer.parts) {
        amounts.push_back(&part.amount.amount);
    }
    round_to_sum(amounts, scale, change.absolute.amount);
}

db::Query make_query(
    const ToolContext& context, const Params& params, const Period& period, const Period& before
) {
    return {
        &sql::explain_sales_change,
        {context.scope().ids(),
         period.days.from.to_string(),
         period.days.until.to_string(),
         before.days.from.to_string(),
         before.days.until.to_string(),
         params.category,
         params.brand,
         std::to_string(params.limit),
         cut_of(period, before, context.scope().first(), context.now())}};
}

/// The inputs that the data lacks, and what becomes of their parts.
std::vector<std::string>
missing_inputs(const db::Rows& known_stock, const db::Rows& promotions, Date from) {
    std::vector<std::string> missing;
    if (const auto stock = missing_stock(known_stock, from)) {
        missing.push_back(
            stock->what + ", so stock_outs is not told and volume holds it. " + stock->mend
        );
    }
    if (promotions.text(0, 0) == "f") {
        missing.emplace_back(
            "No promotion is recorded, so promotion is not told and price holds it. "
            "Missing are rows of retail.promotions, which administration fills."
        );
    }
    return missing;
}

Result<std::pair<Period, Period>> resolve(const ToolContext& context, const Params& params) {
    const Store& store = context.scope().first();
    if (!context.scope().currency()) {
        return fail(
            ErrorCode::store_required,
            "The stores have different currencies, whose amounts are never added.",
            "Pass store."
        );
    }
    const auto today = store.business_date(context.now());
    const auto period = resolve_period(params.period, today, store.calendar);
    if (!period) {
        return fail(period.error());
    }
    const auto before = resolve_comparison(params.compare_to, *period, today, store.calendar);
    if (!before) {
        return fail(before.error());
    }
    return std::pair{*period, *before};
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto periods = resolve(context, params);
    if (!periods) {
        co_return fail(periods.error());
    }
    std::vector<db::Query> queries;
    queries.push_back({&sql::join_by_hash, {}});
    queries.push_back(make_query(context, params, periods->first, periods->second));
    queries.push_back(known_stock_query(context));
    queries.push_back({&sql::promotions_known, {context.scope().ids()}});
    const auto read = co_await context.read(std::move(queries));
    if (!read) {
        co_return fail(read.error());
    }
    const db::Rows& rows = (*read)[1]; // behind join_by_hash
    if (rows.empty()) {
        NamedFilters filters{params.category, params.brand, std::nullopt};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    Answer answer;
    const auto& zone = context.scope().first().time_zone;
    answer.head.period = periods->first.shown(zone);
    answer.head.metrics = {"net_sales", "sales_change"};
    answer.comparison_period = periods->second.shown(zone);
    add_parts(answer, rows_as<Row>(rows), currency_scale(*context.scope().currency()));
    answer.products = rows_as<Product>(rows);
    std::erase_if(answer.products, [](const Product& product) {
        return product.amount.amount.is_zero();
    });
    const Date from = std::min(periods->first.days.from, periods->second.days.from);
    answer.missing = missing_inputs((*read)[2], (*read)[3], from);
    co_return answer;
}

TextTable part_table(const Answer& answer) {
    TextTable table;
    table.add_column("part");
    table.add_column("amount", TextTable::Align::right);
    table.add_column("what it is");
    for (const Part& part : answer.parts) {
        table.add_row({part.part, money_text(part.amount, std::nullopt), part.meaning});
    }
    return table;
}

TextTable product_table(const Answer& answer) {
    TextTable table;
    table.add_column("part");
    table.add_column("sku");
    table.add_column("product", TextTable::Align::left, 45);
    table.add_column("amount", TextTable::Align::right);
    table.add_column("units before", TextTable::Align::right);
    table.add_column("after", TextTable::Align::right);
    for (const Product& product : answer.products) {
        table.add_row(
            {product.part,
             product.sku,
             product.product_name,
             money_text(product.amount, std::nullopt),
             quantity_text(product.units_before),
             quantity_text(product.units_after)}
        );
    }
    return table;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    const auto currency = context.scope().currency();
    TextAnswer text;
    text.sentence(
        "Net sales " + period_text(*answer.head.period) + ": " +
        money_text(answer.change.after, currency) + ", before (" +
        period_text(answer.comparison_period) + "): " + money_text(answer.change.before, currency) +
        ", change " + money_text(answer.change.absolute, currency) +
        (answer.parts.empty() ? ". Nothing was sold or given back in either period."
                              : ". The parts add up to it:")
    );
    text.table(part_table(answer));
    for (const std::string& missing : answer.missing) {
        text.sentence(missing);
    }
    text.table(product_table(answer));
    return text
        .next("summarize_sales with group_by product or day, check_stock for what was out of stock."
        )
        .str();
}

} // namespace

constinit const ToolSpec explain_sales_change = tool<run, in_words>(
    {.name = "explain_sales_change",
     .title = "Why did sales change",
     .description =
         "Splits the change of net sales between two periods into price, volume, mix, new and "
         "discontinued "
         "products, promotions, discounts, returns and stock-outs, with the products behind each: "
         "{\"period\": \"last month\", \"compare_to\": \"same_weekdays_last_year\"}. For the "
         "figures alone "
         "use summarize_sales."}
);

} // namespace retail_mcp::retail

#pragma once

#include "sales_summary.hpp"

#include <retail_mcp/retail/answer.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The parts of summarize_sales: what may be asked, the statements it takes, and the answer.
namespace retail_mcp::retail {

enum class SalesMeasure {
    net_sales,
    gross_sales,
    discounts,
    returns,
    tax,
    total_sales,
    units_sold,
    units_returned,
    net_units,
    transactions,
    average_order_value,
    units_per_transaction,
    average_selling_price,
    discount_rate,
    return_rate,
    return_rate_units,
    cohort_return_rate,
    gross_margin,
    gross_margin_rate,
    cost_coverage,
    like_for_like,
    elasticity,
    conversion,
    sales_per_labour_hour,
};

constexpr auto enum_names(SalesMeasure) {
    using enum SalesMeasure;
    return names<SalesMeasure>(
        {{net_sales, "net_sales"},
         {gross_sales, "gross_sales"},
         {discounts, "discounts"},
         {returns, "returns"},
         {tax, "tax"},
         {total_sales, "total_sales"},
         {units_sold, "units_sold"},
         {units_returned, "units_returned"},
         {net_units, "net_units"},
         {transactions, "transactions"},
         {average_order_value, "average_order_value"},
         {units_per_transaction, "units_per_transaction"},
         {average_selling_price, "average_selling_price"},
         {discount_rate, "discount_rate"},
         {return_rate, "return_rate"},
         {return_rate_units, "return_rate_units"},
         {cohort_return_rate, "cohort_return_rate"},
         {gross_margin, "gross_margin"},
         {gross_margin_rate, "gross_margin_rate"},
         {cost_coverage, "cost_coverage"},
         {like_for_like, "like_for_like"},
         {elasticity, "elasticity"},
         {conversion, "conversion"},
         {sales_per_labour_hour, "sales_per_labour_hour"}}
    );
}

namespace sales {

struct Params {
    PeriodArgument period;
    std::vector<SalesMeasure> measures;
    std::vector<Dimension> group_by;
    std::optional<PeriodArgument> compare_to;
    std::optional<std::string> category;
    std::optional<std::string> brand;
    std::optional<std::string> sku;
    std::optional<std::string> payment_method;
    std::optional<std::string> loyalty_tier;
    std::optional<std::string> transaction_type;
    std::optional<int> limit;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field(
                "period",
                &Params::period,
                "\"yesterday\", \"last month\", \"2025-W23\", or {from, to}, both included.",
                required
            ),
            field(
                "measures",
                &Params::measures,
                "Default net_sales, transactions, units_sold, average_order_value.",
                items(0, 24)
            ),
            field(
                "group_by",
                &Params::group_by,
                "At most two; at most one of day to year.",
                items(0, 2)
            ),
            field(
                "compare_to",
                &Params::compare_to,
                "previous_period, same_weekdays_last_year, same_dates_last_year, or a period."
            ),
            field(
                "category",
                &Params::category,
                "Name or path, e.g. \"Home > Lamps\".",
                length(1, 400)
            ),
            field("brand", &Params::brand, "Exact name.", length(1, 200)),
            field("sku", &Params::sku, "SKU or barcode.", length(1, 100)),
            field("payment_method", &Params::payment_method, "E.g. cash.", length(1, 100)),
            field("loyalty_tier", &Params::loyalty_tier, "E.g. gold.", length(1, 100)),
            field(
                "transaction_type",
                &Params::transaction_type,
                "sale, return or exchange.",
                length(1, 20)
            ),
            field(
                "limit", &Params::limit, "Groups; default 20, of days and hours 200.", range(1, 200)
            ),
            field("cursor", &Params::cursor, "next_cursor of the answer before.", length(1, 500))
        );
    }

    SalesFilter filter() const {
        return {category, brand, sku, payment_method, loyalty_tier, transaction_type};
    }
};

/// {key: {dimension: value}, measures…}
struct Group {
    std::vector<std::pair<std::string_view, std::string>> key;
    std::optional<std::string> name;
    std::optional<std::string> currency; ///< set where the answer has several
    Measures measures;
};

const Type& field_type(std::type_identity<Group>);

struct Change {
    const Metric* metric = nullptr;
    std::optional<Decimal> absolute;
    std::optional<Decimal> share; ///< null where there was nothing before
};

/// {measure: {absolute, share}}
struct Changes {
    std::vector<Change> values;
};

const Type& field_type(std::type_identity<Changes>);

struct Comparison {
    PeriodShown period;
    int days = 0;
    int compared_days = 0; ///< lengths stated: months are not equally long
    std::optional<Measures> totals;
    std::optional<Changes> change;

    static constexpr auto fields() {
        return field_list(
            field("period", &Comparison::period),
            field("days", &Comparison::days),
            field("compared_days", &Comparison::compared_days),
            field("totals", &Comparison::totals),
            field("change", &Comparison::change)
        );
    }
};

struct Unavailable {
    std::string measure;
    std::string reason;

    static constexpr auto fields() {
        return field_list(
            field("measure", &Unavailable::measure), field("reason", &Unavailable::reason)
        );
    }
};

struct Answer {
    Head head;
    std::optional<Measures> totals;
    std::map<std::string, Measures> totals_by_currency; ///< only where currencies differ
    std::vector<Group> groups;
    std::optional<Comparison> comparison;
    std::vector<Unavailable> unavailable;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("totals", &Answer::totals),
            field("totals_by_currency", &Answer::totals_by_currency, sparse),
            field("groups", &Answer::groups),
            field("comparison", &Answer::comparison),
            field("unavailable", &Answer::unavailable, outlined)
        );
    }
};

struct Question {
    std::vector<SalesMeasure> measures;
    Period period;
    std::optional<Period> comparison;
    std::vector<Dimension> group_by;
    SalesFilter filter;

    bool asks(SalesMeasure measure) const;
};

struct Page {
    std::int64_t offset = 0;
    int limit = 0;
};

/// Everything the statements found, still exact.
struct Figures {
    std::vector<SalesGroup> totals; ///< one per currency
    std::vector<SalesGroup> compared;
    std::vector<SalesGroup> groups;
    std::vector<SalesGroup> by_store; ///< by like_for_like_dimensions, for like_for_like
    std::vector<SalesGroup> compared_by_store;
    std::map<std::string, std::pair<Date, Date>> selling; ///< first and last sale per store
    std::int64_t promotions = 0;
    bool are_promotions_known = true;

    bool is_empty() const { return sum_of(totals).gross_sales.is_zero() && totals.empty(); }
};

/// Measures and dimensions that do not go together.
std::optional<Error> contradiction_in(const Question& question);

int default_limit(const Question& question);

/// One round trip's worth; figures_of reads the answers in the same order.
std::vector<db::Query> queries_of(const Question& question, const ToolContext& context);
Figures
figures_of(const Question& question, const ToolContext& context, const std::vector<db::Rows>& rows);

/// The filter's name that no product of the stores has, with the nearest ones. Rows of known_names.
std::optional<Error> unknown_name(const SalesFilter& filter, const db::Rows& known);

Answer
answer_of(const Question& question, const ToolContext& context, const Figures& figures, Page page);

std::string in_words(const Answer& answer, const ToolContext& context);

} // namespace sales

} // namespace retail_mcp::retail

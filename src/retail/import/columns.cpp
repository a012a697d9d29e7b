#include "retail/import/columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace retail_mcp::import {

namespace {

using enum ColumnType;

constexpr std::array stores{
    Column{"store_name", text, true, "name"},
    Column{"store_location", text, false, "location|address|city"},
    Column{"store_type"},
    Column{"region"},
    Column{"currency"},
    Column{"time_zone", text, false, "timezone"},
    Column{"language"},
    Column{"prices_include_tax", boolean},
    Column{"tax_rate", money},
};

constexpr std::array categories{
    Column{"category_name", text, true, "name|category"},
    Column{"parent_category", text, false, "parent"},
    Column{"category_description", text, false, "description"},
};

constexpr std::array products{
    Column{
        "sku",
        text,
        true,
        "articleno|article|itemno|itemnumber|productcode|stockcode|artikelnummer|artikel|artnr"},
    Column{"product_name", text, true, "name|title|productname|bezeichnung|item"},
    Column{"product_description", text, false, "description|beschreibung"},
    Column{"category", text, false, "productgroup|group|department|warengruppe"},
    Column{"brand", text, false, "manufacturer|marke|hersteller"},
    Column{"model"},
    Column{"color", text, false, "colour|farbe"},
    Column{"size"},
    Column{"weight_kg", quantity, false, "weight|gewicht"},
    Column{"dimensions_cm", text, false, "dimensions"},
    Column{"price", money, true, "unitprice|retailprice|salesprice|sellingprice|vk|preis"},
    Column{"cost", money, false, "purchaseprice|unitcost|ek"},
    Column{"minimum_stock", quantity, false, "minstock"},
    Column{"maximum_stock", quantity, false, "maxstock"},
    Column{"reorder_point", quantity, false, "reorderlevel"},
    Column{"lead_time_days", rate, false, "leadtime"},
    Column{"pack_size", quantity, false, "packsize|unitsperpack"},
    Column{"minimum_order_quantity", quantity, false, "moq|minorder"},
    Column{"supplier_name", text, false, "supplier|vendor|lieferant"},
    Column{"supplier_sku"},
    Column{"barcode", text, false, "ean|gtin|upc"},
    Column{"is_active", boolean, false, "active"},
    Column{"is_featured", boolean, false, "featured"},
    Column{"rating_average", rate, false, "rating"},
    Column{"rating_count", integer},
    Column{"tags", text, false, "keywords"},
    Column{"metadata", json},
    Column{"created_at", moment, false, "created"},
};

constexpr std::array customers{
    Column{"customer_ref", text, true, "customerid|customerno|customernumber|kundennummer|id"},
    Column{"first_name", text, false, "vorname|givenname"},
    Column{"last_name", text, false, "nachname|surname|familyname"},
    Column{"email", text, false, "mail|emailaddress"},
    Column{"phone", text, false, "telephone|mobile|telefon"},
    Column{"date_of_birth", date, false, "birthday|birthdate|dob"},
    Column{"gender"},
    Column{"customer_since", date, false, "since"},
    Column{"loyalty_tier", text, false, "tier|level"},
    Column{"created_at", moment, false, "created"},
};

constexpr std::array transactions{
    Column{
        "transaction_ref",
        text,
        true,
        "invoiceno|invoice|receipt|document|documentno|bon|bonnummer|transactionid|order|orderid"},
    Column{
        "transaction_date",
        moment,
        true,
        "date|invoicedate|datetime|timestamp|datum|soldat|time|zeit|zeitpunkt"},
    Column{
        "sku",
        text,
        true,
        "articleno|article|itemno|itemnumber|productcode|stockcode|artikelnummer|artikel|artnr"},
    Column{"quantity", quantity, true, "qty|units|menge|anzahl"},
    Column{"unit_price", money, true, "price|einzelpreis|preis"},
    Column{"line", integer, false, "lineno|position|pos"},
    Column{"transaction_type", type, false, "type"},
    Column{"customer_ref", text, false, "customerid|customer|customerno|kundennummer|kunde"},
    Column{"payment_method", text, false, "payment|tender|zahlart"},
    Column{"discount_amount", money, false, "discount|rabatt"},
    Column{"tax_amount", money, false, "tax|vat|mwst"},
    Column{"original_transaction_ref", text, false, "originalreceipt|originaltransactionid"},
    Column{"original_line", integer},
    Column{"return_reason", text, false, "reason"},
    Column{"unit_cost", money, false, "cost|ek"},
    Column{"receipt_number", text, false, "receiptno"},
    Column{"cashier_id", text, false, "cashier|operator"},
    Column{"register_id", text, false, "register|till|terminal|kasse"},
    Column{"notes", text, false, "comment|remark"},
};

constexpr std::array stock{
    Column{
        "sku",
        text,
        true,
        "articleno|article|itemno|productcode|stockcode|artikelnummer|artikel|artnr"},
    Column{"on_hand", quantity, true, "stock|quantity|qty|bestand"},
    Column{"on_order", quantity, false, "ordered"},
    Column{"committed", quantity, false, "reserved"},
    Column{"backordered", quantity},
    Column{"as_of", moment, false, "date|countedat"},
};

Converted convert_type(std::string_view field) {
    std::string name{trimmed(field)};
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    using Words = std::array<std::pair<std::string_view, std::string_view>, 14>;
    constexpr Words words{{
        {"sale", "sale"},
        {"verkauf", "sale"},
        {"return", "return"},
        {"refund", "return"},
        {"credit", "return"},
        {"cancellation", "return"},
        {"void", "return"},
        {"retoure", "return"},
        {"r\u00FCckgabe", "return"},
        {"gutschrift", "return"},
        {"storno", "return"},
        {"stornierung", "return"},
        {"exchange", "exchange"},
        {"umtausch", "exchange"},
    }};
    for (const auto& [word, meaning] : words) {
        if (name == word) {
            return {std::string{meaning}, {}};
        }
    }
    return {{}, "is none of sale, return, exchange"};
}

Converted convert_json(std::string_view field) {
    const auto value = nlohmann::json::parse(field, nullptr, false);
    return value.is_object() ? Converted{value.dump(), {}} : Converted{{}, "is no JSON object"};
}

} // namespace

std::string_view to_string(Kind kind) noexcept {
    constexpr std::array<std::string_view, 6> names{
        "stores", "categories", "products", "customers", "transactions", "stock"};
    return names.at(static_cast<std::size_t>(kind));
}

std::optional<Kind> kind_named(std::string_view name) {
    for (const Kind kind :
         {Kind::stores,
          Kind::categories,
          Kind::products,
          Kind::customers,
          Kind::transactions,
          Kind::stock}) {
        if (to_string(kind) == name) {
            return kind;
        }
    }
    return std::nullopt;
}

std::span<const Column> columns_of(Kind kind) {
    switch (kind) {
    case Kind::stores:
        return stores;
    case Kind::categories:
        return categories;
    case Kind::products:
        return products;
    case Kind::customers:
        return customers;
    case Kind::transactions:
        return transactions;
    case Kind::stock:
        break;
    }
    return stock;
}

Converted convert(const Column& column, std::string_view field, const Format& format) {
    switch (column.type) {
    case text:
        return {std::string{trimmed(field)}, {}};
    case money:
        return convert_decimal(field, format, 10, 4);
    case quantity:
        return convert_decimal(field, format, 9, 3);
    case rate:
        return convert_decimal(field, format, 4, 2);
    case integer:
        return convert_integer(field, format);
    case boolean:
        return convert_boolean(field);
    case date:
        return convert_date(field, format);
    case moment:
        return convert_moment(field, format);
    case json:
        return convert_json(field);
    case type:
        return convert_type(field);
    }
    return {};
}

} // namespace retail_mcp::import

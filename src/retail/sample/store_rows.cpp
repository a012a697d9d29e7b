#include "store_rows.hpp"

#include "people.hpp"
#include "prices.hpp"
#include "random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace retail_mcp::retail::sample {

namespace {

constexpr std::array<std::string_view, 4> payment_names{
    "credit_card", "debit_card", "cash", "digital_wallet"};
constexpr std::array<std::string_view, 3> type_names{"sale", "return", "exchange"};
constexpr std::array<std::string_view, 6> reason_names{
    "", "changed_mind", "wrong_size", "defective", "damaged_in_transit", "not_as_described"};
constexpr std::array<std::string_view, 4> movement_names{
    "receipt", "count", "damage", "return_to_supplier"};

/// A PostgreSQL array literal; every element is quoted.
std::string array_literal(const std::vector<std::string>& elements) {
    std::string text = "{";
    for (const auto& element : elements) {
        text += fmt::format("{}\"{}\"", text.size() > 1 ? "," : "", element);
    }
    return text + "}";
}

std::string kilograms(int grams) {
    return fmt::format("{}.{:03}", grams / 1000, grams % 1000);
}

} // namespace

StoreRows::StoreRows(
    const World& world,
    std::size_t store,
    const StoreHistory& history,
    std::span<const std::string> category_ids
)
    : world_{world},
      profile_{world.stores[store]},
      history_{history},
      category_ids_{category_ids},
      seed_{derive_seed(world.options.seed, world.stores[store].id)} {
    for (const auto& product : history.products) {
        product_ids_.push_back(id("product", product.article));
    }
    for (std::size_t i = 0; i < history.customers.size(); ++i) {
        customer_ids_.push_back(id("customer", i));
    }
    for (int day = 0; day < world.days(); ++day) {
        const auto date = world.date(day);
        dates_.push_back(iso_date(date));
        offsets_.push_back(
            fmt::format("{:03}", profile_.utc_offset_hours + (is_daylight_saving(date) ? 1 : 0))
        );
    }
}

std::string StoreRows::id(std::string_view kind, std::uint64_t number) const {
    return make_uuid(derive_seed(seed_, kind, number));
}

std::string StoreRows::moment(int day, int second) const {
    const auto index = static_cast<std::size_t>(day);
    return fmt::format(
        "{} {:02}:{:02}:{:02}{}",
        dates_[index],
        second / 3600,
        second / 60 % 60,
        second % 60,
        offsets_[index]
    );
}

void StoreRows::store(RowSink& out) const {
    out.value(profile_.id).value(profile_.name).value(profile_.location).value(profile_.type);
    out.value(profile_.region).value("USD").value(profile_.time_zone);
    out.value(fmt::format("0.{:06}", profile_.tax_rate_e6));
    out.value(moment(0, 0));
    out.end_row();
}

void StoreRows::product(RowSink& out, std::size_t index) const {
    const auto& product = history_.products[index];
    const auto& article = world_.articles[product.article];
    const auto& family = world_.family_of(product.article);
    const auto& life = world_.lives[product.article];
    out.value(product_id(index)).value(profile_.id).number(static_cast<std::int64_t>(index + 1));
    out.value(article.sku).value(article.name).value(article.description);
    out.value(category_ids_[family.category]).value(article.brand).value(article.model);
    out.optional(article.color).optional(article.size).value(kilograms(article.weight_grams));
    out.value(family.dimensions_cm).cents(product.price).cents(product.cost);
    out.number(product.minimum_stock).number(product.maximum_stock).number(product.reorder_point);
    out.number(family.lead_days).number(family.pack_size).number(family.minimum_order);
    out.value(family.supplier).value(article.supplier_sku).value(article.barcode);
    out.boolean(life.end_day >= world_.days());
    out.boolean(article.popularity > 6000);
    out.cents(article.rating_hundredths).number(article.rating_count);
    out.value(array_literal(article.tags)).value(family.metadata);
    out.value(moment(std::max(life.launch_day - 7, 0), 0));
    out.end_row();
}

void StoreRows::products(RowSink& out) const {
    for (std::size_t i = 0; i < history_.products.size(); ++i) {
        product(out, i);
    }
}

void StoreRows::promotions(RowSink& out) const {
    for (std::size_t i = 0; i < history_.promotions.size(); ++i) {
        const auto& promotion = history_.promotions[i];
        const auto& product = history_.products[promotion.product];
        const auto regular = regular_price(world_, product, promotion.from_day).price;
        out.value(id("promotion", i))
            .value(profile_.id)
            .value(world_.articles[product.article].sku);
        out.value(fmt::format(
            "{} % off {}",
            100 - promotion.price * 100 / regular,
            world_.family_of(product.article).item
        ));
        out.value(dates_[static_cast<std::size_t>(promotion.from_day)]);
        out.value(dates_[static_cast<std::size_t>(promotion.until_day - 1)]);
        out.cents(promotion.price).value(moment(promotion.from_day, 0));
        out.end_row();
    }
}

void StoreRows::customer(RowSink& out, std::size_t index) const {
    constexpr std::array<std::string_view, 4> tiers{"bronze", "silver", "gold", "platinum"};
    const auto& customer = history_.customers[index];
    Random random{derive_seed(seed_, "person", index)};
    const auto person = make_person(random);
    const auto since = iso_date(world_.date(customer.since_day));
    const auto birthday = world_.as_of - std::chrono::days{random.between(18 * 366, 80 * 365)};
    out.value(customer_ids_[index]).value(profile_.id).value(fmt::format("C{:07}", index + 1));
    out.value(person.first_name).value(person.last_name);
    out.value(fmt::format("{}{}@example.com", person.mailbox, index + 1));
    // 555-0100 to 555-0199 are set aside for use in fiction.
    out.value(fmt::format("(206) 555-01{:02}", random.below(100)));
    out.value(iso_date(birthday)).value(person.gender).value(since);
    out.value(tiers[static_cast<std::size_t>(customer.tier)]);
    out.value(since + " 12:00:00-08");
    out.end_row();
}

void StoreRows::customers(RowSink& out) const {
    for (std::size_t i = 0; i < history_.customers.size(); ++i) {
        customer(out, i);
    }
}

void StoreRows::transactions(RowSink& out, std::size_t first, std::size_t last) const {
    for (auto i = first; i < last; ++i) {
        const auto& sale = history_.sales[i];
        std::int64_t subtotal = 0;
        std::int64_t tax = 0;
        std::int64_t discount = 0;
        for (auto line = sale.first_line; line < sale.first_line + sale.line_count; ++line) {
            subtotal += history_.lines[line].net();
            tax += history_.lines[line].tax;
            discount += history_.lines[line].discount;
        }
        const auto receipt = fmt::format("RCP{:08}", i + 1);
        const auto at = moment(sale.day, sale.second);
        out.value(id("sale", i)).value(profile_.id).value(receipt);
        if (sale.customer >= 0) {
            out.value(customer_ids_[static_cast<std::size_t>(sale.customer)]);
        } else {
            out.null();
        }
        out.value(at).value(dates_[static_cast<std::size_t>(sale.day)]);
        out.value(type_names[static_cast<std::size_t>(sale.type)]);
        out.value(payment_names[static_cast<std::size_t>(sale.payment)]);
        out.cents(subtotal).cents(tax).cents(discount).cents(subtotal + tax);
        if (profile_.online) {
            out.null().value("WEB");
        } else {
            out.value(fmt::format("CASHIER{}", sale.cashier))
                .value(fmt::format("REG{}", sale.till));
        }
        out.value(receipt).value(at);
        out.end_row();
    }
}

void StoreRows::item(RowSink& out, std::size_t sale_index, std::size_t line_index) const {
    const auto& sale = history_.sales[sale_index];
    const auto& line = history_.lines[line_index];
    out.value(id("line", line_index)).value(profile_.id).value(id("sale", sale_index));
    out.number(static_cast<std::int64_t>(line_index - sale.first_line + 1));
    out.value(product_id(line.product)).value(dates_[static_cast<std::size_t>(sale.day)]);
    out.number(line.quantity).cents(line.unit_price).cents(line.net()).cents(line.discount);
    out.cents(line.tax).cents(line.gross()).cents(line.net()).cents(line.unit_cost);
    if (line.original_sale >= 0) {
        out.value(id("sale", static_cast<std::uint64_t>(line.original_sale)))
            .number(line.original_line);
    } else {
        out.null().null();
    }
    out.optional(reason_names[static_cast<std::size_t>(line.reason)]);
    out.value(moment(sale.day, sale.second));
    out.end_row();
}

void StoreRows::items(RowSink& out, std::size_t first, std::size_t last) const {
    for (auto i = first; i < last; ++i) {
        const auto& sale = history_.sales[i];
        for (auto line = sale.first_line; line < sale.first_line + sale.line_count; ++line) {
            item(out, i, line);
        }
    }
}

void StoreRows::movements(RowSink& out) const {
    for (std::size_t i = 0; i < history_.movements.size(); ++i) {
        const auto& movement = history_.movements[i];
        const auto at = moment(movement.day, movement.second);
        out.value(id("movement", i)).value(profile_.id).value(product_id(movement.product));
        out.value(at).value(dates_[static_cast<std::size_t>(movement.day)]);
        out.value(movement_names[static_cast<std::size_t>(movement.kind)]);
        if (movement.kind == MovementKind::count) {
            out.number(0).number(movement.counted);
        } else {
            out.number(movement.quantity).null();
        }
        out.cents(movement.unit_cost).optional(movement.reason).value(at);
        out.end_row();
    }
}

void StoreRows::open_orders(RowSink& out) const {
    for (std::size_t i = 0; i < history_.products.size(); ++i) {
        const auto& product = history_.products[i];
        if (product.on_order != 0 || product.committed != 0 || product.backordered != 0) {
            out.value(profile_.id).value(product_id(i)).number(product.on_order);
            out.number(product.committed).number(product.backordered);
            out.end_row();
        }
    }
}

} // namespace retail_mcp::retail::sample

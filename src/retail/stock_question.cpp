#include "stock_posting.hpp"

namespace retail_mcp::retail::stock {

namespace {

std::string consequences_of(const Posting& posting) {
    const Target& target = posting.target;
    const Decimal after = target.on_hand + posting.change;
    std::string text;
    if (after.is_negative()) {
        text += " The stock becomes negative.";
    } else if (target.reorder_point && after <= *target.reorder_point && target.on_hand > *target.reorder_point) {
        text += " It falls to the reorder point of " + quantity_text({*target.reorder_point}) + '.';
    }
    if (target.is_counted_since) {
        text += " The shelf has been counted since that movement: the count stands, and this "
                "comes on top of it.";
    }
    if (posting.kind == "transfer_out") {
        text += " The goods are in transit until " + *posting.other_store + " receives them.";
    }
    return text;
}

/// What happens, in the words of the trade.
std::string deed_of(const Posting& posting) {
    const Target& target = posting.target;
    const std::string goods = retail::quoted(target.name) + " (" + retail::quoted(target.sku) + ")";
    const std::string amount = quantity_text({posting.change.abs()}) + " of " + goods;
    if (posting.kind == "count") {
        return "Post a count of " + quantity_text({*posting.counted}) + " of " + goods;
    }
    if (posting.kind == "transfer_out") {
        return "Send " + amount + " to " + *posting.other_store;
    }
    if (posting.kind == "transfer_in") {
        return "Receive " + amount + " from " + *posting.other_store;
    }
    if (posting.kind == "undo") {
        return "Take back the " + *target.kind + " of " + amount;
    }
    return "Post a " + posting.kind + " of " + amount;
}

} // namespace

std::string question_of(const Posting& posting, const Store& store) {
    const Target& target = posting.target;
    std::string text = deed_of(posting) + " in " + store.store_id + "? On hand " +
                       quantity_text({target.on_hand}) + " becomes " +
                       quantity_text({target.on_hand + posting.change}) + " (" +
                       (posting.change.is_negative() ? "" : "+") + quantity_text({posting.change}) +
                       ')';
    if (target.cost) {
        const Money value{(posting.change * *target.cost).rounded(currency_scale(store.currency))};
        text += ", value " + money_text(value, store.currency);
    }
    text += '.' + consequences_of(posting);
    return posting.reason ? text + " Reason: " + retail::quoted(*posting.reason, 200) + '.' : text;
}

} // namespace retail_mcp::retail::stock

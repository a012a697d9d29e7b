#include "reply_once.hpp"

#include <retail_mcp/base/log.hpp>

#include <utility>

namespace retail_mcp::jsonrpc {

Batch::~Batch() {
    if (!messages_.empty()) {
        wire_->send("[" + messages_ + "]");
    }
}

void Batch::send(std::string_view message) {
    if (!messages_.empty()) {
        messages_ += ',';
    }
    messages_ += message;
}

ReplyOnce::ReplyOnce(Id id, std::shared_ptr<Outlet> outlet)
    : id_{std::move(id)}, outlet_{std::move(outlet)} {}

ReplyOnce::ReplyOnce(ReplyOnce&& other) noexcept
    : id_{std::move(other.id_)},
      outlet_{std::move(other.outlet_)},
      pending_{std::exchange(other.pending_, false)} {}

ReplyOnce::~ReplyOnce() {
    if (pending_) {
        log::write(log::Level::error, "request_dropped", {{"id", id_.json()}});
        send(error_message(id_, rpc_error(Code::internal_error, "Internal error")));
    }
}

void ReplyOnce::result(std::string_view result) {
    send(result_message(id_, result));
}

void ReplyOnce::error(const RpcError& error) {
    send(error_message(id_, error));
}

void ReplyOnce::send(std::string_view message) {
    if (!std::exchange(pending_, false)) {
        log::write(log::Level::error, "request_answered_twice", {{"id", id_.json()}});
        return;
    }
    outlet_->send(message);
}

} // namespace retail_mcp::jsonrpc

#pragma once

#include "reply_once.hpp"

#include <retail_mcp/jsonrpc/peer.hpp>

#include <asio/cancellation_signal.hpp>

#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace retail_mcp::jsonrpc {

/// What a request in flight needs of the peer.
class Supervisor : public Outlet {
public:
    virtual void deadline_moved() = 0;
};

/// One request from its first byte to its answer.
class InFlight final : public Call {
public:
    InFlight(
        Request request,
        ReplyOnce reply,
        std::shared_ptr<Supervisor> supervisor,
        bool in_batch,
        Deadline deadline
    )
        : request_{std::move(request)},
          reply_{std::move(reply)},
          supervisor_{std::move(supervisor)},
          in_batch_{in_batch},
          deadline_{deadline} {}

    const Id& id() const override { return request_.id; }

    const std::string& method() const override { return request_.method; }

    const nlohmann::json& params() const override { return request_.params; }

    bool in_batch() const override { return in_batch_; }

    Stop stopped() const override { return stop_; }

    Deadline deadline() const override { return deadline_; }

    void set_deadline(Deadline deadline) override {
        deadline_ = deadline;
        supervisor_->deadline_moved();
    }

    void keep_open() override {
        kept_open_ = true;
        deadline_ = Deadline::never();
    }

    void notify(std::string_view method, std::string_view params) override {
        if (reply_.pending()) {
            supervisor_->send(call_message(std::nullopt, method, params));
        }
    }

    bool kept_open() const { return kept_open_; }

    ReplyOnce& reply() { return reply_; }

    asio::cancellation_slot slot() { return signal_.slot(); }

    /// Ends the coroutine's current wait. The first reason stays, except that a client which
    /// cancels is always met with silence.
    void stop(Stop reason) {
        if (reason == Stop::client) {
            reply_.abandon();
        }
        if (stop_ == Stop::none) {
            stop_ = reason;
            signal_.emit(asio::cancellation_type::total);
        }
    }

private:
    Request request_;
    ReplyOnce reply_;
    std::shared_ptr<Supervisor> supervisor_;
    bool in_batch_;
    Deadline deadline_;
    bool kept_open_ = false;
    Stop stop_ = Stop::none;
    asio::cancellation_signal signal_;
};

/// The requests in flight. An id is taken until its request is answered or cancelled; a cancelled
/// request stays here, without its id, until its coroutine has ended.
class InFlightTable {
public:
    using Entry = std::shared_ptr<InFlight>;

    /// False if the id is taken.
    bool add(const Entry& entry);
    void remove(const Entry& entry);
    void cancel(const Id& id);

    void clear() {
        by_id_.clear();
        unfinished_.clear();
    }

    bool contains(const Id& id) const { return by_id_.contains(id.json()); }

    bool empty() const { return unfinished_.empty(); }

    std::size_t size() const { return unfinished_.size(); }

    /// How many count for back-pressure: those with a deadline.
    std::size_t busy() const;

    void stop_if(Stop reason, const std::function<bool(const InFlight&)>& condition);

    /// The earliest deadline of all, `never` if there is none.
    Deadline next_deadline() const;

private:
    std::unordered_map<std::string, Entry> by_id_;
    std::unordered_set<Entry> unfinished_;
};

} // namespace retail_mcp::jsonrpc

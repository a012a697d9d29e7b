#pragma once

#include <retail_mcp/jsonrpc/message.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace retail_mcp::jsonrpc {

/// Takes finished messages.
class Outlet {
public:
    virtual ~Outlet() = default;
    virtual void send(std::string_view message) = 0;
};

/// The answers to one array of requests: they leave together, as an array, when the last of the
/// requests is done. Nothing leaves if none was answered.
class Batch final : public Outlet {
public:
    explicit Batch(std::shared_ptr<Outlet> wire) : wire_{std::move(wire)} {}

    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;
    ~Batch() override;

    void send(std::string_view message) override;

private:
    std::shared_ptr<Outlet> wire_;
    std::string messages_;
};

/// The right to answer one request, which is also the duty: dropped without an answer it sends an
/// internal error; a second answer is logged and not sent; abandoned it keeps silent for ever.
class ReplyOnce {
public:
    ReplyOnce(Id id, std::shared_ptr<Outlet> outlet);
    ReplyOnce(ReplyOnce&& other) noexcept;
    ReplyOnce& operator=(ReplyOnce&&) = delete;
    ~ReplyOnce();

    void result(std::string_view result);
    void error(const RpcError& error);

    void abandon() { pending_ = false; }

    bool pending() const { return pending_; }

    const Id& id() const { return id_; }

private:
    void send(std::string_view message);

    Id id_;
    std::shared_ptr<Outlet> outlet_;
    bool pending_ = true;
};

} // namespace retail_mcp::jsonrpc

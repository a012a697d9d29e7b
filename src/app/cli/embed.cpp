// `retail-mcp embed`: makes the vectors that search by meaning works with, or those that are
// missing.
#include "cli/command.hpp"
#include "cli/progress_bar.hpp"
#include "embedding_model.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/retail/embedding_run.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace retail_mcp::app {

namespace {

struct Arguments {
    retail::EmbeddingOptions options;
    embeddings::EndpointOptions endpoint;
};

std::string line(const retail::StoreEmbedding& store, bool dry_run) {
    std::string text =
        fmt::format("{}: {}, {} products", store.store_id, store.model, store.products);
    if (store.trained) {
        text += dry_run ? ", would be trained" : ", trained";
    }
    if (store.made == 0) {
        return text + ", nothing to do";
    }
    text += fmt::format(", {} vectors {}", store.made, dry_run ? "to make" : "made");
    if (store.tokens > 0) {
        text += fmt::format(" from about {} tokens", store.tokens);
    }
    return text;
}

ExitCode print(const std::vector<retail::StoreEmbedding>& report, bool dry_run) {
    for (const retail::StoreEmbedding& store : report) {
        std::cout << line(store, dry_run) << '\n';
    }
    if (report.empty()) {
        std::cout << "No store has products yet.\n";
    }
    return ExitCode::done;
}

retail::EmbeddingListener shown_by(ProgressBar& bar) {
    return [&bar](const retail::EmbeddingProgress& progress) {
        bar.show(progress.step, progress.done, progress.total);
    };
}

/// What will be sent and charged for, said before anything is.
void announce(
    const std::vector<retail::StoreEmbedding>& stores, const embeddings::Embedder& model
) {
    std::int64_t texts = 0;
    std::int64_t tokens = 0;
    std::int64_t requests = 0;
    const auto batch = static_cast<std::int64_t>(model.batch_size());
    for (const retail::StoreEmbedding& store : stores) {
        texts += store.made;
        tokens += store.tokens;
        requests += (store.made + batch - 1) / batch;
    }
    std::cerr << fmt::format(
        "{}: {} product texts to read, about {} tokens, in {} requests.\n",
        model.model(),
        texts,
        tokens,
        requests
    );
}

Result<std::vector<retail::StoreEmbedding>>
run_elsewhere(db::AdminConnection& database, const Settings& settings, const Arguments& arguments) {
    auto embedder = make_embedder(settings, arguments.endpoint);
    if (!embedder) {
        return fail(std::move(embedder.error()));
    }
    const std::string provider{enum_name(settings.embeddings_provider)};
    retail::EmbeddingOptions look = arguments.options;
    look.dry_run = true;
    auto planned = retail::embed_by_endpoint(database, look, **embedder, provider, {});
    if (!planned || arguments.options.dry_run) {
        return planned;
    }
    announce(*planned, **embedder);
    ProgressBar bar;
    return retail::embed_by_endpoint(
        database, arguments.options, **embedder, provider, shown_by(bar)
    );
}

Result<ExitCode> run(const Settings& settings, const Arguments& arguments) {
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    const auto report = [&] {
        if (settings.embeddings_provider != EmbeddingsProvider::catalogue) {
            return run_elsewhere(administration->connection, settings, arguments);
        }
        ProgressBar bar;
        return retail::embed_by_catalogue(
            administration->connection,
            arguments.options,
            settings.embeddings_dimensions.value_or(retail::catalogue_dimensions),
            shown_by(bar)
        );
    }();
    return report ? Result<ExitCode>{print(*report, arguments.options.dry_run)}
                  : fail(report.error());
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto arguments = std::make_shared<Arguments>();
    retail::EmbeddingOptions& options = arguments->options;
    app.add_option("--store", options.store, "Only this store; every store without it.");
    settings.add(app, "--provider", "embeddings_provider");
    settings.add(app, "--model", "embeddings_model");
    settings.add(app, "--dimensions", "embeddings_dimensions");
    app.add_flag("--retrain", options.retrain, "All vectors anew, not only what is missing.");
    app.add_flag("--dry-run", options.dry_run, "Say what would be done, and do nothing.");
    app.add_option(
           "--batch-size", arguments->endpoint.batch_size, "Texts in one request to an endpoint."
    )
        ->check(CLI::Range(1, 2048));
    app.add_option(
           "--requests-per-minute",
           arguments->endpoint.requests_per_minute,
           "Requests to an endpoint are spread out to stay below this."
    )
        ->check(CLI::Range(1, 1'000'000));
    return [arguments](const Settings& effective) { return run(effective, *arguments); };
}

} // namespace

extern const Command embed_command{
    "embed", "Make the vectors for search by meaning: those missing or out of date.", declare};

} // namespace retail_mcp::app

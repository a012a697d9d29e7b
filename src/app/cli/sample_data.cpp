// `retail-mcp sample-data`: a small chain with 25 months of history, to try things on.
#include "cli/command.hpp"
#include "cli/progress_bar.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/retail/embedding_run.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

namespace retail_mcp::app {

namespace {

struct Arguments {
    retail::SampleOptions options;
    std::string as_of;
    bool remove = false;
    bool beside_other_data = false;
};

Result<std::chrono::sys_days> parse_date(const std::string& text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char dash = 0;
    char second_dash = 0;
    std::istringstream in{text};
    in >> year >> dash >> month >> second_dash >> day;
    const std::chrono::year_month_day date{
        std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!in || !in.eof() || dash != '-' || second_dash != '-' || !date.ok()) {
        return fail(
            ErrorCode::invalid_arguments,
            fmt::format("--as-of \"{}\" is no date.", text),
            "Write it like 2026-11-23."
        );
    }
    return std::chrono::sys_days{date};
}

Result<ExitCode> remove(Administration& administration) {
    const auto removed = retail::remove_sample_data(administration.connection);
    if (!removed) {
        return fail(removed.error());
    }
    if (administration.cluster && *removed) {
        for (const auto& principal : retail::sample_principals()) {
            if (auto gone = administration.cluster->credentials().remove(principal.name); !gone) {
                return fail(std::move(gone.error()));
            }
        }
    }
    std::cout << (*removed ? "The sample data is gone.\n" : "There is no sample data here.\n");
    return ExitCode::done;
}

/// On the private PostgreSQL the logins get passwords that it knows; elsewhere administration
/// sets them.
Result<void> make_principals(Administration& administration) {
    if (!administration.cluster) {
        return retail::create_sample_principals(administration.connection, {});
    }
    return retail::create_sample_principals(
        administration.connection,
        [&administration](std::string_view name) {
            return administration.cluster->credentials().find_or_create(name);
        }
    );
}

void print_how_to_connect(bool embedded) {
    std::cout << "Principals:";
    for (const auto& principal : retail::sample_principals()) {
        std::cout << ' ' << principal.name;
    }
    std::cout
        << (embedded ? "\nServe as one of them: retail-mcp serve --principal head_office\n"
                     : "\nGive the ones you use a password (ALTER ROLE seattle_manager PASSWORD "
                       "'...') and put the login "
                       "into the URL: retail-mcp serve --database-url "
                       "postgresql://seattle_manager@HOST/DATABASE\n");
}

Result<ExitCode> load(Administration& administration, const Arguments& arguments) {
    ProgressBar bar;
    const auto loaded = retail::load_sample_data(
        administration.connection,
        arguments.options,
        arguments.beside_other_data,
        [&bar](const retail::SampleProgress& progress) {
            bar.show(progress.step, progress.done, progress.total);
        }
    );
    if (!loaded) {
        return fail(loaded.error());
    }
    const auto embedded = retail::embed_by_catalogue(
        administration.connection,
        {},
        retail::catalogue_dimensions,
        [&bar](const retail::EmbeddingProgress& progress) {
            bar.show(progress.step, progress.done, progress.total);
        }
    );
    if (!embedded) {
        return fail(embedded.error());
    }
    if (auto made = make_principals(administration); !made) {
        return fail(std::move(made.error()));
    }
    std::cout << fmt::format(
        "Loaded {} stores, {} products, {} customers, {} transactions with {} lines, {} movements "
        "of goods.\n",
        loaded->stores,
        loaded->products,
        loaded->customers,
        loaded->transactions,
        loaded->lines,
        loaded->movements
    );
    print_how_to_connect(administration.cluster.has_value());
    return ExitCode::done;
}

Result<ExitCode> run(const Settings& settings, Arguments arguments) {
    using namespace std::chrono;
    arguments.options.as_of = floor<days>(system_clock::now());
    if (!arguments.as_of.empty()) {
        auto date = parse_date(arguments.as_of);
        if (!date) {
            return fail(std::move(date.error()));
        }
        arguments.options.as_of = *date;
    }
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    return arguments.remove ? remove(*administration) : load(*administration, arguments);
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto arguments = std::make_shared<Arguments>();
    auto& options = arguments->options;
    app.add_option("--scale", options.scale, "2,000 customers and 5,000 transactions each.")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    app.add_option("--products", options.products, "Articles of the chain.")
        ->check(CLI::Range(1, 200000))
        ->capture_default_str();
    app.add_option("--stores", options.stores, "Number of stores in all.")
        ->check(CLI::Range(4, 10000))
        ->capture_default_str();
    app.add_option("--seed", options.seed, "Another seed makes another history.")
        ->capture_default_str();
    app.add_option(
        "--as-of", arguments->as_of, "The history ends before this day opens; today without it."
    );
    app.add_flag(
        "--beside-other-data", arguments->beside_other_data, "Load although there are other stores."
    );
    app.add_flag("--remove", arguments->remove, "Take the sample out again, and only it.");
    return [arguments](const Settings& effective) { return run(effective, *arguments); };
}

} // namespace

extern const Command sample_data_command{
    "sample-data", "Load realistic sample data, or take it out again.", declare};

} // namespace retail_mcp::app

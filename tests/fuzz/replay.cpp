// Runs a fuzz target over the files it is given, and over those in folders it is given: once each.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void replay(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    const std::vector<char> text{std::istreambuf_iterator<char>{in}, {}};
    std::vector<std::uint8_t> bytes{text.begin(), text.end()};
    std::cout << file.filename().string() << std::endl; // at once: the last one named is to blame
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

} // namespace

int main(int argc, char** argv) {
    std::size_t replayed = 0;
    for (const std::string& argument : std::vector<std::string>{argv + 1, argv + argc}) {
        if (!std::filesystem::is_directory(argument)) {
            replay(argument);
            ++replayed;
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator{argument}) {
            replay(entry.path());
            ++replayed;
        }
    }
    std::cout << replayed << " inputs replayed\n";
    return replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

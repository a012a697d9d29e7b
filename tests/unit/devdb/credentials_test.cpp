#include <retail_mcp/devdb/credentials.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <fstream>

namespace retail_mcp::devdb {
namespace {

namespace fs = std::filesystem;

fs::path make_folder() {
    std::string name = "/tmp/retail-mcp-credentials-XXXXXX";
    return ::mkdtemp(name.data());
}

class CredentialsTest : public testing::Test {
protected:
    ~CredentialsTest() override { fs::remove_all(folder_); }

    fs::path folder_ = make_folder();
    Credentials credentials_{folder_ / "credentials"};
};

TEST_F(CredentialsTest, MakesOnePasswordPerPrincipalAndKeepsIt) {
    const auto first = credentials_.find_or_create("pat");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->size(), 64U);
    EXPECT_EQ(credentials_.find_or_create("pat").value(), *first);
    EXPECT_EQ(credentials_.find("pat"), *first);
    EXPECT_NE(credentials_.find_or_create("sam").value(), *first);
}

TEST_F(CredentialsTest, LetsOnlyTheOwnerRead) {
    ASSERT_TRUE(credentials_.find_or_create("pat"));

    struct stat found {};

    ASSERT_EQ(::stat((folder_ / "credentials").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0700U);
    ASSERT_EQ(::stat((folder_ / "credentials/pat").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0600U);
}

TEST_F(CredentialsTest, KeepsAnyNameInsideTheFolder) {
    const std::vector<std::string> names = {"../escape", ".", "50% off", "a/b", "zoë"};
    for (const std::string& name : names) {
        ASSERT_TRUE(credentials_.find_or_create(name)) << name;
    }
    EXPECT_THAT(credentials_.principals(), testing::UnorderedElementsAreArray(names));
    EXPECT_FALSE(fs::exists(folder_ / "escape"));
}

TEST_F(CredentialsTest, ForgetsAPrincipal) {
    ASSERT_TRUE(credentials_.find_or_create("pat"));
    ASSERT_TRUE(credentials_.remove("pat"));
    EXPECT_FALSE(credentials_.find("pat"));
    EXPECT_TRUE(credentials_.remove("pat"));
}

TEST_F(CredentialsTest, TakesNoUnfinishedFileForAPrincipal) {
    ASSERT_TRUE(credentials_.find_or_create("pat"));
    std::ofstream{folder_ / "credentials/pat.123.new"} << "half";
    EXPECT_THAT(credentials_.principals(), testing::ElementsAre("pat"));
}

} // namespace
} // namespace retail_mcp::devdb

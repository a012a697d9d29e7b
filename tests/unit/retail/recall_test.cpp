// What search_products says about the arms that answered.
#include "retail/search/recall.hpp"

#include <gmock/gmock.h>

namespace retail_mcp::retail::search {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Meaning asked(std::string scan = "hits") {
    return {"catalogue-384", "catalogue", true, true, std::move(scan)};
}

TEST(Recall, IsOfWordsAloneWithoutAModel) {
    const Recall recall = recall_of({}, "");
    EXPECT_EQ(recall.mode, RecallMode::lexical);
    EXPECT_THAT(recall.note, HasSubstr("retail-mcp embed"));
}

TEST(Recall, SaysWhichModelAnsweredAndWhichScanRan) {
    EXPECT_EQ(recall_of({asked()}, "").mode, RecallMode::lexical_semantic);
    EXPECT_THAT(recall_of({asked()}, "").note, HasSubstr("catalogue-384"));
    EXPECT_THAT(recall_of({asked("exact")}, "").note, HasSubstr("exact scan"));
    EXPECT_THAT(recall_of({asked("index")}, "").note, HasSubstr("index scan"));
}

TEST(Recall, SaysThatProductsWaitForTheirVector) {
    Meaning stale = asked();
    stale.is_current = false;
    EXPECT_THAT(recall_of({stale}, "").note, HasSubstr("wait for their vector"));
    EXPECT_THAT(recall_of({asked()}, "").note, Not(HasSubstr("wait")));
    EXPECT_THAT(recall_of({asked(), stale}, "").note, HasSubstr("wait"));
}

TEST(Recall, IsOfWordsAloneForAQueryWithoutAKnownTerm) {
    Meaning silent = asked();
    silent.is_asked = false;
    EXPECT_EQ(recall_of({silent}, "").mode, RecallMode::lexical);
    EXPECT_THAT(recall_of({silent}, "").note, HasSubstr("no vector"));
}

TEST(Recall, IsUnavailableWhenTheModelElsewhereGaveNoVector) {
    const Meaning model{"text-embedding-3-small", "openai", true, false, "hits"};
    EXPECT_EQ(recall_of({model}, "timeout").mode, RecallMode::semantic_unavailable);
    EXPECT_THAT(recall_of({model}, "timeout").note, HasSubstr("timeout"));
    EXPECT_THAT(recall_of({model}, "").note, HasSubstr("embeddings_provider"));
}

} // namespace
} // namespace retail_mcp::retail::search

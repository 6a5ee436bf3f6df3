#include "program/GraphNames.h"
#include <gtest/gtest.h>

namespace summary_upgrade::program {

namespace {
struct Table {
  GraphNames Names;
  std::string claim(const char *Name, bool Maybe = false) {
    UniqueName U = Names.claim(Name, {0, Next++}, Maybe, [](NameCount &) {});
    return U.Known ? U.Full : "?";
  }
  Id Next = 0;
};
} // namespace

// What Graph.unique_name returns for the same sequences on TensorFlow 1.15.
TEST(GraphNames, NumbersLikeTensorFlow) {
  Table T;
  EXPECT_EQ(T.claim("a"), "a");
  EXPECT_EQ(T.claim("a"), "a_1");
  EXPECT_EQ(T.claim("A"), "A_2");
  EXPECT_EQ(T.claim("b_1"), "b_1");
  EXPECT_EQ(T.claim("b"), "b");
  EXPECT_EQ(T.claim("b"), "b_2"); // b_1 is taken
  EXPECT_EQ(T.claim("b_1"), "b_1_1");
  EXPECT_EQ(T.claim("s/a"), "s/a");
}

TEST(GraphNames, SaysWhoTookTheName) {
  Table T;
  T.claim("x");
  T.claim("a");
  UniqueName U = T.Names.claim("A", {0, 9}, false, [](NameCount &) {});
  EXPECT_TRUE(U.Numbered);
  EXPECT_EQ(U.Taken, (NodeRef{0, 1}));
}

TEST(GraphNames, WhatMayBeTakenIsNotKnown) {
  Table T;
  EXPECT_EQ(T.claim("a", true), "?");
  EXPECT_EQ(T.claim("a"), "?");
  EXPECT_EQ(T.claim("a_1"), "?"); // the second `a` may have taken it
  EXPECT_EQ(T.claim("b"), "b");
  EXPECT_EQ(T.claim("b", true), "?");
  EXPECT_EQ(T.claim("b"), "?");
}

TEST(GraphNames, ChangesAreAnnounced) {
  Table T;
  T.claim("a");
  std::vector<uint32_t> Before;
  T.Names.claim("a", {0, 5}, false, [&](NameCount &N) { Before.push_back(N.Max); });
  EXPECT_EQ(Before, (std::vector<uint32_t>{1, 0})); // `a`, then `a_1`
}

} // namespace summary_upgrade::program
